"""Addresses of the reference lists. An item is named by its machine value."""

from django.urls import path

from office import views

app_name = "office"
urlpatterns = [
    path("", views.lists, name="lists"),
    path("<slug:name>/", views.items, name="items"),
    path("<slug:name>/add/", views.item_add, name="item_add"),
    path("<slug:name>/items/<slug:key>/", views.item_edit, name="item_edit"),
    path("<slug:name>/items/<slug:key>/retire/", views.item_retire, name="item_retire"),
    path("<slug:name>/items/<slug:key>/bring-back/", views.item_bring_back, name="item_bring_back"),
]
