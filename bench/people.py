"""The people and units of a generated register. Nobody can sign in with a password; `bench.pages` makes sessions."""

from accounts.models import RoleGrant, User
from accounts.roles import Role
from office.models import Unit

INVESTIGATORS = 30
OFFICERS = 10
UNITS = 25


def person(username: str, role: Role) -> User:
    """The user of this name with this role, made if need be."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(username, name=username.replace("_", " ").title())
        RoleGrant.objects.create(user=user, role=role)
    return user


def coordinator() -> User:
    """Who opens every case, and so sees the longest lists."""
    return person("bench_coordinator", Role.COORDINATOR)


def manager() -> User:
    """Who counts both registers."""
    return person("bench_manager", Role.MANAGER)


def investigators() -> list[User]:
    """Who leads the cases."""
    return [person(f"bench_investigator_{number:02}", Role.INVESTIGATOR) for number in range(1, INVESTIGATORS + 1)]


def officers() -> list[User]:
    """Who works the trajectories."""
    return [person(f"bench_officer_{number:02}", Role.SCREENING_OFFICER) for number in range(1, OFFICERS + 1)]


def units() -> list[str]:
    """The machine values of as many units as a national force has, made if need be."""
    keys = [f"bench_unit_{number:02}" for number in range(1, UNITS + 1)]
    for position, key in enumerate(keys):
        label = f"Unit {position + 1}"
        Unit.objects.get_or_create(key=key, defaults={"label_en": label, "label_nl": label.replace("Unit", "Eenheid")})
    return keys
