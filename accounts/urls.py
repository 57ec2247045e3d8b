"""Addresses of one's own account. Those of signing in stand in `accounts.urls_signin`."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("theme/", views.theme, name="theme"),
    path("places/", views.places, name="places"),
    path("places/end/", views.end_place, name="end_place"),
]
