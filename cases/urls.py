"""The addresses of cases: a reference, or a random public key below it; never a primary key."""

from django.urls import URLPattern, URLResolver, include, path

from cases.views import closing, dossier, duplicates, listing, log, team, work

app_name = "cases"

allegation: list[URLPattern | URLResolver] = [
    path("correct/", work.CorrectAllegation.as_view(), name="allegation_correct"),
    path("subject/", work.IdentifySubject.as_view(), name="subject"),
    path("finding/", work.RecordFinding.as_view(), name="finding"),
]

case: list[URLPattern | URLResolver] = [
    path("", dossier.detail, name="detail"),
    path("correct/", work.CorrectCase.as_view(), name="correct"),
    path("looked/", dossier.looked, name="looked"),
    path("lead/", team.AppointLead.as_view(), name="lead"),
    path("hand-over/", team.HandOver.as_view(), name="hand_over"),
    path("step-out/", team.Recuse.as_view(), name="recuse"),
    path("team/new/", team.Grant.as_view(), name="grant"),
    path("team/<slug:key>/take-off/", team.Revoke.as_view(), name="revoke"),
    path("walls/new/", team.RaiseWall.as_view(), name="wall_new"),
    path("walls/<slug:key>/lift/", team.LiftWall.as_view(), name="wall_lift"),
    path("allegations/new/", work.AddAllegation.as_view(), name="allegation_new"),
    path("allegations/<slug:key>/", include(allegation)),
    path("investigations/new/", work.StartInvestigation.as_view(), name="investigation_new"),
    path("investigations/<slug:key>/end/", work.EndInvestigation.as_view(), name="investigation_end"),
    path("closing/propose/", closing.Propose.as_view(), name="closing_propose"),
    path("closing/confirm/", closing.Confirm.as_view(), name="closing_confirm"),
    path("closing/decline/", closing.Decline.as_view(), name="closing_decline"),
    path("reopen/", closing.Reopen.as_view(), name="reopen"),
    path("void/", closing.Void.as_view(), name="void"),
]

urlpatterns = [
    path("", listing.cases, name="list"),
    path("export/", listing.export, name="export"),
    path("new/", log.log, name="new"),
    path("duplicates/", duplicates.waiting, name="duplicates"),
    path("duplicates/<slug:key>/seen/", duplicates.seen, name="duplicate_seen"),
    path("<slug:reference>/", include(case)),
]
