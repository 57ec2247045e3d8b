"""The first answer of the dashboard: a few numbers over the last two closed years of the period."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.models.values import Outcome, Recipient
from figures import dimensions as by
from figures import wording
from figures.breaks import footnotes
from figures.charts import Chart, share, split
from figures.compare.results import sentence_for
from figures.compare.sentences import Sentence
from figures.counted import Line, Table
from figures.grids import Cell, GridMaker, Values, percent
from figures.models import SeriesBreak
from figures.selection import Selection
from lib.intervals import wilson


@dataclass(frozen=True)
class Number:
    """A number and what it is the number of."""

    cell: Cell
    caption: str


@dataclass(frozen=True)
class Block:
    """A block of key numbers: large ones, smaller ones beside them, a small chart and a note."""

    key: str
    title: str
    large: Sequence[Number]
    beside: Sequence[Number] = ()
    chart: Chart | None = None
    note: str = ""
    sentence: Sentence | None = None
    """What its last two closed years say of each other."""


class _Maker:
    def __init__(self, table: Table, selection: Selection, today: datetime.date) -> None:
        self.table = table
        self.grid = GridMaker(table, selection, today)
        self.focus = table.period.in_focus(today)

    def number(self, line: Line, row: str, caption: str, values: Values | None = None) -> Number:
        """A number over the years in focus."""
        return Number(self.grid.cell(self.over(line), row, self.focus, values), caption)

    def over(self, line: Line) -> int:
        """Cases have one date, so the years in focus add up."""
        return sum(line.years[year] for year in self.focus.years)

    def yearly(self, line: Line, row: str) -> list[Number]:
        """A number for each year in focus."""
        period = type(self.focus)
        return [
            Number(
                self.grid.cell(line.years[year], row, period(year, year)),
                _("in %(year)s") % {"year": year},
            )
            for year in self.focus.years
        ]


def _suspicions(table: Table, selection: Selection, today: datetime.date) -> list[Block]:
    maker = _Maker(table, selection, today)
    label, facts = table.figure.label_in(selection.basis), {"period": maker.focus.label}
    years = maker.yearly(table.whole, label)
    title = _("Suspected leaks, %(period)s") if table.basis.leaks_only else _("Suspicions, all categories, %(period)s")
    note = _("Suspicions, not established leaks.") if table.basis.leaks_only else _("Suspicions, not established.")
    whole = maker.number(table.whole, label, _("in two years") if len(years) > 1 else "")
    return [
        Block(
            "suspicions",
            title % facts,
            [whole],
            years if len(years) > 1 else [],
            note=note,
        ),
        _recipients(maker),
    ]


def _recipients(maker: _Maker) -> Block:
    words, key = maker.table.words(by.RECIPIENT), by.RECIPIENT.key
    captions = {Recipient.CRIMINAL.value: _("to criminals"), Recipient.NON_CRIMINAL.value: _("to non-criminals")}
    lines = {value: maker.table.line_of(key, value) for value in (*captions, Recipient.UNKNOWN.value)}
    numbers = {value: maker.over(line) for value, line in lines.items()}
    unknown = numbers[Recipient.UNKNOWN]
    note = _("As alleged, not as established.")
    if unknown:
        note = _("As alleged, not as established; of %(unknown)s the recipient is unknown.") % {
            "unknown": number_format(unknown)
        }
    description = ", ".join(f"{words[value]}: {number}" for value, number in numbers.items())
    return Block(
        "recipient",
        _("Alleged recipient, %(period)s") % {"period": maker.focus.label},
        [maker.number(lines[value], str(words[value]), caption, {key: value}) for value, caption in captions.items()],
        chart=split(list(numbers.items()), _("Suspicions by alleged recipient"), description),
        note=note,
    )


def _confirmed(table: Table, selection: Selection, today: datetime.date) -> list[Block]:
    """The share as two numbers, with its interval, and what is pending beside it."""
    maker, key = _Maker(table, selection, today), by.OUTCOME.key
    words = table.words(by.OUTCOME)
    confirmed, concluded = wording.concluded_lines(table)
    hits, of = maker.over(confirmed), maker.over(concluded)
    ended = {key: (Outcome.CONFIRMED.value, Outcome.UNFOUNDED.value)}
    beside = [
        maker.number(confirmed, str(words[Outcome.CONFIRMED]), _("confirmed"), {key: Outcome.CONFIRMED.value}),
        maker.number(concluded, _("Concluded"), _("concluded"), ended),
        maker.number(
            table.line_of(key, Outcome.PENDING), str(words[Outcome.PENDING]), _("pending"), {key: Outcome.PENDING.value}
        ),
    ]
    title = _("Confirmed, received %(period)s") % {"period": maker.focus.label}
    if not of:
        return [Block("confirmed", title, [], beside, note=_("Nothing has been concluded yet, so there is no share."))]
    low, high = wilson(hits, of)
    facts = {"share": percent(hits / of), "low": percent(low), "high": percent(high)}
    return [
        Block(
            "confirmed",
            title,
            [Number(Cell(f"{facts['share']} %"), "")],
            beside,
            share(low, hits / of, high, _("Confirmed share with its interval (95 %)"), _interval(facts)),
            _("Interval %(low)s–%(high)s %% (Wilson, 95 %%). Not confirmed does not mean refuted.") % facts,
        )
    ]


def _interval(facts: Mapping[str, str]) -> str:
    return _("%(share)s per cent, interval %(low)s to %(high)s per cent.") % facts


def _secrecy_bribery(table: Table, selection: Selection, today: datetime.date) -> list[Block]:
    maker = _Maker(table, selection, today)
    title = _("Investigations into breach of professional secrecy and bribery")
    note = _("Investigations, another unit than suspicions; by year started.")
    return [Block("secrecy_bribery", title, maker.yearly(table.whole, title), note=note)]


def _started(table: Table, selection: Selection, today: datetime.date) -> list[Block]:
    maker, title = _Maker(table, selection, today), _("Screening trajectories started")
    note = _("Without checks for a certificate of conduct.")
    if selection.basis.certificates:
        note = _("With checks for a certificate of conduct.")
    return [Block("screening_started", title, maker.yearly(table.whole, title), note=note)]


def _negative(table: Table, selection: Selection, today: datetime.date) -> list[Block]:
    maker, title = _Maker(table, selection, today), _("Screening trajectories completed negative")
    note = _("Started and completed are different groups, so this is not a refusal rate.")
    return [Block("screening_negative", title, maker.yearly(table.whole, title), note=note)]


_BLOCKS = {
    "suspicions": _suspicions,
    "outcomes": _confirmed,
    "secrecy_bribery": _secrecy_bribery,
    "screening_started": _started,
    "screening_negative": _negative,
}


_COMPARED = ("suspicions", "secrecy_bribery")
"""The blocks whose two years are held against each other."""


def key_numbers(
    tables: Mapping[str, Table], selection: Selection, today: datetime.date, breaks: Sequence[SeriesBreak] = ()
) -> list[Block]:
    """The blocks of the figures counted."""
    made = [make(tables[key], selection, today) for key, make in _BLOCKS.items() if key in tables]
    return [_compared(block, tables, today, breaks) for blocks in made for block in blocks]


def _compared(block: Block, tables: Mapping[str, Table], today: datetime.date, breaks: Sequence[SeriesBreak]) -> Block:
    """The same with what its years say of each other; the footnotes stand in the sections below it."""
    if block.key not in _COMPARED:
        return block
    table = tables[block.key]
    return replace(block, sentence=sentence_for(table, today, footnotes(breaks, [table.figure]), numbered=False))
