"""A sign-in that waits at its second step holds as long as nothing has changed since its first.

A new password ends it, another set of factors, and a deactivation, even one that has been undone meanwhile.
"""

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from accounts import signins
from accounts.models import Kind, Outcome, Proposal, User

_STOOD = "stood"


def begin(request: HttpRequest, user: User) -> None:
    """The first step is taken: keep how the account stands."""
    request.session[_STOOD] = _stands(user)


def end(request: HttpRequest) -> None:
    """All steps are taken, or none counts any more."""
    request.session.pop(_STOOD, None)


def person(request: HttpRequest, user: User) -> User:
    """Who is signing in, asked anew. Raises ImmediateHttpResponse if the first step counts no more."""
    found = User.objects.get(pk=user.pk)
    if found.is_active and request.session.get(_STOOD) == _stands(found):
        return found
    raise ImmediateHttpResponse(_refused(request, found))


def _stands(user: User) -> list[str | int]:
    """What a new password changes, how many factors there are, and how often the account was let in again."""
    reactivated = Proposal.objects.filter(about=user, kind=Kind.REACTIVATION, outcome=Outcome.APPROVED)
    return [user.get_session_auth_hash(), Authenticator.objects.filter(user=user).count(), reactivated.count()]


def _refused(request: HttpRequest, user: User) -> HttpResponseRedirect:
    """As if the first step had been wrong from the start."""
    first = next(iter(signins.shown(request, user)), "password")
    clear_login(request)
    end(request)
    signins.failed(request, first, user)
    messages.error(request, get_adapter().error_messages["username_password_mismatch"])
    return redirect("account_login")
