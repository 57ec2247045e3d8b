"""Who may do what, as code: the table of roles and the permissions each one gives."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles a person may hold; several at once, within `EXCLUDED`."""

    INVESTIGATOR = "investigator", _("Investigator")
    COORDINATOR = "coordinator", _("Coordinator")
    SCREENING_OFFICER = "screening_officer", _("Screening officer")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Admin")
    AUDITOR = "auditor", _("Auditor")


PERMISSIONS: dict[str, frozenset[str]] = {
    Role.INVESTIGATOR: frozenset({"cases.log", "cases.open_team", "cases.export", "cases.import"}),
    Role.COORDINATOR: frozenset(
        {
            "cases.log",
            "cases.open_all",
            "cases.count_all",
            "cases.appoint",
            "cases.export",
            "cases.import",
            "signals.triage",
        }
    ),
    Role.SCREENING_OFFICER: frozenset({"screening.work", "screening.count", "screening.export", "screening.import"}),
    Role.MANAGER: frozenset({"cases.count_all", "screening.count", "figures.publish", "figures.read_published"}),
    Role.ADMIN: frozenset(
        {
            "cases.count_all",
            "cases.export",
            "screening.count",
            "screening.export",
            "office.edit_lists",
            "figures.configure",
            "figures.read_published",
            "accounts.manage",
            "accounts.approve",
        }
    ),
    Role.AUDITOR: frozenset({"audit.read", "accounts.approve"}),
}

# What opens no case and audits nobody holds at once; every other role waits for a second person.
AT_ONCE = frozenset({Role.MANAGER, Role.SCREENING_OFFICER})

# Without an auditor nobody would see what admins do, and without an admin nobody could be let in.
INDISPENSABLE = frozenset({Role.ADMIN, Role.AUDITOR})

# Nobody checks his own work: admins see no content, auditors do nothing but audit.
EXCLUDED: dict[str, frozenset[str]] = {
    Role.ADMIN: frozenset({Role.INVESTIGATOR, Role.COORDINATOR, Role.AUDITOR}),
    Role.AUDITOR: frozenset(Role) - {Role.AUDITOR},
}


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """All that a person with these roles may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def conflicts(roles: frozenset[str]) -> list[tuple[str, str]]:
    """The pairs of roles that one person may not hold together."""
    return sorted((role, other) for role in roles for other in roles & EXCLUDED.get(role, frozenset()))
