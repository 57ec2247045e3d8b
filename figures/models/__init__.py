"""What stands beside the numbers, and what was published of them."""

from figures.models.editionrule import EditionRule
from figures.models.headcount import Headcount
from figures.models.publication import Publication
from figures.models.seriesbreak import SeriesBreak

__all__ = ["EditionRule", "Headcount", "Publication", "SeriesBreak"]
