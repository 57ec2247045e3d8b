"""The work on a file, in a process of its own: the dry run over all of it, and the import.

Whoever takes a file up puts his mark on it, by an update that finds it free: nobody works on it, or whoever did has
given no sign of life for a minute. Each sign of life and the import itself ask for that mark, so that one who was slow
and is overtaken finds out, and writes nothing. The import is one transaction, in which the file also becomes imported:
killed at any moment, it has happened or it has not.
"""

import datetime
import logging
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from integrity.intake import actions, keeping, kinds
from lib.publickey import random_key
from lib.refusal import Refused
from office.importing import Import, Overtaken, Witness
from office.importruns import Summary
from office.models import ImportRun, Incoming
from office.models.intake import AT_WORK, State
from office.profiles import BadProfile
from office.tabular import Unreadable

logger = logging.getLogger(__name__)

STILL = datetime.timedelta(minutes=1)
"""Without a sign of life for so long, a file is taken up by another process."""
_BETWEEN = 0.5
"""Seconds between two signs of life, at least; a page asks for one a second."""


class Lost(Exception):
    """Another process has taken the file over, or its owner has discarded it."""


def waiting() -> list[str]:
    """The keys of the files that nobody works on and somebody should."""
    return list(Incoming.objects.at_work().filter(_free()).order_by("came_at").values_list("public_key", flat=True))


def _free() -> Q:
    return Q(worked_at=None) | Q(worked_at__lt=timezone.now() - STILL)


def work_on(key: str) -> bool:
    """Take this file up and work on it to its end; whether it was free to be taken up."""
    mark = random_key()
    if (
        not Incoming.objects.at_work()
        .filter(_free(), public_key=key)
        .update(worker=mark, worked_at=timezone.now(), rows_read=0)
    ):
        return False
    incoming = Incoming.objects.select_related("by").get(public_key=key)
    with override(incoming.language or settings.LANGUAGE_CODE):
        try:
            _work(incoming)
        except Lost:
            # Whoever has it now goes on.
            return True
    return True


def _work(incoming: Incoming) -> None:
    """Dry run or import, whichever it waits for; a dry run follows on an import that found the register changed."""
    watch = Watch(incoming)
    try:
        if incoming.state == State.IMPORTING and not _import(incoming, watch):
            incoming.refresh_from_db()
        if incoming.state == State.CHECKING:
            _check(incoming, watch)
    except (Unreadable, BadProfile, Refused) as error:
        watch.end(State.FAILED, failure=_sentence(error))
    except MemoryError:
        watch.end(
            State.FAILED,
            failure=_("The file takes more memory than an import may. Split it, and import the parts one by one."),
        )
    except OSError as error:
        sentence = _("The machine has no room to work on the file: %(why)s. Nothing was imported.")
        watch.end(State.FAILED, failure=sentence % {"why": error.strerror})
    except Lost:
        raise
    except Exception as error:
        # Whatever a file holds, it stops nobody else's. Not what the error says: that may be a cell.
        logger.error("A file that came in cannot be worked on: %s", type(error).__name__)
        watch.end(
            State.FAILED, failure=_("Something in this file or its profile cannot be worked on. Nothing was imported.")
        )


def _sentence(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, Refused) else str(error)


class Watch(Witness):
    """Gives signs of life while a file is read, keeps what is told of it, and stands in the import's transaction."""

    def __init__(self, incoming: Incoming) -> None:
        self.incoming, self._state, self._beat = incoming, incoming.state, time.monotonic()
        self.coming: Import | None = None

    def row_read(self, row: int) -> None:
        now = time.monotonic()
        if now - self._beat >= _BETWEEN:
            self._beat = now
            # The header is row 1.
            self._mine(rows_read=max(row - 1, 0), worked_at=timezone.now())

    def known(self, coming: Import) -> None:
        """The notes and the refused rows go into the vault, before anything is written."""
        self._mine(rows_read=coming.summary.rows, rows_in_all=coming.summary.rows, worked_at=timezone.now())
        self.coming, key, summary = coming, self.incoming.public_key, coming.summary
        keeping.tell(key, summary.errors, summary.warnings)
        keeping.write(key, keeping.REFUSED, coming.table.refused_lines(summary.reasons()))

    def writing(self, run: ImportRun) -> None:
        """Whoever has the row now writes it; it becomes imported with all that is written, or with none of it."""
        assert self.coming is not None
        held = Incoming.objects.select_for_update(of=("self",)).filter(
            pk=self.incoming.pk, worker=self.incoming.worker, state=State.IMPORTING
        )
        seen = held.values_list("outcome", flat=True).first()
        if seen is None:
            raise Lost
        # A long file takes minutes to read: who may no longer bring it in does not.
        _check_may(self.incoming)
        outcome = outcome_of(self.coming)
        if _facts(outcome) != _facts(seen):
            # It is not what the person agreed to.
            raise Overtaken
        Incoming.objects.filter(pk=self.incoming.pk).update(
            state=State.IMPORTED, run=run, outcome={**outcome, "mark": seen["mark"]}, failure="", worker=""
        )

    def end(self, state: State, **said: Any) -> None:
        """The work is over, and this is how the file stands. Raises Lost if it is somebody else's by now."""
        self._mine(state=state, **{"worker": "", **said})

    def go_on(self, state: State, **said: Any) -> None:
        """The file stands otherwise, and this process goes on with it."""
        self._mine(state=state, **said)
        self._state = state

    def _mine(self, **said: Any) -> None:
        mine = {"pk": self.incoming.pk, "worker": self.incoming.worker, "state": self._state}
        if not _patiently(lambda: Incoming.objects.filter(**mine).update(**said)):
            raise Lost


def _patiently(write: Any) -> int:
    """SQLite has one writer: where somebody writes for longer than anybody waits, ask once more."""
    try:
        return int(write())
    except OperationalError:
        if transaction.get_connection().vendor != "sqlite":
            raise
        return int(write())


def outcome_of(coming: Import) -> dict[str, Any]:
    """What is kept of a dry run or an import: counts, and no cell of the file."""
    summary: Summary = coming.summary
    return {
        "rows": summary.rows,
        "accepted_rows": summary.accepted_rows,
        "refused_rows": summary.refused_rows,
        "counts": summary.counts,
        "errors": len(summary.errors),
        "warnings": len(summary.warnings),
        "own_years": {str(year or ""): rows for year, rows in sorted(coming.table.years.items(), key=_year_last)},
        "years": {str(year): counts for year, counts in coming.yearly().items()},
    }


def _year_last(item: tuple[int | None, int]) -> int:
    return item[0] or 9_999


def _facts(outcome: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a person agrees to: all counts, and not the mark of the dry run."""
    return {name: value for name, value in outcome.items() if name != "mark"}


def _coming(incoming: Incoming) -> Import:
    """The import of this file, as its command would make it. Raises BadProfile, Unreadable, Refused."""
    kind, by = kinds.of(incoming), _check_may(incoming)
    profile = kind.checked(incoming.profile, incoming.profile_name)
    return kind.imports(keeping.source_of(incoming), profile, by=by, **keeping.how_of(incoming))


def _check_may(incoming: Incoming) -> User:
    """Who brings the file in, as he is now. Raises Refused if he may no longer."""
    by = User.objects.get(pk=incoming.by_id)
    if not kinds.of(incoming).may(by):
        raise Refused(_("You may no longer import this kind of file."))
    return by


def _check(incoming: Incoming, watch: Watch) -> None:
    coming = _coming(incoming)
    coming.bring_in(dry_run=True, witness=watch)
    watch.end(State.CHECKED, outcome={**outcome_of(coming), "mark": random_key()})


def _import(incoming: Incoming, watch: Watch) -> bool:
    """Whether it was imported. Otherwise the register has changed since the dry run, and there will be another."""
    try:
        _coming(incoming).bring_in(witness=watch)
    except (Overtaken, IntegrityError):
        sentence = _("The register has changed since your dry run, so nothing was imported. This is the new dry run.")
        watch.go_on(State.CHECKING, failure=sentence, worked_at=timezone.now(), rows_read=0, outcome={})
        return False
    keeping.remove(incoming.public_key, beside=False)
    return True


def expire() -> int:
    """Discard what has lain too long, and clear away what belongs to nothing; returns how many files were removed."""
    old = Incoming.objects.waiting().exclude(state__in=AT_WORK).filter(came_at__lt=timezone.now() - keeping.KEPT_FOR)
    for incoming in old:
        try:
            actions.discard(by=None, incoming=incoming)
        except (Refused, DatabaseError):
            # Its owner does something with it at this moment; the next time will do.
            continue
    return len(old) + keeping.clear_away()
