"""Who asks."""

from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User


def me(request: HttpRequest) -> User:
    """The person who asks. Not for the few pages that need no sign-in."""
    assert isinstance(request.user, User)
    return request.user


def usernames_of(text: str) -> list[str]:
    """The user names of those whose name holds this text, or who have it as user name; for the search of the log."""
    if "\0" in text:  # PostgreSQL takes none in a text.
        return []
    named = User.objects.filter(Q(username__iexact=text) | Q(name__icontains=text))
    return list(named.order_by("username").values_list("username", flat=True))
