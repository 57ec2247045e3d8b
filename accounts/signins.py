"""What a sign-in, and a confirmation, mean to the session and to the audit log: one event for each that is complete."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed, user_logged_in
from allauth.socialaccount.signals import social_account_added
from django.contrib.auth import signals as django_signals
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest

from accounts import recent, sessions
from accounts.models import User
from audit import log
from audit.kinds import Kind

RECOVERY_CODE = "recovery_codes"
PROVIDER = "provider"


def listen() -> None:
    """Connect what stands below."""
    django_signals.user_logged_in.connect(_begin, dispatch_uid="accounts.begin")
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    authentication_step_completed.connect(_confirmed, dispatch_uid="accounts.confirmed")
    social_account_added.connect(_linked, dispatch_uid="accounts.linked")


def shown(request: HttpRequest, user: User) -> list[str]:
    """By what this session showed who it is, in order: `password`, `provider`, `totp`, `webauthn`, `recovery_codes`."""
    return [_name(**record) for record in get_authentication_records(request, user)]


def failed(request: HttpRequest, factor: str, user: User | None) -> None:
    """Record a wrong password, code, passkey or provider. `user` is whose it should have been, if there is such."""
    if isinstance(request.user, User):
        log.read(request.user, Kind.CONFIRM_FAILED, target=request.user.username, detail={"with": factor})
    else:
        log.read(None, Kind.SIGN_IN_FAILED, target=user.username if user else "", detail={"with": factor})


def named(username: str) -> User | None:
    """The account of this name, whatever its case."""
    try:
        return User.objects.get(username__iexact=username)
    except ObjectDoesNotExist:
        return None


def _name(method: str, **more: Any) -> str:
    return {"mfa": str(more.get("type", "")), "socialaccount": PROVIDER}.get(method, method)


def _begin(request: HttpRequest, **_: Any) -> None:
    sessions.begin(request)
    recent.confirm(request)


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    by = shown(request, user)
    kind = Kind.SIGNED_IN_BY_RECOVERY_CODE if RECOVERY_CODE in by else Kind.SIGNED_IN
    with log.acting(user, kind, target=user.username, detail={"with": by}):
        pass


def _confirmed(request: HttpRequest, user: User, method: str, **more: Any) -> None:
    if not more.get("reauthenticated"):
        return
    with log.acting(user, Kind.CONFIRMED, target=user.username, detail={"with": _name(method, **more)}):
        recent.confirm(request)


def _linked(request: HttpRequest, sociallogin: Any, **_: Any) -> None:
    """Wherever else the person is signed in, he is signed out."""
    user = sociallogin.user
    with log.acting(user, Kind.PROVIDER_LINKED, target=user.username):
        sessions.end_all(user, but=request.session)
