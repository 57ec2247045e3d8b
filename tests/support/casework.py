"""What tests of cases make again and again, through the same actions as a person's work."""

import datetime
from collections.abc import Callable
from typing import Any

from cases import actions
from cases.models import Allegation, Case, Investigation
from cases.models.values import Finding, Recipient
from office.models import Category, Cause, ListItem, Offence, RecipientType, Unit

RECEIVED = datetime.date(2018, 10, 18)
STARTED = datetime.date(2018, 10, 24)
FOUND = datetime.date(2019, 1, 17)
Make = Callable[..., Case]


def item(model: type[ListItem], key: str) -> Any:
    """An item of a reference list."""
    return model.objects.get(pk=key)


def alleged(category: str = "disclosure", recipient: str = Recipient.CRIMINAL, **more: Any) -> dict[str, Any]:
    """What is alleged, as the actions take it."""
    return {
        "category": item(Category, category),
        "recipient": recipient,
        "recipient_type": item(RecipientType, "none" if recipient == Recipient.NONE else "unknown"),
        "unit": item(Unit, "unknown"),
        **more,
    }


def established(
    category: str = "disclosure", recipient: str = Recipient.CRIMINAL, cause: str = "money"
) -> dict[str, Any]:
    """What is established, as the actions take it."""
    return {
        "established_category": item(Category, category),
        "established_recipient": recipient,
        "established_recipient_type": item(RecipientType, "none" if recipient == Recipient.NONE else "unknown"),
        "established_cause": item(Cause, cause),
    }


def nth(case: Case, position: int = 1) -> Allegation:
    """An allegation of a case, as it stands now."""
    return case.allegations.get(position=position)


def find(
    allegation: Allegation,
    by: Any,
    finding: str = Finding.CONFIRMED,
    found_on: datetime.date | None = FOUND,
    **more: Any,
) -> Case:
    """Record a finding, confirmed unless another is given; the case as it then stands."""
    values = {"ended_reason": "no_capacity"} if finding == Finding.ENDED else {}
    values |= {**established(), **more}
    actions.record_finding(
        allegation=allegation, by=by, finding=finding, found_on=found_on, ground="The query log", **values
    )
    return Case.objects.get(pk=allegation.case_id)


def start(case: Case, by: Any, *offences: str) -> Investigation:
    """Start a disciplinary investigation, of breach of secrecy unless others are given."""
    return actions.start_investigation(
        case=case,
        by=by,
        track="disciplinary",
        body="own_office",
        offences=Offence.objects.filter(pk__in=offences or ("secrecy",)),
        started_on=STARTED,
    )


def close(case: Case, by: Any, second: Any) -> Case:
    """Close a case in which everything is found."""
    actions.propose_closing(case=case, by=by, proposal="All is done")
    return actions.confirm_closing(case=case, by=second)
