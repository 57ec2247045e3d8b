"""The first admin and the first auditor come from a command on the server."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from audit.kinds import Kind
from audit.models import Seal
from tests.cast import person
from tests.support.audited import events, kinds

NEW = "battery-horse-staple-wrong"


def first(role: str, username: str, *more: str) -> None:
    call_command("first_person", role, username, "--name", "Nel Vos", "--email", "nel@example.org", *more)


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_the_first_person_gets_a_link(db: None, capsys: pytest.CaptureFixture[str], role: str) -> None:
    with events() as found:
        first(role, "nel", "--url", "https://register.example.org/", "--number", "N-1")
    said = capsys.readouterr().out
    link = re.search(r"https://register\.example\.org(/invitation/\S+/)$", said.strip())
    assert link
    made = User.objects.get(username="nel")
    assert made.roles == {role}
    assert (made.email, made.number) == ("nel@example.org", "N-1")
    assert not made.has_usable_password()
    assert kinds(found) == [Kind.FIRST_PERSON_MADE]
    assert (found[0].actor, found[0].target, found[0].where) == ("", "nel", "manage.py first_person")
    assert Seal.objects.filter(event_id=found[0].pk).exists()
    assert not mail.outbox
    assert Client().post(link.group(1), {"password1": NEW, "password2": NEW}).status_code == 302
    made.refresh_from_db()
    assert made.check_password(NEW)


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_a_second_one_needs_a_second_person(db: None, role: str) -> None:
    person("present", Role(role))
    with events() as found, pytest.raises(CommandError, match="Somebody holds this role already"):
        first(role, "nel")
    assert not found
    assert not User.objects.filter(username="nel").exists()


def test_who_left_holds_nothing_up(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    gone = person("gone", Role.ADMIN)
    gone.is_active = False
    gone.save()
    ended = person("ended", Role.ADMIN)
    grant = ended.grants.get()
    grant.ended_at = grant.granted_at
    grant.save()
    first("admin", "nel")
    assert "http://localhost:8000/invitation/" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["admin", "GONE"], "looks like one"),
        (["admin", "nél"], "Use only the letters"),
        (["admin", "nel", "--number", "T-gone"], "belongs to another account"),
        (["admin", "nel", "--url", "register.example.org"], "https://"),
        (["admin", " "], "Give a user name"),
        (["manager", "nel"], "invalid choice"),
    ],
)
def test_it_refuses_with_a_sentence(db: None, arguments: list[str], says: str) -> None:
    person("gone")
    with pytest.raises(CommandError, match=says):
        first(*arguments)
    assert User.objects.count() == 1


def test_a_host_must_be_known(db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = [".example.org", "*"]
    with pytest.raises(CommandError, match="--url"):
        first("admin", "nel")


def test_where_the_settings_say_the_link_leads_there(
    db: None, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ALLOWED_HOSTS, settings.SITE = ["elsewhere.example.org"], "https://register.example.org"
    first("admin", "nel")
    assert "https://register.example.org/invitation/" in capsys.readouterr().out
