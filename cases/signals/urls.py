"""The addresses of signals: a reference, or a random public key below it; never a primary key."""

from django.urls import URLPattern, URLResolver, include, path

from cases.signals.views import decide, dossier, listing, people, register, work

app_name = "signals"

signal: list[URLPattern | URLResolver] = [
    path("", dossier.detail, name="detail"),
    path("decide/", decide.Decide.as_view(), name="decide"),
    path("correct/", work.Correct.as_view(), name="correct"),
    path("triager/", work.NameTriager.as_view(), name="triager"),
    path("acknowledge/", work.Acknowledge.as_view(), name="acknowledge"),
    path("feedback/", work.GiveFeedback.as_view(), name="feedback"),
    path("take-back/", work.TakeBack.as_view(), name="take_back"),
    path("walls/new/", people.RaiseWall.as_view(), name="wall_new"),
    path("walls/<slug:key>/lift/", people.LiftWall.as_view(), name="wall_lift"),
    path("reporter/", people.reporter, name="reporter"),
    path("reporter/record/", people.CorrectReporter.as_view(), name="reporter_correct"),
]

urlpatterns = [
    path("", listing.undecided, name="undecided"),
    path("all/", listing.signals, name="list"),
    path("new/", register.register, name="new"),
    path("<slug:reference>/", include(signal)),
]
