"""The doors of tokens: for the admin who issues them, and for the program that shows one."""

import hashlib

from django.http import Http404

from accounts.models import User
from audit import log
from audit.kinds import Kind
from figures.models import FigureToken

SCHEME = "Bearer "


class NoToken(Exception):
    """What was shown is no token that works; which of the reasons it is, nobody is told."""


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def enter(user: User) -> None:
    """The door of the pages. Raises Http404 for who does not configure the figures."""
    if not user.has_perm("figures.configure"):
        raise Http404


def tokens(user: User) -> list[FigureToken]:
    """All tokens there were, the newest first; the look is recorded. Raises Http404."""
    enter(user)
    log.read(user, Kind.TOKENS_LISTED)
    return list(FigureToken.objects.select_related("issued_by", "withdrawn_by"))


def to_withdraw(user: User, key: str) -> FigureToken:
    """The token under this key, for who comes to withdraw it. Raises Http404."""
    enter(user)
    found = FigureToken.objects.filter(public_key=key).first()
    if found is None:
        raise Http404
    return found


def by_token(shown: str, figure: str = "") -> FigureToken:
    """The token that a program shows in its header; the look is recorded. Raises NoToken."""
    if not shown.startswith(SCHEME):
        raise NoToken
    found = FigureToken.objects.valid().filter(token_hash=hashed(shown.removeprefix(SCHEME).strip())).first()
    if found is None:
        raise NoToken
    log.read(None, Kind.READ_BY_TOKEN, target=found.public_key, detail={"figure": figure} if figure else None)
    return found
