"""Brakes on guessing passwords and codes. They slow down whoever guesses, and leave the owner his way in.

What is counted are wrong answers, by the name and the address together: 50 wrong passwords from one address do not keep
the owner out at another. Somebody who guesses from many addresses finds each of them slowed to one attempt in five
minutes, which still lets the owner in who knows his password. A code has only six digits, so beyond a hundred wrong
ones a day no more are taken for that person, but from addresses where he signed in before; a passkey, which cannot be
guessed, is taken everywhere.
"""

from dataclasses import dataclass, field

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

RATES = {
    "address": "20/5m/ip",
    "name": "5/5m/key",
    "name_under_attack": "1/5m/key",
    "anywhere": "20/h/key",
    "codes": "100/d/key",
}
_KNOWN_FOR = 90 * 24 * 60 * 60


@dataclass
class Attempt:
    """One attempt at a password or a code; it counts until it turns out to be right."""

    request: HttpRequest
    name: str
    used: list[ratelimit.RateLimitUsage] = field(default_factory=list)

    def right(self) -> None:
        """It was: nothing is counted."""
        for usage in self.used:
            usage.rollback()

    def wrong(self) -> None:
        """It was not."""
        for action in ("anywhere", "codes"):
            _consume(self.request, action, self.name)


def attempt(request: HttpRequest, username: str, what: str) -> Attempt:
    """Begin an attempt at a `password`, `code` or `passkey`; one too many is answered by the page that asks to wait."""
    name = _hidden(f"{what} {username.lower()}")
    trying = Attempt(request, name)
    if what == "code" and not _left(request, "codes", name) and not is_known(request, username):
        raise _too_many(request)
    attacked = not _left(request, "anywhere", name)
    here = f"{name}@{ratelimit.get_ip(request)}"
    for action in ("address", "name_under_attack" if attacked else "name"):
        usage = _consume(request, action, here)
        if usage is None:
            raise _too_many(request)
        trying.used.append(usage)
    return trying


def remember(request: HttpRequest, username: str) -> None:
    """The owner signed in from here."""
    cache.set(_known_key(request, username), True, _KNOWN_FOR)


def is_known(request: HttpRequest, username: str) -> bool:
    """Whether the owner signed in from here before."""
    return bool(cache.get(_known_key(request, username)))


def _known_key(request: HttpRequest, username: str) -> str:
    return _hidden(f"known {username.lower()} {ratelimit.get_ip(request)}")


def _hidden(text: str) -> str:
    """What is kept for it: somebody may have typed his password as his name."""
    return salted_hmac("accounts.brakes", text, algorithm="sha256").hexdigest()


def _consume(request: HttpRequest, action: str, key: str, *, dry_run: bool = False) -> ratelimit.RateLimitUsage | None:
    return ratelimit.consume(request, app="accounts", action=action, config=RATES, key=key, dry_run=dry_run)


def _left(request: HttpRequest, action: str, key: str) -> bool:
    return _consume(request, action, key, dry_run=True) is not None


def _too_many(request: HttpRequest) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(ratelimit.respond_429(request))
