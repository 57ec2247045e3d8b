"""Addresses under which a program that shows a token reads published figures. They stay."""

from django.urls import path

from figures.tokens import views

app_name = "figures_open"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:key>.json", views.open_figure, name="figure"),
]
