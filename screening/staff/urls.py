"""The addresses of staff and training: a reference, never a primary key. They stand before those of trajectories."""

from django.urls import include, path

from screening.staff.views import code, dossier, intake, listing, oath, service, training

app_name = "staff"

member = [
    path("", dossier.detail, name="detail"),
    path("leave/", service.Leave.as_view(), name="leave"),
    path("correct/", service.Correct.as_view(), name="correct"),
    path("oath/", oath.Record.as_view(), name="oath"),
    path("oath/correct/", oath.Correct.as_view(), name="oath_correct"),
    path("oath/take-back/", oath.TakeBack.as_view(), name="oath_take_back"),
    path("code/", code.Record.as_view(), name="code"),
    path("code/<slug:key>/withdraw/", code.Withdraw.as_view(), name="code_withdraw"),
]
session = [
    path("", training.detail, name="training"),
    path("correct/", training.Correct.as_view(), name="training_correct"),
    path("void/", training.Void.as_view(), name="training_void"),
]

urlpatterns = [
    path("staff/", listing.staff, name="list"),
    path("staff/swear-in/", intake.SwearIn.as_view(), name="swear_in"),
    path("staff/code/", intake.Acknowledge.as_view(), name="acknowledge"),
    path("staff/<slug:reference>/", include(member)),
    path("training/", training.sessions, name="trainings"),
    path("training/new/", training.record, name="training_new"),
    path("training/<slug:reference>/", include(session)),
    path("<slug:reference>/enter-service/", service.Enter.as_view(), name="enter"),
]
