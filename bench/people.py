"""The people and units of a generated register. Nobody can sign in with a password; `bench.pages` makes sessions.

Each has a personnel number, as everybody has who works with a register, so that the wall around what concerns oneself
stands in every query. Those who count cases have numbers that subjects may have too.
"""

from accounts.models import RoleGrant, User
from accounts.roles import Role
from office.models import Unit

INVESTIGATORS = 30
OFFICERS = 10
UNITS = 25


def person(username: str, role: Role, number: str) -> User:
    """The user of this name with this role, made if need be."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(username, name=username.replace("_", " ").title(), number=number)
        RoleGrant.objects.create(user=user, role=role)
    return user


def coordinator() -> User:
    """Who opens every case, and so sees the longest lists."""
    return person("bench_coordinator", Role.COORDINATOR, "0000011")


def manager() -> User:
    """Who counts both registers."""
    return person("bench_manager", Role.MANAGER, "0000021")


def admin() -> User:
    """Who lists cases in coded columns and takes them out."""
    return person("bench_admin", Role.ADMIN, "0000031")


def investigators() -> list[User]:
    """Who leads the cases."""
    places = range(1, INVESTIGATORS + 1)
    return [person(f"bench_investigator_{place:02}", Role.INVESTIGATOR, f"9000{place:02}1") for place in places]


def officers() -> list[User]:
    """Who works the trajectories."""
    places = range(1, OFFICERS + 1)
    return [person(f"bench_officer_{place:02}", Role.SCREENING_OFFICER, f"9100{place:02}1") for place in places]


def units() -> list[str]:
    """The machine values of as many units as a national force has, made if need be."""
    keys = [f"bench_unit_{number:02}" for number in range(1, UNITS + 1)]
    for position, key in enumerate(keys):
        label = f"Unit {position + 1}"
        Unit.objects.get_or_create(key=key, defaults={"label_en": label, "label_nl": label.replace("Unit", "Eenheid")})
    return keys


class Somebody:
    """Who looks, where it does not matter who."""

    username = name = "somebody"
    roles = frozenset({"investigator"})
