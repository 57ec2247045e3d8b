"""An office at work, whose steps chance picks: for what must hold whatever is done."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction

from cases import actions
from cases.models import Allegation, Case
from cases.models.values import Finding, Recipient, Status
from lib import clock
from screening import actions as screening
from screening.models import Trajectory
from tests.cast import Cast
from tests.support import world
from tests.support.casework import alleged, close, established, find
from tests.support.importing import bring_in, profile_named, row, write_profile, write_rows

CATEGORIES = ["disclosure", "careless_loss", "own_use", "financial"]
Pick = Callable[[str, int], int]


def recipient_of(category: str) -> str:
    return Recipient.CRIMINAL if category in CATEGORIES[:2] else Recipient.NONE


class Office:
    """An office at work: each step is one act, on a record that chance picks, at the moment of the clock."""

    def __init__(self, cast: Cast, pick: Pick, folder: Path) -> None:
        self.cast, self.pick, self.folder, self.files = cast, pick, folder, 0

    def _case(self, **narrowed: Any) -> Case | None:
        found = list(Case.objects.filter(counted=True, **narrowed).order_by("pk"))
        return found[self.pick("case", len(found))] if found else None

    def _category(self) -> dict[str, Any]:
        category = CATEGORIES[self.pick("category", len(CATEGORIES))]
        return alleged(category, recipient_of(category))

    def log(self) -> None:
        received_on = clock.today() - datetime.timedelta(days=self.pick("days", 500))
        number = self.cast.manager.number if self.pick("whose", 3) == 0 else f"K{self.pick('number', 3)}0001"
        person = {"name": "A. Bos", "number": number} if self.pick("known", 2) else {}
        actions.log_case(by=self.cast.coordinator, received_on=received_on, **person, **self._category())

    def find(self) -> None:
        open_ones = list(Allegation.objects.filter(counted=True, case__closed_on=None).order_by("pk"))
        if not open_ones:
            return
        allegation = open_ones[self.pick("allegation", len(open_ones))]
        finding = [Finding.CONFIRMED, Finding.REFUTED, Finding.PENDING][self.pick("finding", 3)]
        found_on = None if finding == Finding.PENDING else clock.today()
        was = established(allegation.category_id, allegation.recipient, "money")
        find(allegation, self.cast.coordinator, finding, found_on, reason="It was looked at again", **was)

    def correct(self) -> None:
        if case := self._case(closed_on=None):
            received_on = case.received_on - datetime.timedelta(days=self.pick("days", 400))
            actions.correct_case(
                case=case, by=self.cast.coordinator, reason="It was earlier", received_on=received_on, summary=""
            )

    def allege(self) -> None:
        if case := self._case(closed_on=None):
            actions.add_allegation(case=case, by=self.cast.coordinator, **self._category())

    def close(self) -> None:
        if case := self._case(status=Status.CONCLUDED):
            close(case, self.cast.coordinator, self.cast.second_coordinator)

    def reopen(self) -> None:
        if case := self._case(status=Status.CLOSED):
            actions.reopen_case(case=case, by=self.cast.coordinator, reason="Something new")

    def void(self) -> None:
        if case := self._case(closed_on=None):
            actions.void_case(case=case, by=self.cast.coordinator, reason="Logged twice")

    def investigate(self) -> None:
        if case := self._case(closed_on=None):
            actions.start_investigation(
                case=case,
                by=self.cast.coordinator,
                track="criminal",
                body="rijksrecherche",
                offences=[],
                started_on=case.received_on,
            )

    def bring_in(self) -> None:
        self.files += 1
        day = clock.today() - datetime.timedelta(days=self.pick("days", 300))
        rows = [row(number=f"F{self.files}-{place}", received=f"{day}", done=f"{day}") for place in range(3)]
        path = write_rows(self.folder / "rows.csv", rows)
        bring_in(path, profile_named(write_profile(self.folder)))

    def screen(self) -> None:
        world.trajectory(self.cast, started_on=clock.today() - datetime.timedelta(days=self.pick("days", 300)))

    def complete(self) -> None:
        under_way = list(Trajectory.objects.filter(result="pending").order_by("pk"))
        if under_way:
            trajectory = under_way[self.pick("trajectory", len(under_way))]
            screening.complete(
                trajectory=trajectory,
                by=self.cast.screening_officer,
                result="positive",
                completed_on=clock.today(),
            )


STEPS = [name for name in vars(Office) if not name.startswith("_")]


@contextmanager
def undone() -> Iterator[None]:
    """What happens in this block leaves nothing behind."""
    with transaction.atomic():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)
