"""The records that rows come to: a case with its allegations, and the facts that it is counted by. Saves nothing."""

from collections.abc import Sequence

from cases import facts
from cases.imports.rows import Act
from cases.imports.vocabulary import Vocabulary
from cases.models import Allegation, Case
from cases.models.values import Finding


def build(acts: Sequence[Act], vocabulary: Vocabulary) -> tuple[Case, list[Allegation]]:
    """A case and its allegations, in the order of the file, with what they count as."""
    case = Case(received_on=min(act.received_on for act in acts))
    own = [_allegation(position, act, vocabulary) for position, act in enumerate(acts, 1)]
    facts.derive_case(case, own, investigated=False, closed_on=None)
    for allegation in own:
        allegation.case = case
    return case, own


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
