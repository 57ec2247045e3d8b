"""What must hold of staff and of training, said once: the forms, the imports and the actions all ask here.

`*_problems` hold values against the rules and yield `(field, sentence)`; `check_*` say whether a move is possible now
and raise `Refused` with the reason.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from lib import clock, dates, identity
from lib.batches import batches
from lib.problems import Problem, future_problems, in_words, reason_problems, receipt_problems
from lib.refusal import Refused
from office.models import CodeEdition
from screening.models import Acknowledgement, StaffMember, TrainingSession, Trajectory
from screening.models.values import ObjectionResult, Result, SubjectGroup

MOST_ATTENDING = 9_999
_NAMED = 5
"""So many references stand in a sentence about several people."""

OWN_NUMBER = gettext_lazy("This is your own personnel number. Ask a colleague to correct this record")


def concerns(user: User | None, number: str) -> bool:
    """Whether a personnel number is this person's own, so that the row does not exist for him."""
    return user is not None and bool(user.staff_hash) and user.staff_hash == identity.staff_hash(number)


def check_can_enter(trajectory: Trajectory) -> None:
    """Who enters service was screened with a positive result; staff who are screened anew are in service already."""
    passed = trajectory.result in {Result.POSITIVE, Result.CONDITIONAL}
    revised = trajectory.objection_result == ObjectionResult.REVISED
    if not (passed or revised or trajectory.subject_group == SubjectGroup.STAFF):
        raise Refused(_("Somebody enters service after a positive result. Complete the trajectory first."))


def number_problems(number: str) -> Iterator[Problem]:
    """A member of staff has a personnel number: that is how one person is one row."""
    if not number.strip():
        yield "number", _("Enter the personnel number")
    yield from identity.number_problems(number)


def known_sentence(staff: StaffMember) -> str:
    """What is said of a number that the register has already, to one who may see whose it is."""
    return _(
        "This personnel number is in the register of staff already, under %(reference)s. Correct that record instead."
    ) % {"reference": staff.reference}


def entered_problems(in_service_from: datetime.date | None) -> Iterator[Problem]:
    """The day somebody enters service; it may lie ahead."""
    if in_service_from is None:
        yield "in_service_from", _("Enter the day on which service begins")
    yield from _year_problems("in_service_from", in_service_from)


def service_problems(
    in_service_from: datetime.date | None,
    in_service_to: datetime.date | None,
    sworn: Collection[datetime.date | None] = (),
) -> Iterator[Problem]:
    """The days of a service, either of which may be unknown; what happened on the days `sworn` happened within it."""
    yield from _year_problems("in_service_from", in_service_from)
    yield from _year_problems("in_service_to", in_service_to)
    if in_service_from and in_service_to and in_service_to < in_service_from:
        first = {"first": in_words(in_service_from)}
        yield "in_service_to", _("The end lies before the start of service. Enter %(first)s or later") % first
    happened = sorted(day for day in sworn if day)
    if happened and in_service_from and in_service_from > happened[0]:
        day = {"day": in_words(happened[0])}
        yield (
            "in_service_from",
            _("An oath or acknowledgement of %(day)s lies before that day. Enter that day or earlier") % day,
        )
    if happened and in_service_to and in_service_to < happened[-1]:
        day = {"day": in_words(happened[-1])}
        yield (
            "in_service_to",
            _("An oath or acknowledgement of %(day)s lies after that day. Enter that day or later") % day,
        )


def _year_problems(field: str, day: datetime.date | None) -> Iterator[Problem]:
    if day and not dates.FIRST_YEAR <= day.year <= dates.LAST_YEAR:
        yield field, _("The year lies before 1900 or after 2100. Enter the year in four figures")


def left_problems(staff: StaffMember, in_service_to: datetime.date | None, reason: str) -> Iterator[Problem]:
    """The last day of service: not in the future, and not before what happened in it."""
    yield from reason_problems(reason)
    yield from future_problems("in_service_to", in_service_to)
    if in_service_to is None:
        yield "in_service_to", _("Enter the last day of service")
    yield from service_problems(staff.in_service_from, in_service_to, days_of([staff])[staff.pk])


def days_of(staff: Sequence[StaffMember]) -> dict[int, list[datetime.date | None]]:
    """The days of the oaths and acknowledgements of these people, by their keys."""
    days: dict[int, list[datetime.date | None]] = {one.pk: [one.sworn_in_on] for one in staff}
    for some in batches(list(days)):
        made = Acknowledgement.objects.filter(staff__in=some, withdrawn=False)
        for pk, day in made.order_by().values_list("staff_id", "acknowledged_on"):
            days[pk].append(day)
    return days


def check_can_leave(staff: StaffMember) -> None:
    """Somebody leaves once."""
    if staff.in_service_to is not None:
        raise Refused(_("The end of this service is recorded already. Correct it if it is wrong."))


def correction_problems(staff: StaffMember, values: Mapping[str, Any], reason: str) -> Iterator[Problem]:
    """What a row would hold after a correction."""
    yield from reason_problems(reason)
    yield from number_problems(values["number"])
    yield from service_problems(values["in_service_from"], values["in_service_to"], days_of([staff])[staff.pk])


def day_problems(field: str, day: datetime.date | None, staff: Sequence[StaffMember]) -> Iterator[Problem]:
    """The day of an oath or an acknowledgement: not in the future, and within the service of each of these people."""
    if day is None:
        yield field, _("Enter the day")
        return
    yield from receipt_problems(field, day)
    early = [one for one in staff if one.in_service_from and day < one.in_service_from]
    late = [one for one in staff if one.in_service_to and day > one.in_service_to]
    if len(staff) == 1 and early:
        first = {"first": in_words(early[0].in_service_from)}  # type: ignore[arg-type]
        yield field, _("Service had not begun on that day. Enter %(first)s or later") % first
    elif len(staff) == 1 and late:
        last = {"last": in_words(late[0].in_service_to)}  # type: ignore[arg-type]
        yield field, _("Service had ended on that day. Enter %(last)s or earlier") % last
    elif early or late:
        yield field, _outside(early + late)


def _outside(staff: Sequence[StaffMember]) -> str:
    return ngettext(
        "%(number)s person was not in service on that day: %(references)s. Leave this person out, or enter another day",
        "%(number)s people were not in service on that day: %(references)s. Leave these out, or enter another day",
        len(staff),
    ) % {"number": len(staff), "references": _references(staff)}


def _references(staff: Sequence[StaffMember]) -> str:
    named = ", ".join(one.reference for one in staff[:_NAMED])
    return f"{named}, …" if len(staff) > _NAMED else named


def check_can_swear(staff: Sequence[StaffMember]) -> None:
    """An oath or promise is recorded once for each person."""
    sworn = [one for one in staff if one.sworn_in_on]
    if sworn and len(staff) == 1:
        raise Refused(_("The oath or promise is recorded already. Correct its day if it is wrong."))
    if sworn:
        raise Refused(
            ngettext(
                "Nothing was recorded: %(number)s of these people is sworn in already: %(references)s.",
                "Nothing was recorded: %(number)s of these people are sworn in already: %(references)s.",
                len(sworn),
            )
            % {"number": len(sworn), "references": _references(sworn)}
        )


def check_is_sworn(staff: StaffMember) -> None:
    """Only an oath that is recorded can be corrected or taken back."""
    if staff.sworn_in_on is None:
        raise Refused(_("There is no oath or promise yet. Record it first."))


def check_can_acknowledge(staff: Sequence[StaffMember], acknowledged: Collection[int]) -> None:
    """An edition is acknowledged once by each person; `acknowledged` are the keys of those who did."""
    known = [one for one in staff if one.pk in acknowledged]
    if known and len(staff) == 1:
        raise Refused(_("The acknowledgement of this edition is recorded already. Withdraw it first if it is wrong."))
    if known:
        raise Refused(
            ngettext(
                "Nothing was recorded: %(number)s of these people acknowledged this edition already: %(references)s.",
                "Nothing was recorded: %(number)s of these people acknowledged this edition already: %(references)s.",
                len(known),
            )
            % {"number": len(known), "references": _references(known)}
        )


def check_can_withdraw(acknowledgement: Acknowledgement) -> None:
    """What was recorded in error is withdrawn once."""
    if acknowledgement.withdrawn:
        raise Refused(_("This acknowledgement is withdrawn already."))


def editions() -> list[CodeEdition]:
    """The editions of the code that can be chosen today, the newest first and an unknown one last."""
    found: list[Any] = list(CodeEdition.objects.valid_on(clock.today()))
    return sorted(found, key=_age_of, reverse=True)


def _age_of(edition: CodeEdition) -> tuple[bool, datetime.date, int]:
    return edition.pk != "unknown", edition.valid_from or datetime.date.min, edition.position


def newest_edition() -> CodeEdition | None:
    """The newest edition of the code, which is what those in service ought to know."""
    return next(iter(editions()), None)


def session_problems(held_on: datetime.date | None, attending: int | None) -> Iterator[Problem]:
    """A training session: a day that has come, and at least one who attended."""
    if held_on is None:
        yield "held_on", _("Enter the day on which it was held")
    yield from receipt_problems("held_on", held_on)
    if attending is None or not 1 <= attending <= MOST_ATTENDING:
        yield "attending", _("Enter how many attended, from 1 to %(most)s") % {"most": MOST_ATTENDING}


def check_is_counted(session: TrainingSession) -> None:
    """What is registered in error changes no more."""
    if not session.counted:
        raise Refused(_("This session is marked as registered in error. It changes no more."))
