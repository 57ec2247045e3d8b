"""Addresses of people's accounts: a user name, or the random key of a proposal; never a primary key."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from accounts.people import steps, views
from accounts.proposals import views as proposals


class UsernameConverter(StringConverter):
    """A user name as it can be one."""

    regex = r"[A-Za-z0-9_.@+-]{1,60}"


register_converter(UsernameConverter, "username")

app_name = "people"

person: list[URLPattern | URLResolver] = [
    path("", views.person, name="person"),
    path("roles/give/", steps.GiveRole.as_view(), name="role_give"),
    path("roles/<slug:role>/end/", steps.EndRole.as_view(), name="role_end"),
    path("number/", steps.ChangeNumber.as_view(), name="number"),
    path("link/", steps.SendLink.as_view(), name="link"),
    path("second-factor/", steps.ResetFactor.as_view(), name="factor"),
    path("sessions/", steps.EndSessions.as_view(), name="sessions"),
    path("deactivate/", steps.Deactivate.as_view(), name="deactivate"),
    path("reactivate/", steps.Reactivate.as_view(), name="reactivate"),
]

urlpatterns = [
    path("", views.people, name="list"),
    path("invite/", proposals.invite, name="invite"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<slug:key>/", proposals.proposal, name="proposal"),
    path("proposals/<slug:key>/approve/", proposals.Approve.as_view(), name="approve"),
    path("proposals/<slug:key>/decline/", proposals.Decline.as_view(), name="decline"),
    path("<username:username>/", include(person)),
]
