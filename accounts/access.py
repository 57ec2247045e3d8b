"""Who asks."""

from django.http import HttpRequest

from accounts.models import User


def me(request: HttpRequest) -> User:
    """The person who asks. Not for the few pages that need no sign-in."""
    assert isinstance(request.user, User)
    return request.user
