"""An import of cases is taken back whole: all its cases were registered in error, as long as nobody worked on one."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.kinds import Kind
from cases.models import Allegation, Case, Closure, Investigation, Signal, Subject, TeamMember, Wall
from lib import clock, history
from lib.problems import reason_problems, settle
from lib.refusal import Refused
from office.models import ImportRun
from office.queue import wait_in_line

# What belongs to a case and has a history: a row of one that is not of the import is work on it.
_PARTS: tuple[Any, ...] = (Allegation, TeamMember, Subject, Investigation, Closure, Wall)


def check_can_take_back(run: ImportRun) -> None:
    """Refuse, with the reason, where an import was taken back before, brought no case, or was worked on since.

    A case that is hidden from the coordinator was worked on, for an import names nobody and raises no wall: so the
    sentence is the same whatever it is, and tells nothing of it.
    """
    if run.taken_back_on:
        raise Refused(_("This import was taken back before."))
    if not Case.objects.filter(import_run=run).exists():
        raise Refused(_("This import brought no case in."))
    if _worked_on(run):
        raise Refused(
            _(
                "Somebody has worked on one of its cases since. It can no longer be taken back whole: mark single "
                "cases as registered in error."
            )
        )


def _worked_on(run: ImportRun) -> bool:
    """Whether the history of its cases holds anything that is not of the act that brought them in."""
    acts = set(Case.history.filter(import_run=run).order_by().values_list("event", flat=True).distinct()[:2])
    if len(acts) != 1 or Case.history.filter(import_run=run).exclude(history_type="+").exists():
        return True
    cases = Case.objects.filter(import_run=run).order_by().values("pk")
    since = (part.history.filter(case__in=cases).exclude(event__in=acts) for part in _PARTS)
    return any(rows.exists() for rows in since) or Signal.objects.filter(case__in=cases).exists()


def take_back_import(*, run: ImportRun, by: User, reason: str) -> ImportRun:
    """Take every case of an import out of every figure, in one act; the records and their history stay.

    Afterwards the same file can be imported again. Raises Refused, and ValidationError without a reason.
    """
    with log.acting(by, Kind.CASES_IMPORT_TAKEN_BACK, target=run.public_key) as act:
        wait_in_line()
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        cases = Case.objects.filter(import_run=run)
        # Whoever works on one of them holds it: what he writes is seen below, or he waits and finds it voided.
        list(cases.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        check_can_take_back(run)
        settle(reason_problems(reason))
        said, today = reason.strip(), clock.today()
        history.update(Allegation.objects.filter(case__import_run=run), by=by, reason=said, counted=False)
        voided = history.update(cases, by=by, reason=said, voided_on=today, void_reason=said, counted=False)
        run.taken_back_on, run.taken_back_by, run.taken_back_reason = today, by, said
        ImportRun.objects.filter(pk=run.pk).update(taken_back_on=today, taken_back_by=by, taken_back_reason=said)
        act.detail = {"cases": voided, "rows": run.rows}
    return run
