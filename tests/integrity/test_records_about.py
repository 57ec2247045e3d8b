"""What is recorded about one person, for who asks what is kept of him."""

import io
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit.kinds import Kind
from cases.models import Case
from tests.cast import Cast, suspicion
from tests.support.audited import events
from tests.support.world import in_service, signal, trajectory


def about(number: str, monkeypatch: pytest.MonkeyPatch, reason: str = "Request 12") -> list[str]:
    out = StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{number}\n"))
    call_command("records_about", "--reason", reason, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def test_everything_about_a_person_and_nothing_else(cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    suspicion(cast.investigator, name="Somebody else", number="T-else")
    sam = {"name": cast.subject.name, "number": cast.subject.number}
    signal(cast, name="Somebody else", number="T-else", reporter_name="R. Vos", reporter_number="T-vos")
    concerned = signal(cast, **sam)
    reported = signal(cast, reporter_name=cast.subject.name, reporter_number="t-sam")
    followed = trajectory(cast, **sam)
    served = in_service(cast, **sam)
    with events() as found:
        assert about(" t SAM ", monkeypatch) == [
            f"case {case.reference}",
            f"signal {concerned.reference}",
            f"reporter {reported.reference}",
            f"trajectory {followed.reference}",
            f"staff {served.reference}",
            "account sam",
        ]
    assert [(event.kind, event.reason, event.target, event.detail) for event in found] == [
        (Kind.PERSON_SOUGHT, "Request 12", "", "")
    ]
    assert found[0].where == "manage.py records_about"


def test_nobody(cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    assert about("T-nobody", monkeypatch) == []


@pytest.mark.parametrize("number, reason", [("", "Request 12"), (" - ", "Request 12"), ("T-sam", " ")])
def test_without_a_number_or_a_reason_nothing_is_asked(
    db: None, monkeypatch: pytest.MonkeyPatch, number: str, reason: str
) -> None:
    with events() as found, pytest.raises(CommandError, match="Give a reason"):
        about(number, monkeypatch, reason)
    assert found == []
