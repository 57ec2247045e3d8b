"""The sentences over the figures, with the count in them. None says that a number rises or falls: that needs a test."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.models.values import Outcome, Recipient
from figures import dimensions as by
from figures.grids import percent
from figures.tables import Line, Table


def _counted(**numbers: int) -> dict[str, str]:
    return {name: number_format(number) for name, number in numbers.items()}


def suspicions(table: Table) -> str:
    """Suspected leaks, never leaks."""
    criminal = table.part(by.RECIPIENT.key, Recipient.CRIMINAL).total
    sentence = (
        _("Suspected leaks: %(total)s in %(period)s, %(criminal)s of them to criminals, as alleged")
        if table.basis.leaks_only
        else _("Suspicions: %(total)s in %(period)s, %(criminal)s of them with a criminal as recipient, as alleged")
    )
    return sentence % {**_counted(total=table.whole.total, criminal=criminal), "period": table.period.label}


def concluded_lines(table: Table) -> tuple[Line, Line]:
    """Of the table of outcomes: what is confirmed, and all that is concluded or confirmed already."""
    outcome = by.OUTCOME.key
    return (
        table.part(outcome, Outcome.CONFIRMED),
        table.part(outcome, Outcome.CONFIRMED, Outcome.UNFOUNDED),
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
    confirmed = table.part(by.FINDING.key, "confirmed").total
    pending = table.part(by.FINDING.key, "pending").total
    return _(
        "Findings on %(total)s allegations received in %(period)s: %(confirmed)s confirmed, %(pending)s still open"
    ) % {**_counted(total=table.whole.total, confirmed=confirmed, pending=pending), "period": table.period.label}


def concluded(table: Table) -> str:
    """Concluded in the year, whenever received."""
    confirmed = table.part(by.OUTCOME_GIVEN.key, Outcome.CONFIRMED).total
    sentence = (
        _("Concluded in %(period)s: %(total)s suspected leaks, %(confirmed)s of them confirmed")
        if table.basis.leaks_only
        else _("Concluded in %(period)s: %(total)s suspicions, %(confirmed)s of them confirmed")
    )
    return sentence % {**_counted(total=table.whole.total, confirmed=confirmed), "period": table.period.label}


def causes(table: Table) -> str:
    """The cause found most often, if one is."""
    numbers = sorted(((line.total, value) for value, line in table.parts[by.CAUSE.key].items()), reverse=True)
    facts = {**_counted(total=table.whole.total), "period": table.period.label}
    if not numbers or not numbers[0][0] or (len(numbers) > 1 and numbers[0][0] == numbers[1][0]):
        return _("Causes of %(total)s confirmed suspicions concluded in %(period)s") % facts
    number, value = numbers[0]
    return _("Causes of %(total)s confirmed suspicions concluded in %(period)s, most often (%(number)s): %(cause)s") % {
        **facts,
        "number": number_format(number),
        "cause": table.words(by.CAUSE).get(value, value),
    }


def investigations(table: Table) -> str:
    """All tracks together are one unit: an investigation belongs to one track."""
    return _("Investigations by track: %(total)s started in %(period)s") % {
        **_counted(total=table.whole.total),
        "period": table.period.label,
    }


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


def unit_line(key: str) -> str:
    """What is counted and in which year, under a title."""
    return {
        "suspicions": _("Number of suspicions, by year received and alleged recipient"),
        "outcomes": _("Share of concluded suspicions by outcome, per cent, by year received"),
        "findings": _("Number of allegations, by year received and finding"),
        "concluded": _("Number of suspicions concluded, by year of the latest finding and outcome"),
        "causes": _("Number of confirmed suspicions, by established cause; a case has one cause"),
        "investigations": _("Number of investigations, by year started, with the interval of chance (95 %)"),
        "secrecy_bribery": _(
            "Number of disciplinary and criminal investigations, by year started, with the interval of chance (95 %)"
        ),
        "screening": _("Number of trajectories, by year started and by year completed. The two panels differ in scale"),
    }[key]
