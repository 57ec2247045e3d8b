"""The addresses of screening: a reference, never a primary key."""

from django.urls import include, path

from screening.views import dossier, listing, walls, work

app_name = "screening"

trajectory = [
    path("", dossier.detail, name="detail"),
    path("stage/", work.ReachStage.as_view(), name="stage"),
    path("complete/", work.Complete.as_view(), name="complete"),
    path("objection/", work.RecordObjection.as_view(), name="objection"),
    path("officer/", work.AssignOfficer.as_view(), name="officer"),
    path("correct/", work.Correct.as_view(), name="correct"),
    path("walls/new/", walls.RaiseWall.as_view(), name="wall_new"),
    path("walls/<slug:key>/lift/", walls.LiftWall.as_view(), name="wall_lift"),
]

urlpatterns = [
    path("", listing.trajectories, name="list"),
    path("export/", listing.export, name="export"),
    path("new/", work.start, name="new"),
    path("<slug:reference>/", include(trajectory)),
]
