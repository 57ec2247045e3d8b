"""Addresses of publications."""

from django.urls import path

from figures.publications import views

app_name = "publications"
urlpatterns = [
    path("", views.publications, name="list"),
    path("new/", views.new, name="new"),
    path("<slug:key>/", views.publication, name="publication"),
    path("<slug:key>/correct/", views.correct, name="correct"),
    path("<slug:key>/figures.csv", views.publication_file, name="file"),
    path("<slug:key>/figures.zip", views.publication_zip, name="zip"),
    path("<slug:key>/edition/", views.edition, name="edition"),
    path("<slug:key>/edition.zip", views.edition_zip, name="edition_zip"),
    path("<slug:key>/edition.csv", views.edition_file, name="edition_file"),
]
