"""Every write of tokens: issued, used, withdrawn."""

import secrets

from django.core.exceptions import PermissionDenied

from accounts.models import User
from audit import log
from audit.kinds import Kind
from figures.models import FigureToken
from figures.tokens.access import hashed
from lib import clock


def issue_token(*, by: User, name: str) -> tuple[FigureToken, str]:
    """A new token, and the text that a program shows; that is stored nowhere. Raises PermissionDenied."""
    _check(by)
    token = secrets.token_urlsafe(32)
    with log.acting(by, Kind.TOKEN_ISSUED) as act:
        made = FigureToken.objects.create(
            name=" ".join(name.split()), token_hash=hashed(token), issued_at=clock.now(), issued_by=by
        )
        act.target = made.public_key
    return made, token


def withdraw_token(*, by: User, token: FigureToken) -> None:
    """A token that no longer works, from this moment on; one that was withdrawn stays so. Raises PermissionDenied."""
    _check(by)
    with log.acting(by, Kind.TOKEN_WITHDRAWN, target=token.public_key):
        FigureToken.objects.valid().filter(pk=token.pk).update(withdrawn_at=clock.now(), withdrawn_by=by)


def note_use(*, token: FigureToken) -> None:
    """The day on which it was last used, so that one that nothing uses can be seen. The look itself is on record."""
    if token.last_used_on != clock.today():
        FigureToken.objects.filter(pk=token.pk).update(last_used_on=clock.today())


def _check(by: User) -> None:
    if not by.has_perm("figures.configure"):
        raise PermissionDenied
