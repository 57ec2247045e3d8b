"""The doors of publications: the exact one for those who may read it, its public edition for everybody with a role."""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from audit import chain, log
from audit.kinds import Kind
from audit.models import Event
from figures.models import Publication
from figures.publications.late import LateChange
from figures.units import REGISTERS, UNITS, Register
from lib.batches import batches

_NUMBERS = ("content", "edition")
_WITHOUT_NUMBERS = [*_NUMBERS, *(f"{other}__{text}" for other in ("replaces", "replaced_by") for text in _NUMBERS)]


def may_publish(user: User) -> bool:
    """Whether this person freezes figures."""
    return user.has_perm("figures.publish")


def may_read(user: User) -> bool:
    """Whether this person may read exact numbers of the whole register."""
    return user.has_perm("figures.read_published")


def may_read_editions(user: User) -> bool:
    """Whether this person may read public editions: whoever has a role."""
    return bool(user.roles)


def publications(user: User) -> Sequence[Publication]:
    """All publications, the newest first, without their numbers. Raises Http404 for who has no role."""
    if not may_read_editions(user):
        raise Http404
    return list(Publication.objects.select_related("replaces", "replaced_by").defer(*_WITHOUT_NUMBERS))


def enter(user: User) -> None:
    """The door of the form. Raises Http404 for who reads no publications, PermissionDenied for who may not publish."""
    if not may_read(user):
        raise Http404
    if not may_publish(user):
        raise PermissionDenied


def open_publication(user: User, key: str) -> Publication:
    """The publication under this key with its exact numbers; the look is recorded. Raises Http404."""
    found = _find(key) if may_read(user) else None
    if found is None:
        raise Http404
    log.read(user, Kind.PUBLICATION_OPENED, target=found.public_key)
    return found


def to_export(user: User, key: str) -> Publication:
    """The publication of which somebody takes the numbers out, which the export records. Raises Http404."""
    found = _find(key) if may_read(user) else None
    if found is None:
        raise Http404
    return found


def to_correct(user: User, key: str) -> Publication:
    """The publication that somebody comes to correct, which records no look. Raises Http404 and PermissionDenied."""
    enter(user)
    found = _find(key)
    if found is None:
        raise Http404
    return found


def open_edition(user: User, key: str) -> Publication:
    """The publication under this key, of which only the edition has been read. Raises Http404."""
    found = None
    if may_read_editions(user):
        found = Publication.objects.defer("content", "remarks").filter(public_key=key).first()
    if found is None:
        raise Http404
    return found


def whole_of(found: Publication) -> str:
    """All that a publication says, as one text: what the log keeps a keyed hash of."""
    said = {field.attname: getattr(found, field.attname) for field in Publication._meta.concrete_fields}
    said.pop("id")
    said["replaces_id"] = found.replaces.public_key if found.replaces else ""
    said |= {name: said[name].astimezone(datetime.UTC) for name in ("known_until", "published_at")}
    return json.dumps({name: str(value) for name, value in sorted(said.items())}, ensure_ascii=False)


def is_as_recorded(found: Publication) -> bool:
    """Whether all that it says is what the audit log knows by its keyed hash."""
    details = Event.objects.filter(kind=Kind.FIGURES_PUBLISHED, target=found.public_key).values_list(
        "detail", flat=True
    )
    return any(chain.is_mac_of_content(json.loads(detail)["publication"], whole_of(found)) for detail in details)


def _find(key: str) -> Publication | None:
    return Publication.objects.select_related("replaces", "replaced_by").filter(public_key=key).first()


def editions_before() -> list[dict[str, Any]]:
    """All public editions there are, the oldest first."""
    texts = Publication.objects.order_by("published_at", "id").values_list("edition", flat=True)
    return [json.loads(text) for text in texts]


def references_for(user: User, changes: Sequence[LateChange]) -> Mapping[tuple[str, int], tuple[str, bool]]:
    """The reference of each changed record that this person may count, and whether he may open it."""
    found = {}
    for register in REGISTERS:
        ids = [change.record for change in changes if change.register is register]
        if not ids or not register.may_count(user):
            continue
        for some in batches(sorted(ids)):
            opened = set(register.visible_to(user).filter(pk__in=some).values_list("pk", flat=True))
            for key, reference in _countable(user, register, some).items():
                found[register.key, key] = (reference, key in opened)
    return found


def _countable(user: User, register: Register, ids: Sequence[int]) -> dict[int, str]:
    scope, model = register.scope_of(user), _model_of(register)
    records = scope.only if scope.only is not None else model._default_manager
    named = dict(records.filter(pk__in=ids).order_by().values_list("pk", "reference"))
    if scope.hidden is not None:
        for key in scope.hidden.filter(pk__in=ids).values_list("pk", flat=True):
            named.pop(key, None)
    return named


def _model_of(register: Register) -> Any:
    """The records of a register, which are the unit that belongs to itself."""
    return next(unit.model for unit in UNITS if unit.register is register and unit.path == "id")


def record_reason_read(user: User, reference: str) -> None:
    """Record that somebody read a reason out of a dossier: who looks at whom looked at it finds him there."""
    log.read(user, Kind.LATE_CHANGE_READ, target=reference)


def reasons_of(register: Register, ids: Sequence[int], publication: Publication) -> dict[int, list[dict[str, Any]]]:
    """Of records that may be opened, why they were changed since, by whom and when; each reason once."""
    found: dict[int, dict[tuple[Any, ...], dict[str, Any]]] = {}
    for model, path in {(unit.model, unit.path) for unit in UNITS if unit.register is register}:
        key = path if path == "id" else f"{path}_id"
        history: Any = model.history.model  # type: ignore[attr-defined]
        for some in batches(sorted(ids)):
            rows = history.objects.filter(**{f"{key}__in": some}, valid_from__gte=publication.known_until)
            rows = rows.exclude(history_change_reason="").order_by()
            for record, moment, who, why in rows.values_list(
                key, "valid_from", "history_user__name", "history_change_reason"
            ):
                found.setdefault(record, {})[moment, who, why] = {"at": moment, "by": who or "", "why": why}
    return {record: [told for _, told in sorted(each.items())] for record, each in found.items()}
