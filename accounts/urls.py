"""Addresses of one's own account. Sign-in and sign-out stand in `integrity.urls`, under the names allauth knows."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("theme/", views.theme, name="theme"),
]
