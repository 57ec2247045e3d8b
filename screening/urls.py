"""The addresses of screening: a reference, never a primary key."""

from django.urls import include, path

from screening.views import board, dossier, duty, listing, renewals, start, walls, work

app_name = "screening"

trajectory = [
    path("", dossier.detail, name="detail"),
    path("stage/", work.ReachStage.as_view(), name="stage"),
    path("complete/", work.Complete.as_view(), name="complete"),
    path("objection/", work.RecordObjection.as_view(), name="objection"),
    path("officer/", work.AssignOfficer.as_view(), name="officer"),
    path("correct/", work.Correct.as_view(), name="correct"),
    path("renew/", start.Renew.as_view(), name="renew"),
    path("renewals/end/", renewals.EndRenewal.as_view(), name="renewal_end"),
    path("duty/new/", duty.Report.as_view(), name="duty_new"),
    path("duty/<slug:key>/assess/", duty.Assess.as_view(), name="duty_assess"),
    path("walls/new/", walls.RaiseWall.as_view(), name="wall_new"),
    path("walls/<slug:key>/lift/", walls.LiftWall.as_view(), name="wall_lift"),
]

urlpatterns = [
    path("", listing.trajectories, name="list"),
    path("export/", listing.export, name="export"),
    path("new/", start.start, name="new"),
    path("board/", board.shown, name="board"),
    path("renewals/", renewals.renewals, name="renewals"),
    path("<slug:reference>/", include(trajectory)),
]
