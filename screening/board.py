"""What is under way, by officer and by stage: a fixed number of queries, however large the register.

Every query reads the trajectories under way alone, by their own indexes; what does not exist for the reader is left out
by primary key, of a set that stays small.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from screening.due import Due, lying
from screening.models import Trajectory
from screening.models.trajectory import TrajectoryQuerySet
from screening.models.values import StageKind

CARDS = 10
"""How many cards a stage shows; its number leads to all of them."""
ON_A_CARD = (
    *("reference", "function", "stage", "due_on"),
    *("level__label_en", "level__label_nl", "officer__name", "officer__username"),
)
"""What a card is made of. Who is screened stands on none, and is not even deciphered for one."""
STAGES = tuple(list(StageKind)[: list(StageKind).index(StageKind.DECISION)])
"""The columns: a trajectory under way is in one of these."""


@dataclass
class Share:
    """What one officer has under way; of nobody what no officer has."""

    username: str
    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Due.values, 0))
    stages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))

    @property
    def total(self) -> int:
        """All that this officer has."""
        return sum(self.counts.values())

    def add(self, row: Mapping[str, Any]) -> None:
        """Count what is in one stage."""
        for due in Due.values:
            self.counts[due] += row[due]
        self.stages[row["stage"]] += row["n"]


@dataclass(frozen=True)
class Column:
    """One stage of the board: how many are in it, and the first that are due."""

    stage: StageKind
    count: int
    cards: list[Trajectory]


def shares_of(under_way: TrajectoryQuerySet) -> list[Share]:
    """Who has how many in which stage, in the order of their names, nobody last; one query."""
    counted = (
        under_way.order_by()
        .values("stage", "officer__username", "officer__name")
        .annotate(n=Count("*"), **{due: Count("pk", filter=lying(due)) for due in Due.values})
    )
    shares: dict[str, Share] = {}
    for row in counted:
        username = row["officer__username"] or ""
        shares.setdefault(username, Share(username, row["officer__name"] or username)).add(row)
    return sorted(shares.values(), key=lambda share: (not share.username, share.name, share.username))


def summed(shares: Iterable[Share]) -> Share:
    """What several officers have together."""
    whole = Share("", "")
    for share in shares:
        for counts, more in ((whole.counts, share.counts), (whole.stages, share.stages)):
            for key, n in more.items():
                counts[key] += n
    return whole


def columns_of(under_way: TrajectoryQuerySet, counts: Mapping[str, int]) -> list[Column]:
    """The stages, each with the first that are due; one query, which ranks by index and reads only what it shows."""
    first_due = [F("due_on").asc(nulls_last=True), F("pk").asc()]
    ranked = under_way.order_by().annotate(
        place=Window(RowNumber(), partition_by=F("stage"), order_by=first_due),
    )
    shown = ranked.filter(Q(place__lte=CARDS)).values("pk")
    cards = Trajectory.objects.filter(pk__in=shown).select_related("level", "officer").only(*ON_A_CARD)
    by_stage: dict[str, list[Trajectory]] = {stage: [] for stage in STAGES}
    for card in cards.order_by(*first_due):
        by_stage[card.stage].append(card)
    return [Column(stage, counts[stage], by_stage[stage]) for stage in STAGES]
