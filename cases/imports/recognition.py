"""Cases of a table that the register has already: recognised by register and number, left as they are, compared."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from cases import access
from cases.imports.rows import Act, Coded
from cases.models import Allegation, Case
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
    return {number: (pk, received_on) for number, pk, received_on in rows.iterator() if number in cases}


def hidden(register: str, cases: Mapping[str, Sequence[Act]], by: User | None) -> dict[str, list[int]]:
    """The keys of the cases under one of these numbers that `by` may not open. Never to be told to him."""
    if by is None:
        return {}
    unseen = Case.objects.filter(register=register, counted=True).exclude(pk__in=access.visible_to(by).values("pk"))
    found: dict[str, list[int]] = {}
    for number, pk in unseen.values_list("register_number", "pk").iterator():
        if number in cases:
            found.setdefault(number, []).append(pk)
    return found


def differences(
    found: Mapping[str, tuple[int, datetime.date]], cases: Mapping[str, Sequence[Act]], profile: Profile
) -> Iterator[Note]:
    """A warning for each row that is not in its known case as the register has it."""
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
                sentence = _("The row differs from the case that the register has already: that stays as it is.")
                yield note(act.row, profile.number, number, sentence)


def _stored(cases: Sequence[int]) -> dict[int, Counter[Stored]]:
    stored: dict[int, Counter[Stored]] = {}
    rows = Allegation.objects.filter(case__in=cases).values_list("case", "found_on", *_COLUMNS)
    for case, found_on, *columns in rows:
        coded = Coded(*("" if value is None else value for value in columns))
        stored.setdefault(case, Counter())[coded, found_on] += 1
    return stored
