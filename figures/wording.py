"""The sentences over the figures, with the count in them. None says that a number rises or falls: that needs a test."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.models.values import Decision, Outcome, Recipient
from figures import dimensions as by
from figures.counted import Line, Table
from figures.dimensions import Dimension
from figures.grids import percent


def _counted(**numbers: int) -> dict[str, str]:
    return {name: number_format(number) for name, number in numbers.items()}


def signals(table: Table) -> str:
    """What is undecided stands beside the whole."""
    undecided = table.line_of(by.DECISION.key, Decision.UNDECIDED).total
    return _("Signals: %(total)s received in %(period)s, %(undecided)s of them undecided") % {
        **_counted(total=table.whole.total, undecided=undecided),
        "period": table.period.label,
    }


def sources(table: Table) -> str:
    """The source named most often, if one is."""
    facts, most = _facts_of(table), _most(table, by.SOURCE)
    if most is None:
        return _("Sources of %(total)s signals received in %(period)s") % facts
    number, source = most
    return _("Sources of %(total)s signals received in %(period)s, most often (%(number)s): %(source)s") % {
        **facts,
        "number": number_format(number),
        "source": source,
    }


def suspicions(table: Table) -> str:
    """Suspected leaks, never leaks."""
    criminal = table.line_of(by.RECIPIENT.key, Recipient.CRIMINAL).total
    sentence = (
        _("Suspected leaks: %(total)s in %(period)s, %(criminal)s of them to criminals, as alleged")
        if table.basis.leaks_only
        else _("Suspicions: %(total)s in %(period)s, %(criminal)s of them with a criminal as recipient, as alleged")
    )
    return sentence % {**_counted(total=table.whole.total, criminal=criminal), "period": table.period.label}


def _facts_of(table: Table) -> dict[str, str]:
    return {**_counted(total=table.whole.total), "period": table.period.label}


def _most(table: Table, dimension: Dimension) -> tuple[int, str] | None:
    """The value that counts most over the period, with its number; None where there is none, or not one alone."""
    numbers = sorted(((line.total, value) for value, line in table.breakdowns[dimension.key].items()), reverse=True)
    if not numbers or not numbers[0][0] or (len(numbers) > 1 and numbers[0][0] == numbers[1][0]):
        return None
    number, value = numbers[0]
    return number, str(table.words(dimension).get(value, value))


def concluded_lines(table: Table) -> tuple[Line, Line]:
    """Of the table of outcomes: what is confirmed, and all that is concluded or confirmed already."""
    outcome = by.OUTCOME.key
    return (
        table.line_of(outcome, Outcome.CONFIRMED),
        table.line_of(outcome, Outcome.CONFIRMED, Outcome.UNFOUNDED),
    )


def outcomes(table: Table) -> str:
    """Confirmed of concluded, both numbers named."""
    confirmed, concluded = concluded_lines(table)
    if not concluded.total:
        return _("Outcomes: none of the suspicions received in %(period)s has an outcome yet") % {
            "period": table.period.label
        }
    sentence = (
        _("Outcomes: %(hits)s of %(of)s concluded suspected leaks received in %(period)s confirmed, %(share)s %%")
        if table.basis.leaks_only
        else _("Outcomes: %(hits)s of %(of)s concluded suspicions received in %(period)s confirmed, %(share)s %%")
    )
    return sentence % {
        **_counted(hits=confirmed.total, of=concluded.total),
        "share": percent(confirmed.total / concluded.total),
        "period": table.period.label,
    }


def findings(table: Table) -> str:
    """Allegations, which are not cases."""
    confirmed = table.line_of(by.FINDING.key, "confirmed").total
    pending = table.line_of(by.FINDING.key, "pending").total
    return _(
        "Findings on %(total)s allegations received in %(period)s: %(confirmed)s confirmed, %(pending)s still open"
    ) % {**_counted(total=table.whole.total, confirmed=confirmed, pending=pending), "period": table.period.label}


def concluded(table: Table) -> str:
    """Concluded in the year, whenever received."""
    confirmed = table.line_of(by.OUTCOME_GIVEN.key, Outcome.CONFIRMED).total
    sentence = (
        _("Concluded in %(period)s: %(total)s suspected leaks, %(confirmed)s of them confirmed")
        if table.basis.leaks_only
        else _("Concluded in %(period)s: %(total)s suspicions, %(confirmed)s of them confirmed")
    )
    return sentence % {**_counted(total=table.whole.total, confirmed=confirmed), "period": table.period.label}


def causes(table: Table) -> str:
    """The cause found most often, if one is."""
    facts, most = _facts_of(table), _most(table, by.CAUSE)
    if most is None:
        return _("Causes of %(total)s confirmed suspicions concluded in %(period)s") % facts
    number, cause = most
    return _("Causes of %(total)s confirmed suspicions concluded in %(period)s, most often (%(number)s): %(cause)s") % {
        **facts,
        "number": number_format(number),
        "cause": cause,
    }


def investigations(table: Table) -> str:
    """All tracks together are one unit: an investigation belongs to one track."""
    return _("Investigations by track: %(total)s started in %(period)s") % {
        **_counted(total=table.whole.total),
        "period": table.period.label,
    }


def stock(ended: Table) -> str:
    """What is open at the end; nothing where the period is yet to come."""
    if ended.whole.of_all is None:
        return _("Suspicions open, received and closed in %(period)s") % {"period": ended.period.label}
    return _("Suspicions open at the end of %(period)s: %(total)s") % _facts_of(ended)


def lead_time(median: Table, ninety: Table) -> str:
    """Two numbers of days; none where nothing was closed."""
    facts = {"period": median.period.label}
    if median.whole.of_all is None or ninety.whole.of_all is None:
        return _("Days from receipt to closing: nothing was closed in %(period)s") % facts
    return _(
        "Days from receipt to closing: of what was closed in %(period)s, half within %(median)s and nine in ten within "
        "%(ninety)s"
    ) % {**facts, **_counted(median=median.whole.total, ninety=ninety.whole.total)}


def secrecy_bribery(table: Table) -> str:
    """The two offences named, since the other investigations are not in it."""
    return _("Investigations into breach of professional secrecy and bribery: %(total)s started in %(period)s") % {
        **_counted(total=table.whole.total),
        "period": table.period.label,
    }


def screening(started: Table, negative: Table) -> str:
    """Two counts beside each other, and no rate: the groups differ."""
    return _("Screening: %(started)s trajectories started in %(period)s, %(negative)s completed negative") % {
        **_counted(started=started.whole.total, negative=negative.whole.total),
        "period": started.period.label,
    }


def prevention(sworn_in: Table, acknowledged: Table, sessions: Table) -> str:
    """Three counts beside each other, each of its own unit."""
    return _(
        "Prevention: %(sworn)s people sworn in, %(code)s who acknowledged the professional code, each once a year, and "
        "%(sessions)s training sessions in %(period)s"
    ) % {
        **_counted(sworn=sworn_in.whole.total, code=acknowledged.whole.total, sessions=sessions.whole.total),
        "period": sworn_in.period.label,
    }


def unit_line(key: str) -> str:
    """What is counted and in which year, under a title."""
    return {
        "signals": _("Number of signals, by year received and decision as known now"),
        "sources": _("Number of signals, by source"),
        "suspicions": _("Number of suspicions, by year received and alleged recipient"),
        "outcomes": _("Share of concluded suspicions by outcome, per cent, by year received"),
        "findings": _("Number of allegations, by year received and finding"),
        "concluded": _("Number of suspicions concluded, by year of the latest finding and outcome"),
        "causes": _("Number of confirmed suspicions, by established cause; a case has one cause"),
        "investigations": _("Number of investigations, by year started, with the interval of chance (95 %)"),
        "stock": _("Number of suspicions, at the start and the end of each year and in between"),
        "lead_time": _("Number of days, by year closed"),
        "secrecy_bribery": _(
            "Number of disciplinary and criminal investigations, by year started, with the interval of chance (95 %)"
        ),
        "screening": _("Number of trajectories, by year started and by year completed. The two panels differ in scale"),
        "prevention": _("People, training sessions and attendances, by year. The panels differ in unit and in scale"),
    }[key]
