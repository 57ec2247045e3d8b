"""What stands beside the numbers, and what was published of them."""

from figures.models.editionrule import EditionRule
from figures.models.headcount import Headcount
from figures.models.keeping import Change, Keeping, KeptNumber, KeptSeries
from figures.models.publication import Publication
from figures.models.seriesbreak import SeriesBreak
from figures.models.token import FigureToken

__all__ = [
    "Change",
    "EditionRule",
    "FigureToken",
    "Headcount",
    "Keeping",
    "KeptNumber",
    "KeptSeries",
    "Publication",
    "SeriesBreak",
]
