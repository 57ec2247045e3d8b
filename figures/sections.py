"""The sections of the dashboard: for each figure its sentence, chart, table, rule and file."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models.values import Decision, Finding, Outcome
from figures import dimensions as by
from figures import wording
from figures.basis import Basis
from figures.breaks import Footnote, footnotes, marks
from figures.charts import Chart, ChartMaker, panels
from figures.compare.results import sentence_for
from figures.compare.sentences import Sentence
from figures.counted import Asked, Table
from figures.figure import Figure
from figures.grids import STOCK, Grid, GridMaker, Row, balance_grid, breakdown_grid, noted, parts_grid
from figures.models import SeriesBreak
from figures.selection import Selection
from figures.sofar import SoFar
from screening.models.values import Result

Tables = Mapping[str, Table]

SHOWN: dict[str, tuple[by.Dimension, ...]] = {
    # In the order of the index: grouped in another one, it takes twice as long.
    "signals": (by.SOURCE, by.DECISION),
    "suspicions": (by.RECIPIENT,),
    "secrecy_bribery": (by.SECRECY_BRIBERY,),
    "outcomes": (by.OUTCOME, by.SUB_REASON),
    "findings": (by.FINDING,),
    "concluded": (by.OUTCOME_GIVEN,),
    "causes": (by.CAUSE,),
    "investigations": (by.TRACK,),
    "stock": (),
    "lead_time": (),
    "screening_started": (),
    "screening_completed": (by.RESULT,),
    "screening_negative": (),
    "sworn_in": (),
    "code_acknowledged": (),
    "training": (),
}
"""The breakdowns that the dashboard shows of each figure; the figure's own page has them all.

A figure that is not here has a page of its own alone: counting people costs as much as all other figures together.
"""


def asked_of(figures: Sequence[Figure]) -> list[Asked]:
    """What the dashboard counts of these figures."""
    shown = [figure for figure in figures if figure.key in SHOWN]
    return [Asked(figure, SHOWN[figure.key], part) for figure in shown for part in figure.parts or (None,)]


@dataclass(frozen=True)
class File:
    """A table of counts to take out, and the page with every breakdown of its figure."""

    key: str
    label: str
    csv: str
    json: str
    page: str


@dataclass(frozen=True)
class Rule:
    """A counting rule; several under one section say whose they are."""

    label: str
    sentences: Sequence[str]


@dataclass(frozen=True)
class Section:
    """A figure as the dashboard shows it."""

    key: str
    title: str
    unit_line: str
    charts: Sequence[Chart]
    grid: Grid
    rules: Sequence[Rule]
    files: Sequence[File]
    sentence: Sentence | None = None
    """What its last two closed years say of each other."""
    so_far: Sequence[SoFar] = ()
    """The running year, beside the same days of the year before."""


def rule_of(figure: Figure, basis: Basis, *, named: bool = False) -> Rule:
    """The counting rule of a figure, with its name where it stands among others."""
    return Rule(figure.label_in(basis) if named else "", figure.rules_in(basis))


def file_of(figure: Figure, selection: Selection) -> File:
    """Where a figure's counts can be taken out."""
    return File(
        key=figure.key,
        label=figure.label_in(selection.basis),
        csv=reverse("figures:file", args=[figure.key]) + selection.query(figure),
        json=reverse("figures:json", args=[figure.key]) + selection.query(figure),
        page=reverse("figures:figure", args=[figure.key]) + selection.query(figure),
    )


class _Maker:
    """Makes the sections of one page."""

    def __init__(
        self,
        tables: Tables,
        selection: Selection,
        today: datetime.date,
        breaks: Sequence[SeriesBreak],
        opened: Callable[[Grid], Grid],
    ) -> None:
        self.tables, self.selection, self.today, self.breaks, self.opened = tables, selection, today, breaks, opened

    def _notes(self, *tables: Table) -> list[Footnote]:
        """The footnotes of a section that shows these tables."""
        return footnotes(self.breaks, [table.figure for table in tables])

    def _section(self, table: Table, title: str, chart: Chart, grid: Grid, key: str = "") -> Section:
        """The section of a figure; a second one of the same figure has a key of its own."""
        figure, key = table.figure, key or table.figure.key
        return Section(
            key=key,
            title=title,
            unit_line=wording.unit_line(key),
            charts=[chart],
            grid=self._grid(grid, self._notes(table)),
            rules=[rule_of(figure, self.selection.basis)],
            files=[file_of(figure, self.selection)],
        )

    def _grid(self, grid: Grid, notes: Sequence[Footnote]) -> Grid:
        """The table of a section as it is shown: its open rows opened, its breaks marked."""
        return noted(self.opened(grid), notes)

    def _chart(self, table: Table) -> ChartMaker:
        return ChartMaker(table, self.today, marks(self._notes(table)))

    def _plain_grid(self, table: Table, dimension: by.Dimension) -> Grid:
        return breakdown_grid(table, dimension, self.selection, self.today)

    def signals(self, table: Table) -> Section:
        title = _("Signals per year, decided and undecided, %(period)s") % {"period": table.period.label}
        undecided = table.line_of(by.DECISION.key, Decision.UNDECIDED)
        chart = self._chart(table).settled(undecided, _("Decided"), str(Decision.UNDECIDED.label), title)
        return self._section(table, wording.signals(table), chart, self._plain_grid(table, by.DECISION))

    def sources(self, table: Table) -> Section:
        title = _("Signals received in %(period)s by source") % {"period": table.period.label}
        chart = self._chart(table).bars(by.SOURCE, title)
        return self._section(table, wording.sources(table), chart, self._plain_grid(table, by.SOURCE), "sources")

    def suspicions(self, table: Table) -> Section:
        title = _("Suspected leaks per year by alleged recipient, %(period)s") % {"period": table.period.label}
        if not table.basis.leaks_only:
            title = _("Suspicions per year by alleged recipient, %(period)s") % {"period": table.period.label}
        chart = self._chart(table).stacked(by.RECIPIENT, title)
        section = self._section(table, wording.suspicions(table), chart, self._plain_grid(table, by.RECIPIENT))
        return replace(section, sentence=sentence_for(table, self.today))

    def secrecy_bribery(self, table: Table) -> Section:
        title = _("Investigations into breach of secrecy and bribery started per year, %(period)s, with intervals")
        chart = self._chart(table).counts(title % {"period": table.period.label})
        grid = self._plain_grid(table, by.SECRECY_BRIBERY)
        section = self._section(table, wording.secrecy_bribery(table), chart, grid)
        return replace(section, sentence=sentence_for(table, self.today))

    def investigations(self, table: Table) -> Section:
        title = _("Investigations started per year, %(period)s, with intervals") % {"period": table.period.label}
        chart = self._chart(table).counts(title)
        return self._section(table, wording.investigations(table), chart, self._plain_grid(table, by.TRACK))

    def outcomes(self, table: Table) -> Section:
        title = _("How concluded suspicions ended, share per year, %(period)s") % {"period": table.period.label}
        chart = self._chart(table).shares(by.SUB_REASON, Finding.PENDING, title)
        section = self._section(table, wording.outcomes(table), chart, self._outcome_grid(table))
        hits, concluded = wording.concluded_lines(table)
        if not concluded.total:
            return section
        title = _("Share confirmed of those concluded, per cent, with interval (Wilson, 95 %%), %(period)s")
        line = self._chart(table).confirmed(hits, concluded, title % {"period": table.period.label})
        line = replace(line, heading=_("Share confirmed, per cent, with its interval (95 %)"))
        return replace(section, charts=[chart, line])

    def _outcome_grid(self, table: Table) -> Grid:
        """The three-way outcome, under "not confirmed" what it means, and pending beside the share."""
        maker = GridMaker(table, self.selection, self.today)
        outcome, words = by.OUTCOME.key, table.words(by.OUTCOME)
        confirmed, concluded = wording.concluded_lines(table)

        def line(value: str) -> Row:
            return maker.row(str(words[value]), table.line_of(outcome, value), {outcome: value})

        beneath = [
            maker.row(label, part, {by.SUB_REASON.key: value}, kind="sub")
            for value, label, part in table.lines(by.SUB_REASON)
            if value not in (Finding.CONFIRMED, Finding.PENDING)
        ]
        ended = {outcome: (Outcome.CONFIRMED.value, Outcome.UNFOUNDED.value)}
        rows = [
            line(Outcome.CONFIRMED),
            line(Outcome.UNFOUNDED),
            *beneath,
            maker.row(_("Concluded"), concluded, ended, kind="sum"),
            line(Outcome.PENDING),
            maker.share(_("Share confirmed"), _("with interval (Wilson, 95 %)"), confirmed, concluded),
        ]
        return maker.grid(table.label, rows, _("Not confirmed does not mean refuted."))

    def findings(self, table: Table) -> Section:
        title = _("Allegations per year received by finding, %(period)s") % {"period": table.period.label}
        chart = self._chart(table).stacked(by.FINDING, title)
        return self._section(table, wording.findings(table), chart, self._plain_grid(table, by.FINDING))

    def concluded(self, table: Table) -> Section:
        title = _("Suspicions concluded per year by outcome, %(period)s") % {"period": table.period.label}
        chart = self._chart(table).stacked(by.OUTCOME_GIVEN, title)
        return self._section(table, wording.concluded(table), chart, self._plain_grid(table, by.OUTCOME_GIVEN))

    def causes(self, table: Table) -> Section:
        title = _("Confirmed suspicions concluded in %(period)s by established cause") % {"period": table.period.label}
        chart = self._chart(table).bars(by.CAUSE, title)
        return self._section(table, wording.causes(table), chart, self._plain_grid(table, by.CAUSE))

    def stock(self) -> Section:
        """It adds up on screen: each line says what is done with it."""
        found = {part: self.tables[f"stock.{part}"] for part in STOCK}
        ended = found["open_at_end"]
        title = _("Suspicions open at the end of each year, received and closed in it, %(period)s")
        drawn = [(found[part].label, found[part].whole) for part in ("open_at_end", "received", "closed")]
        title, noted_at = title % {"period": ended.period.label}, marks(self._notes(ended))
        chart = panels(drawn, ended.period.years, self.today, title, noted_at)
        return self._section(ended, wording.stock(ended), chart, balance_grid(found, self.selection, self.today))

    def lead_time(self) -> Section:
        found = [self.tables[f"lead_time.{part}"] for part in ("median", "p90")]
        title = _("Days from receipt to closing, median and 90th percentile, by year closed, %(period)s")
        chart = panels(
            [(table.label, table.whole) for table in found],
            found[0].period.years,
            self.today,
            title % {"period": found[0].period.label},
            marks(self._notes(found[0])),
        )
        grid = parts_grid(found, self.selection, self.today)
        return self._section(found[0], wording.lead_time(*found), chart, grid)

    def screening(self) -> Section:
        """The three series of screening in one section, each in its own unit of time; no rate of them."""
        started, completed, negative = (
            self.tables[key] for key in ("screening_started", "screening_completed", "screening_negative")
        )
        title = _("Screening trajectories started, and completed with a negative result, %(period)s")
        drawn = [(_("Started"), started.whole), (_("Completed negative"), negative.whole)]
        figures, notes = [started.figure, completed.figure, negative.figure], self._notes(started, completed, negative)
        title %= {"period": started.period.label}
        return Section(
            key="screening",
            title=wording.screening(started, negative),
            unit_line=wording.unit_line("screening"),
            charts=[panels(drawn, started.period.years, self.today, title, marks(notes))],
            grid=self._grid(self._screening_grid(started, completed, negative), notes),
            rules=[rule_of(figure, self.selection.basis, named=True) for figure in figures],
            files=[file_of(figure, self.selection) for figure in figures],
        )

    def _screening_grid(self, started: Table, completed: Table, negative: Table) -> Grid:
        """The negative ones open into their grounds, which no other result has."""
        first = GridMaker(started, self.selection, self.today)
        maker = GridMaker(completed, self.selection, self.today)
        words = completed.words(by.RESULT)
        results = [
            maker.row(str(words[value]), completed.line_of(by.RESULT.key, value), {by.RESULT.key: value}, kind="sub")
            for value in Result.values
            if value != Result.PENDING
        ]
        results = [
            replace(row, key=negative.figure.key) if row.key.endswith(f".{Result.NEGATIVE.value}") else row
            for row in results
        ]
        rows = [
            first.row(_("Started"), started.whole),
            maker.row(_("Completed, of which"), completed.whole, kind="strong"),
            *results,
        ]
        note = _("Started and completed are different groups, so no rate follows from them.")
        return maker.grid(_("Screening trajectories"), rows, note)

    def prevention(self) -> Section:
        """Oath or promise, code and training in one section, each in its own unit; none of them a part of another."""
        keys = ("sworn_in", "code_acknowledged", "training.sessions", "training.attendances")
        found = [self.tables[key] for key in keys]
        sworn_in, acknowledged, sessions, _attendances = found
        period = sworn_in.period
        title = _("People sworn in, people who acknowledged the code, training sessions and attendances, %(period)s")
        figures, notes = [sworn_in.figure, acknowledged.figure, sessions.figure], self._notes(*found)
        return Section(
            key="prevention",
            title=wording.prevention(sworn_in, acknowledged, sessions),
            unit_line=wording.unit_line("prevention"),
            charts=[
                panels(
                    [(table.label, table.whole) for table in found],
                    period.years,
                    self.today,
                    title % {"period": period.label},
                    marks(notes),
                )
            ],
            grid=self._grid(self._prevention_grid(found), notes),
            rules=[rule_of(figure, self.selection.basis, named=True) for figure in figures],
            files=[file_of(figure, self.selection) for figure in figures],
        )

    def _prevention_grid(self, tables: Sequence[Table]) -> Grid:
        makers = [GridMaker(table, self.selection, self.today) for table in tables]
        notes = {"code_acknowledged": _("each once a year")}
        rows = [
            replace(maker.row(table.label, table.whole), note=notes.get(table.figure.key, ""))
            for maker, table in zip(makers, tables, strict=True)
        ]
        note = _("Each row counts something else, so the rows are not added, and no rate follows from them.")
        return makers[0].grid(_("Oath or promise, professional code and training"), rows, note)


def sections(
    tables: Tables,
    selection: Selection,
    today: datetime.date,
    breaks: Sequence[SeriesBreak] = (),
    beside: Mapping[str, SoFar] | None = None,
    opened: Callable[[Grid], Grid] = lambda grid: grid,
) -> list[Section]:
    """The sections of the figures counted, in the order in which the dashboard tells them.

    `beside` is, by figure, what the running year counts beside the same days of the year before; `opened` opens the
    rows of a table that the reader opened.
    """
    maker = _Maker(tables, selection, today, breaks, opened)
    each: dict[str, Callable[[Table], Section]] = {
        "suspicions": maker.suspicions,
        "secrecy_bribery": maker.secrecy_bribery,
        "outcomes": maker.outcomes,
        "findings": maker.findings,
        "concluded": maker.concluded,
        "causes": maker.causes,
        "investigations": maker.investigations,
    }
    made = [make(tables[key]) for key, make in each.items() if key in tables]
    if "stock.open_at_end" in tables:
        made += [maker.stock(), maker.lead_time()]
    if "signals" in tables:
        made += [maker.signals(tables["signals"]), maker.sources(tables["signals"])]
    if "screening_started" in tables:
        made.append(maker.screening())
    if "sworn_in" in tables:
        made.append(maker.prevention())
    return list(_with_so_far(made, beside or {}))


def _with_so_far(made: Sequence[Section], beside: Mapping[str, SoFar]) -> Iterator[Section]:
    """Each section with what its figures say of the running year, once on the page."""
    left = dict(beside)
    for section in made:
        yield replace(section, so_far=[left.pop(file.key) for file in section.files if file.key in left])
