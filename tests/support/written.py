"""Events written straight into the log, at any moment: what a month of work would have left."""

import datetime
import json
from typing import Any

from audit.kinds import Kind
from audit.models import Event


def wrote(
    kind: Kind | str,
    by: Any = None,
    at: datetime.datetime | None = None,
    *,
    target: str = "",
    detail: dict[str, Any] | None = None,
    **more: Any,
) -> Event:
    """An event by a person, of now or of `at`; `more` names other columns."""
    person = {"actor": by.username, "actor_name": by.name, "roles": " ".join(sorted(by.roles))} if by else {}
    values = {
        "happened_at": at or datetime.datetime.now(datetime.UTC),
        "kind": kind,
        "target": target,
        "detail": json.dumps(detail) if detail else "",
        "where": "192.0.2.7",
        **person,
        **more,
    }
    return Event.objects.create(**values)
