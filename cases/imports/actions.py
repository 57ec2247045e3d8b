"""The write of an import: all its cases in one transaction, derived in memory and inserted in bulk with history."""

from collections.abc import Mapping, Sequence

from accounts.models import User
from cases import facts
from cases.actions import note_duplicates
from cases.imports.recognition import hidden, known
from cases.imports.rows import Act
from cases.imports.vocabulary import Vocabulary
from cases.models import Allegation, Case, TeamMember
from cases.models.values import Finding, TeamRole
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
        case = Case(
            received_on=min(act.received_on for act in acts),
            registered_by=by,
            registered_at=moment,
            register=run.register,
            register_number=number,
            import_run=run,
        )
        own = [_allegation(position, act, vocabulary) for position, act in enumerate(acts, 1)]
        facts.derive_case(case, own, investigated=False, closed_on=None)
        for allegation in own:
            allegation.case = case
        made.append(case)
        allegations += own
    references = new_references(Case.objects.all(), [case.received_year for case in made])
    for case, free in zip(made, references, strict=True):
        case.reference = free
    history.create(made, by=by)
    for allegation in allegations:
        allegation.case_id = allegation.case.pk
    history.create(allegations, by=by)
    if lead is not None:
        history.create([TeamMember(case=case, user=lead, role=TeamRole.LEAD, since=moment) for case in made], by=by)
    return made


def _allegation(position: int, act: Act, vocabulary: Vocabulary) -> Allegation:
    coded, items = act.coded, vocabulary.items
    allegation = Allegation(
        position=position,
        category=items["category"][coded.category],
        recipient=coded.recipient,
        recipient_type=items["recipient_type"][coded.recipient_type],
        unit=items["unit"][coded.unit],
        information_id=coded.information or None,
        system_id=coded.system,
        channel_id=coded.channel,
        cause_id=coded.cause,
        damage=coded.damage,
        finding=coded.finding,
        found_on=act.found_on,
        ended_reason=coded.ended_reason,
    )
    if coded.finding == Finding.CONFIRMED:
        # A register of another kind says what was confirmed, not what else turned out: what was alleged stands.
        allegation.established_category = allegation.category
        allegation.established_recipient = coded.recipient
        allegation.established_recipient_type = allegation.recipient_type
        allegation.established_cause_id = coded.cause
    return allegation
