"""Cases of a table that the register has already: recognised, left as they are, and compared.

They are recognised by register and number, and by their references where the file has these: our own files do.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from cases import access
from cases.imports.building import build
from cases.imports.rows import Act, Coded
from cases.imports.vocabulary import Vocabulary
from cases.models import Allegation, Case
from cases.models.case import CaseQuerySet
from lib.batches import batches
from office.importruns import Note, note
from office.profiles import Profile

_BATCH = 2_000
# The columns of an allegation in the order of `Coded`.
_COLUMNS = (
    "category_id",
    "recipient",
    "recipient_type_id",
    "unit_id",
    "information_id",
    "system_id",
    "channel_id",
    "cause_id",
    "damage",
    "finding",
    "ended_reason",
)
# What a case is compared by that its reference tells, by the field of the profile that says it.
_FACTS = {
    "received_on": "received_on",
    "found_on": "concluded_on",
    "category": "category_id",
    "recipient": "recipient",
    "recipient_type": "recipient_type_id",
    "unit": "unit_id",
    "finding": "outcome",
    "cause": "established_cause",
}

Stored = tuple[Coded, datetime.date | None]


def known(
    register: str, cases: Mapping[str, Sequence[Act]], by: User | None = None
) -> dict[str, tuple[int, datetime.date]]:
    """The numbers among `cases` that were imported before, with the key and day of receipt of each.

    Of the cases that `by` may open; of all for the institution itself, which is nobody. What he may not open he is not
    told of: such a case comes in anew. A case that was registered in error is not known: its file may bring it in
    again.

    One pass over the register's cases: on SQLite the index by number cannot serve a list of numbers.
    """
    seen = Case.objects.all() if by is None else access.visible_to(by)
    rows = seen.filter(register=register, counted=True).values_list("register_number", "pk", "received_on")
    found = {number: (pk, received_on) for number, pk, received_on in rows.iterator() if number in cases}
    for number, case in _referred(seen, register, cases):
        found[number] = (case.pk, case.received_on)
    return found


def _referred(seen: CaseQuerySet, register: str, cases: Mapping[str, Sequence[Act]]) -> Iterator[tuple[str, Case]]:
    """The cases of `seen` whose references the file has, each with its number there.

    One that was registered in error is known as such, unless it came in by such a file: that may bring it in again.
    """
    numbers = {acts[0].reference: number for number, acts in cases.items() if acts[0].reference}
    for some in batches(list(numbers), _BATCH):
        rows = seen.filter(reference__in=some).exclude(register=register, counted=False)
        for case in rows.only("reference", "received_on"):
            yield numbers[case.reference], case


def hidden(register: str, cases: Mapping[str, Sequence[Act]], by: User | None) -> dict[str, list[int]]:
    """The keys of the cases under one of these numbers that `by` may not open. Never to be told to him."""
    if by is None:
        return {}
    unseen = Case.objects.filter(counted=True).exclude(pk__in=access.visible_to(by).values("pk"))
    found: dict[str, list[int]] = {}
    for number, pk in unseen.filter(register=register).values_list("register_number", "pk").iterator():
        if number in cases:
            found.setdefault(number, []).append(pk)
    for number, case in _referred(unseen, register, cases):
        if case.pk not in found.setdefault(number, []):
            found[number].append(case.pk)
    return found


def differences(
    found: Mapping[str, tuple[int, datetime.date]],
    cases: Mapping[str, Sequence[Act]],
    profile: Profile,
    vocabulary: Vocabulary,
) -> Iterator[Note]:
    """A warning for each row that is not in its known case as the register has it.

    A file with references has the case as a whole in a row; what the profile does not name is not compared.
    """
    if "reference" in profile.fields:
        yield from _other_facts(found, cases, profile, vocabulary)
        return
    numbers = list(found)
    for start in range(0, len(numbers), _BATCH):
        some = {number: found[number] for number in numbers[start : start + _BATCH]}
        stored = _stored([pk for pk, _received in some.values()])
        for number, (pk, received_on) in some.items():
            acts = cases[number]
            same_day = min(act.received_on for act in acts) == received_on
            left = stored.get(pk, Counter())
            for act in acts:
                key = (act.coded, act.found_on)
                if same_day and left[key]:
                    left[key] -= 1
                    continue
                yield note(act.row, profile.number, number, _differs())


def _differs() -> str:
    return _("The row differs from the case that the register has already: that stays as it is.")


def _other_facts(
    found: Mapping[str, tuple[int, datetime.date]],
    cases: Mapping[str, Sequence[Act]],
    profile: Profile,
    vocabulary: Vocabulary,
) -> Iterator[Note]:
    columns = [column for name, column in _FACTS.items() if name in profile.fields]
    for some in batches(list(found), _BATCH):
        stored = Case.objects.only("counted", *columns).in_bulk([found[number][0] for number in some])
        for number in some:
            case, row = stored[found[number][0]], cases[number][0].row
            if not case.counted:
                sentence = _("The register has this case as registered in error: that stays as it is.")
                yield note(row, profile.number, number, sentence)
            elif _facts(case, columns) != _facts(build(cases[number], vocabulary)[0], columns):
                yield note(row, profile.number, number, _differs())


def _facts(case: Case, columns: Sequence[str]) -> list[Any]:
    return [getattr(case, column) for column in columns]


def _stored(cases: Sequence[int]) -> dict[int, Counter[Stored]]:
    stored: dict[int, Counter[Stored]] = {}
    rows = Allegation.objects.filter(case__in=cases).values_list("case", "found_on", *_COLUMNS)
    for case, found_on, *columns in rows:
        coded = Coded(*("" if value is None else value for value in columns))
        stored.setdefault(case, Counter())[coded, found_on] += 1
    return stored
