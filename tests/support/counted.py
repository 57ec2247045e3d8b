"""A small register of which every number is known by hand, made through the same actions as a person's work.

Received and alleged:
    A  2017-01-01  disclosure, criminal, harbour         confirmed 2017-06-01, money
    B  2017-12-31  careless loss, non-criminal           refuted 2018-02-01
    C  2018-01-01  disclosure, unknown                   pending
    D  2018-05-05  own use, none: no leak                confirmed 2018-09-01, curiosity
    E  2018-06-06  disclosure, criminal                  refuted 2019-01-10
                   financial: no leak                    confirmed 2019-02-02, so confirmed, but not as a leak
    F  2017-03-03  disclosure, criminal                  registered in error
    G  2018-07-07  leak of unknown kind, non-criminal    confirmed on an unknown date, carelessness
    H  2016-05-05  disclosure, criminal                  not established 2017-04-04
    W  2017-08-08  two leaks, criminal, both by the manager of the cast, who is two subjects of it: pending

Investigations started: A disciplinary 2017 (secrecy), A criminal 2018 (secrecy, bribery, trespass), B orientation 2018
(secrecy), D disciplinary 2018 (bribery), W criminal 2017 (secrecy).

Trajectories, started and completed: 2017 and 2017 positive; 2017 and 2018 negative (finances); 2018 and 2018 negative
(untruthful), for a certificate of conduct; 2018, pending; 2018 and 2018 withdrawn, the manager's own.

Signals, staff and training stand in `counted_prevention.py`.
"""

import datetime

from cases import actions
from cases.models import Case
from cases.models.values import Finding, Recipient
from lib import clock
from office.models import Ground, Level, Occasion, Offence, RecipientType, Unit
from screening import actions as screening
from screening.models.values import Result, SubjectGroup
from tests.cast import Cast
from tests.support import counted_prevention as prevention
from tests.support.casework import alleged, established, find, nth

KNOWN_ON = datetime.date(2019, 3, 1)
"""A day after all of it."""


def day(text: str) -> datetime.date:
    """The date written as `2017-01-01`."""
    return datetime.date.fromisoformat(text)


def log(cast: Cast, received_on: str, category: str, recipient: str, **more: object) -> Case:
    """Log a suspicion by the coordinator, which nobody leads unless `lead` says so."""
    values = {**alleged(category, recipient), **more}
    return actions.log_case(by=cast.coordinator, received_on=day(received_on), **values)


def investigate(cast: Cast, case: Case, track: str, started_on: str, *offences: str) -> None:
    """Start an investigation."""
    suspected = Offence.objects.filter(pk__in=offences)
    actions.start_investigation(
        case=case, by=cast.coordinator, track=track, body="own_office", offences=suspected, started_on=day(started_on)
    )


def make_register(cast: Cast) -> dict[str, Case]:
    """Make the register; its cases by their letters."""
    harbour = Unit.objects.create(key="harbour", label_en="Harbour", label_nl="Haven")
    with clock.at(KNOWN_ON):
        cases = _make_cases(cast, harbour)
        _make_investigations(cast, cases)
        _make_trajectories(cast)
        prevention.make_signals(cast, cases)
        prevention.make_staff(cast, harbour)
        prevention.make_training(cast, harbour)
    return {letter: Case.objects.get(pk=case.pk) for letter, case in cases.items()}


def _make_cases(cast: Cast, harbour: Unit) -> dict[str, Case]:
    by, suspect = cast.coordinator, {"recipient_type": RecipientType.objects.get(pk="suspect")}
    own = {"name": cast.manager.name, "number": cast.manager.number}
    a = log(cast, "2017-01-01", "disclosure", Recipient.CRIMINAL, unit=harbour, lead=cast.investigator, **suspect)
    find(nth(a), by, found_on=day("2017-06-01"), **established())
    b = log(cast, "2017-12-31", "careless_loss", Recipient.NON_CRIMINAL, lead=cast.investigator)
    find(nth(b), by, Finding.REFUTED, day("2018-02-01"))
    c = log(cast, "2018-01-01", "disclosure", Recipient.UNKNOWN)
    d = log(cast, "2018-05-05", "own_use", Recipient.NONE)
    find(nth(d), by, found_on=day("2018-09-01"), **established("own_use", Recipient.NONE, "curiosity"))
    e = log(cast, "2018-06-06", "disclosure", Recipient.CRIMINAL)
    actions.add_allegation(case=e, by=by, **alleged("financial", Recipient.NONE))
    find(nth(e, 1), by, Finding.REFUTED, day("2019-01-10"))
    find(nth(e, 2), by, found_on=day("2019-02-02"), **established("financial", Recipient.NONE))
    f = log(cast, "2017-03-03", "disclosure", Recipient.CRIMINAL)
    actions.void_case(case=f, by=by, reason="Logged twice")
    g = log(cast, "2018-07-07", "leak_unknown_kind", Recipient.NON_CRIMINAL)
    find(nth(g), by, found_on=None, **established("careless_loss", Recipient.NON_CRIMINAL, "carelessness"))
    h = log(cast, "2016-05-05", "disclosure", Recipient.CRIMINAL)
    find(nth(h), by, Finding.NOT_ESTABLISHED, day("2017-04-04"))
    w = log(cast, "2017-08-08", "disclosure", Recipient.CRIMINAL, **own)
    actions.add_allegation(case=w, by=by, **own, **alleged("careless_loss", Recipient.CRIMINAL))
    return {"A": a, "B": b, "C": c, "D": d, "E": e, "F": f, "G": g, "H": h, "W": w}


def _make_investigations(cast: Cast, cases: dict[str, Case]) -> None:
    investigate(cast, cases["A"], "disciplinary", "2017-01-02", "secrecy")
    investigate(cast, cases["A"], "criminal", "2018-01-01", "secrecy", "bribery", "computer_trespass")
    investigate(cast, cases["B"], "orientation", "2018-01-05", "secrecy")
    investigate(cast, cases["D"], "disciplinary", "2018-12-31", "bribery")
    investigate(cast, cases["W"], "criminal", "2017-12-31", "secrecy")


def _make_trajectories(cast: Cast) -> None:
    _screen(cast, "2017-01-01", result=Result.POSITIVE, completed_on="2017-12-31")
    _screen(cast, "2017-12-31", result=Result.NEGATIVE, completed_on="2018-01-01", ground="finances")
    _screen(
        cast,
        "2018-03-03",
        level="conduct_certificate",
        result=Result.NEGATIVE,
        completed_on="2018-03-04",
        ground="untruthful",
    )
    _screen(cast, "2018-04-04")
    _screen(cast, "2018-05-05", number=cast.manager.number, result=Result.WITHDRAWN, completed_on="2018-06-06")


def _screen(
    cast: Cast,
    started_on: str,
    *,
    level: str = "reliability",
    number: str = "",
    result: str = "",
    completed_on: str = "",
    ground: str = "",
) -> None:
    trajectory = screening.start_trajectory(
        by=cast.screening_officer,
        started_on=day(started_on),
        level=Level.objects.get(pk=level),
        occasion=Occasion.objects.get(pk="initial"),
        subject_group=SubjectGroup.STAFF,
        function="Detective",
        number=number,
    )
    if result:
        screening.complete(
            trajectory=trajectory,
            by=cast.screening_officer,
            result=result,
            completed_on=day(completed_on),
            ground=Ground.objects.get(pk=ground) if ground else None,
        )
