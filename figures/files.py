"""What goes out of the figures as a file: the counts of one figure, and the rows behind one number."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from audit.kinds import Kind
from figures import access, output
from figures.behind import unit_of
from figures.figure import Figure
from figures.recordlist import Chip, chips_of
from figures.selection import Narrowing, Selection
from figures.tables import scopes_of, tables_of
from office import exports


def of_counts(user: User, figure: Figure, selection: Selection, today: datetime.date) -> exports.Offer:
    """A figure's counts, with the day they were known on and the rule they were counted by."""

    def read() -> exports.Content:
        tables = tables_of(figure, selection.period, selection.basis, scopes_of(user))
        return output.dated(tables, selection.known_on(today))

    label = figure.label_in(selection.basis)
    file = exports.File(
        name=f"{figure.key}-{selection.period.first}-{selection.period.last}.csv",
        begun=Kind.FIGURE_EXPORT_BEGUN,
        ended=Kind.FIGURE_EXPORT_ENDED,
        read=read,
        detail={"figure": figure.key, **selection.detail()},
    )
    return exports.Offer(
        file,
        title=_("Export the figure “%(figure)s”") % {"figure": label},
        holds=_("Counts only, with the rule they are counted by. Small numbers can still point to a person."),
        back=reverse("figures:figure", args=[figure.key]) + selection.query(figure),
        back_label=label,
        narrowed=[Chip(str(figure.dated_words), selection.period.label)],
    )


def of_records(user: User, narrowing: Narrowing) -> exports.Offer:
    """The rows behind a number: exactly those that it counts, in coded columns."""
    figure = narrowing.figure
    rows, unit = access.rows_for(user, narrowing), unit_of(narrowing)
    file = exports.File(
        name=f"{figure.key}-records.csv",
        begun=Kind.FIGURE_EXPORT_BEGUN,
        ended=Kind.FIGURE_EXPORT_ENDED,
        read=exports.coded(rows.order_by(narrowing.dated.year, unit.tie), unit.columns_in(narrowing.basis)),
        detail={**narrowing.detail(), "records": True},
    )
    return exports.Offer(
        file,
        title=_("Export the records behind a number"),
        holds=exports.CODED_ONLY,
        back=reverse("figures:records", args=[figure.key]) + narrowing.query(),
        back_label=figure.label_in(narrowing.basis),
        narrowed=chips_of(narrowing),
    )
