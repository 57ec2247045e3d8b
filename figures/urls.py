"""Addresses of figures."""

from django.urls import path

from figures import views
from figures.compare.views import compare

app_name = "figures"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("compare/", compare, name="compare"),
    path("<slug:key>.json", views.figure_json, name="json"),
    path("<slug:key>.csv", views.figure_file, name="file"),
    path("<slug:key>/", views.figure, name="figure"),
    path("<slug:key>/records/", views.records, name="records"),
    path("<slug:key>/records.csv", views.records_file, name="records_file"),
]
