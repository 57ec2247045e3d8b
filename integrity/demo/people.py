"""The demo's people: one for each role with a password, and colleagues who cannot sign in."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from accounts import actions
from accounts.models import User
from accounts.roles import Role
from lib import clock

PASSWORDS = "demo-people.txt"


@dataclass(frozen=True)
class Person:
    """A member of the demo's cast."""

    username: str
    name: str
    role: Role
    number: str
    signs_in: bool = True


CAST = (
    Person("verbeek", "N. Verbeek", Role.INVESTIGATOR, "104-2231"),
    Person("kuipers", "H. Kuipers", Role.COORDINATOR, "104-1187"),
    Person("okafor", "S. Okafor", Role.SCREENING_OFFICER, "104-3402"),
    Person("martens", "L. Martens", Role.MANAGER, "104-0096"),
    Person("deboer", "A. de Boer", Role.ADMIN, "104-5510"),
    Person("brandsma", "R. Brandsma", Role.AUDITOR, "104-0743"),
    Person("aydin", "J. Aydin", Role.INVESTIGATOR, "104-2874", signs_in=False),
    Person("dewit", "T. de Wit", Role.INVESTIGATOR, "104-2950", signs_in=False),
    Person("smeets", "M. Smeets", Role.INVESTIGATOR, "104-3018", signs_in=False),
    Person("terpstra", "W. Terpstra", Role.COORDINATOR, "104-1502"),
    Person("haddad", "Y. Haddad", Role.SCREENING_OFFICER, "104-3466", signs_in=False),
)


def make() -> dict[str, User]:
    """Make the cast with passwords generated on this machine; returns the users by user name."""
    users, lines = {}, []
    for person in CAST:
        password = secrets.token_urlsafe(12) if person.signs_in else None
        user = User.objects.create_user(
            person.username,
            password,
            name=person.name,
            email=f"{person.username}@example.org",
            number=person.number,
            date_joined=clock.now(),
        )
        actions.grant_role(to=user, role=person.role, by=None)
        users[person.username] = user
        if password:
            lines.append(f"{person.username}\t{password}\t{person.role.value}\n")
    _keep(lines)
    return users


def _keep(lines: list[str]) -> None:
    path = passwords_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(lines)


def passwords_file() -> Path:
    """Where the generated passwords are kept, readable by the owner alone."""
    return Path(settings.VAR) / PASSWORDS


def known() -> list[tuple[str, str, str]]:
    """User name, password and role of each person who signs in, as kept on this machine."""
    path = passwords_file()
    lines = path.read_text().splitlines() if path.exists() else []
    return [(username, password, role) for username, password, role in (line.split("\t") for line in lines)]
