"""Addresses of the pages of tokens."""

from django.urls import path

from figures.tokens import views

app_name = "figures_tokens"
urlpatterns = [
    path("", views.tokens, name="list"),
    path("issue/", views.issue, name="issue"),
    path("<slug:key>/withdraw/", views.withdraw, name="withdraw"),
]
