"""The addresses of the audit log."""

from django.urls import path

from audit import views

app_name = "audit"
urlpatterns = [
    path("", views.events, name="log"),
    path("events/<slug:key>/", views.event, name="event"),
    path("sheet/<slug:month>/", views.month_sheet, name="sheet"),
    path("sheet/<slug:month>/<str:key>/", views.review, name="review"),
]
