"""Where sessions are kept: in the database, by the person they belong to, so that all of his can be ended at once.

The table holds a keyed hash of the key that the browser has, and what a session holds (a secret on its way to an
authenticator app, an answer of an identity provider) only encrypted.
"""

import json
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lib import identity


def kept_key(session_key: str | None) -> str:
    """What stands in the table for the key in the browser."""
    return salted_hmac("accounts.session", session_key or "", algorithm="sha256").hexdigest()[:40]


class Sealed:
    """What a session holds, encrypted."""

    def dumps(self, held: Any) -> bytes:
        """As it is kept."""
        return identity.encrypt(json.dumps(held)).encode()

    def loads(self, kept: bytes) -> Any:
        """As it was."""
        return json.loads(identity.decrypt(kept.decode()))


class SessionStore(db.SessionStore):
    """Django's sessions in the database, in a table of our own."""

    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        row = self.model.objects.filter(pk=kept_key(self.session_key), expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_key(session_key))

    def create_model_instance(self, data: Any) -> Any:
        row: Any = super().create_model_instance(data)
        row.session_key = kept_key(row.session_key)
        row.user_id = data.get(SESSION_KEY)
        return row

    def delete(self, session_key: str | None = None) -> None:
        self.model.objects.filter(pk=kept_key(session_key or self.session_key)).delete()
