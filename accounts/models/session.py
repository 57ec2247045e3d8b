"""Sessions: who is signed in where."""

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from accounts.models.user import User


class Session(AbstractBaseSession):
    """A session, under a hash of the key that its browser holds: who reads the table can sign in with nothing in it."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from accounts.sessionstore import SessionStore

        return SessionStore
