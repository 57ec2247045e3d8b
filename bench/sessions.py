"""Sessions of the people who ask, made without a password and ended afterwards."""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import factors
from accounts.models import User
from bench.questions import Question
from bench.server import HOST


class Sessions:
    """Those of one run."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}

    def cookie(self, user: User) -> str:
        """The cookie by which the server knows `user`."""
        return str(self._client(user).cookies[settings.SESSION_COOKIE_NAME].value)

    def queries_of(self, question: Question) -> int:
        """How many queries a page takes, the session's included; it is made inside this process."""
        with CaptureQueriesContext(connection) as queries:
            self._client(question.user).get(question.path)
        return len(queries)

    def end(self) -> None:
        """End them all."""
        for client in self.clients.values():
            client.logout()

    def _client(self, user: User) -> Client:
        if user.username not in self.clients:
            client = self.clients[user.username] = Client(headers={"host": HOST})
            client.force_login(user)
            session = client.session
            session[factors.MARK] = "totp"
            session.save()
        return self.clients[user.username]
