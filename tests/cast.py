"""The cast: the people with whom the suite tests who may do what. Each has a personnel number, and so a wall."""

import datetime
from dataclasses import dataclass
from typing import Any

from accounts.actions import grant_role
from accounts.models import User
from accounts.roles import Role
from cases import actions
from cases.models import Case
from office.models import Category, RecipientType, Unit

RECEIVED = datetime.date(2018, 3, 1)
PASSWORD = "correct-horse-battery-staple"


def person(username: str, *roles: Role, name: str = "", number: str = "") -> User:
    """Make a person who holds `roles`; the number is made from the user name if none is given."""
    user = User.objects.create_user(
        username, PASSWORD, name=name or username.replace("_", " ").title(), number=number or f"T-{username}"
    )
    for role in roles:
        grant_role(to=user, role=role, by=None)
    return user


@dataclass(frozen=True)
class Cast:
    """Everybody, by the part they play."""

    investigator: User
    """Leads the case."""
    other_investigator: User
    """Investigates, but is not on the team of the case."""
    subject: User
    """An investigator whose personnel number is that of the subject of the case."""
    coordinator: User
    second_coordinator: User
    manager: User
    admin: User
    auditor: User
    screening_officer: User
    stranger: User
    """Has an account and no role."""

    def everybody(self) -> dict[str, User]:
        """All of them, by the part they play."""
        return dict(vars(self))


def assemble() -> Cast:
    """Make the whole cast in the database."""
    return Cast(
        investigator=person("ines", Role.INVESTIGATOR, name="Ines de Wit"),
        other_investigator=person("otto", Role.INVESTIGATOR, name="Otto Bakker"),
        subject=person("sam", Role.INVESTIGATOR, name="Sam Verburg"),
        coordinator=person("cor", Role.COORDINATOR, name="Cor Jansen"),
        second_coordinator=person("cleo", Role.COORDINATOR, name="Cleo Mulder"),
        manager=person("mara", Role.MANAGER, name="Mara Smit"),
        admin=person("adam", Role.ADMIN, name="Adam Visser"),
        auditor=person("aude", Role.AUDITOR, name="Aude Peters"),
        screening_officer=person("sonja", Role.SCREENING_OFFICER, name="Sonja Kok"),
        stranger=person("vic", name="Vic Meijer"),
    )


def suspicion(by: User, **said: Any) -> Case:
    """Log a suspected leak of 1 March 2018 to a criminal, of an unidentified subject; `said` says it otherwise."""
    usual = {
        "lead": by,
        "received_on": RECEIVED,
        "summary": "A plan of a search was known before the search.",
        "category": Category.objects.get(pk="disclosure"),
        "recipient": "criminal",
        "recipient_type": RecipientType.objects.get(pk="crime_group"),
        "unit": Unit.objects.get(pk="unknown"),
    }
    return actions.log_case(by=by, **{**usual, **said})
