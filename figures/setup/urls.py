"""Addresses of what stands beside the figures. A headcount is named by its year."""

from django.urls import path

from figures.setup import views

app_name = "figures_setup"
urlpatterns = [
    path("", views.setup, name="page"),
    path("breaks/add/", views.AddBreak.as_view(), name="break_add"),
    path("breaks/<slug:key>/", views.ChangeBreak.as_view(), name="break"),
    path("breaks/<slug:key>/withdraw/", views.break_withdraw, name="break_withdraw"),
    path("breaks/<slug:key>/bring-back/", views.break_bring_back, name="break_bring_back"),
    path("headcounts/add/", views.AddHeadcount.as_view(), name="headcount_add"),
    path("headcounts/<int:year>/", views.CorrectHeadcount.as_view(), name="headcount"),
    path("threshold/", views.SetThreshold.as_view(), name="threshold"),
]
