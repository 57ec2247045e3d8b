"""The write of an import: all its cases in one transaction, derived in memory and inserted in bulk with history."""

from collections.abc import Mapping, Sequence

from accounts.models import User
from cases.actions import note_duplicates
from cases.imports.building import build
from cases.imports.recognition import hidden, known
from cases.imports.rows import Act
from cases.imports.vocabulary import Vocabulary
from cases.models import Allegation, Case, TeamMember
from cases.models.values import TeamRole
from lib import clock, history
from lib.publickey import new_references
from office.importing import Overtaken
from office.models import ImportRun
from office.queue import wait_in_line

_BATCH = 1_000


def import_cases(
    *,
    cases: Mapping[str, Sequence[Act]],
    run: ImportRun,
    vocabulary: Vocabulary,
    by: User | None,
    lead: User | None = None,
) -> None:
    """Create a case for each number of `cases`, and the units that they need. `lead` leads them all.

    Part of the act of the import. What may be the double of a case that `by` may not open is kept for a coordinator.
    Memory holds the records of one batch. Raises Overtaken if another import came between.
    """
    wait_in_line()
    if known(run.register, cases, by):
        raise Overtaken
    doubles = hidden(run.register, cases, by)
    vocabulary.units.create(act.coded.unit for acts in cases.values() for act in acts)
    numbers = list(cases)
    for start in range(0, len(numbers), _BATCH):
        some = {number: cases[number] for number in numbers[start : start + _BATCH]}
        made = _create(some, run, vocabulary, by, lead)
        note_duplicates((case, other) for case in made for other in doubles.get(case.register_number, ()))


def _create(
    cases: Mapping[str, Sequence[Act]], run: ImportRun, vocabulary: Vocabulary, by: User | None, lead: User | None
) -> list[Case]:
    moment = clock.now()
    made: list[Case] = []
    allegations: list[Allegation] = []
    for number, acts in cases.items():
        case, own = build(acts, vocabulary)
        case.registered_by, case.registered_at = by, moment
        case.register, case.register_number, case.import_run = run.register, number, run
        made.append(case)
        allegations += own
    _refer(made, ["" if by is not None else acts[0].reference for acts in cases.values()])
    history.create(made, by=by)
    for allegation in allegations:
        allegation.case_id = allegation.case.pk
    history.create(allegations, by=by)
    if lead is not None:
        history.create([TeamMember(case=case, user=lead, role=TeamRole.LEAD, since=moment) for case in made], by=by)
    return made


def _refer(cases: Sequence[Case], given: Sequence[str]) -> None:
    """Set the references: those that the file gives, and new ones where it gives none, or one that is taken.

    It gives them where the institution itself brings it in, for which nothing is hidden. By a reference that did not
    stay a person would learn of a case that is hidden from him. One that is taken, and whose case is not known, is that
    of a case that came in this way before and was registered in error.
    """
    asked = [reference for reference in given if reference]
    taken = set(Case.objects.filter(reference__in=asked).values_list("reference", flat=True)) if asked else set()
    for case, reference in zip(cases, given, strict=True):
        case.reference = "" if reference in taken else reference
    left = [case for case in cases if not case.reference]
    for case, free in zip(left, new_references(Case.objects.all(), [case.received_year for case in left]), strict=True):
        case.reference = free
