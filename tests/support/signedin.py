"""A session as a complete sign-in leaves it, made without one: with the mark of a second factor, and recent."""

from django.test import Client

from accounts import factors
from accounts.models import User


def sign_in(client: Client, person: User) -> Client:
    """Sign `person` in with `client`."""
    client.force_login(person)
    session = client.session
    session[factors.MARK] = "totp"
    session.save()
    return client
