"""How many of what in which year.

From the police's release of January 2019: 219 suspicions over 2017 and 2018, of which 40 to criminals and 179 not; 66
investigations into secrecy and bribery in each of these years; 11,499 trajectories started and 233 completed negative
in 2017; and, from the Police Academy's files of earlier years, a confirmed share of one third. The split of 219 into
108 and 111 and every other number is invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseYear:
    """The suspected leaks received in one year, and the investigations started in it."""

    criminal: int
    non_criminal: int
    unknown: int
    confirmed: int
    refuted: int
    not_established: int
    no_breach: int
    ended: int
    secrecy: int
    bribery: int
    both: int
    others: int
    """Cases of other categories: no leaks."""

    @property
    def recipients(self) -> list[str]:
        """One recipient class for each suspected leak, criminals first."""
        return ["criminal"] * self.criminal + ["non_criminal"] * self.non_criminal + ["unknown"] * self.unknown

    @property
    def findings(self) -> dict[str, int]:
        """How often each finding is made."""
        return {
            "confirmed": self.confirmed,
            "refuted": self.refuted,
            "not_established": self.not_established,
            "no_breach": self.no_breach,
            "ended_without_finding": self.ended,
        }

    @property
    def offences(self) -> list[tuple[str, ...]]:
        """The set of offences of each investigation into secrecy or bribery, the rarest first."""
        rarest: list[tuple[str, ...]] = [("bribery", "secrecy")] * self.both
        return rarest + [("bribery",)] * self.bribery + [("secrecy",)] * self.secrecy


CASES: dict[int, CaseYear] = {
    2015: CaseYear(17, 74, 6, 31, 36, 19, 0, 11, 39, 12, 7, 9),
    2016: CaseYear(20, 80, 4, 34, 39, 22, 0, 9, 42, 11, 8, 10),
    2017: CaseYear(19, 89, 0, 37, 41, 23, 0, 7, 47, 12, 7, 11),
    2018: CaseYear(21, 90, 0, 36, 40, 26, 0, 9, 45, 13, 8, 10),
    2019: CaseYear(16, 66, 2, 28, 31, 18, 1, 6, 34, 9, 6, 7),
    2020: CaseYear(10, 41, 2, 18, 19, 12, 1, 3, 22, 5, 4, 4),
    2021: CaseYear(10, 43, 2, 18, 20, 12, 2, 3, 23, 6, 3, 4),
    2022: CaseYear(12, 46, 2, 20, 21, 13, 3, 3, 24, 7, 4, 5),
    2023: CaseYear(12, 48, 3, 21, 22, 14, 2, 4, 26, 6, 5, 5),
    2024: CaseYear(11, 47, 3, 20, 22, 13, 2, 4, 25, 7, 4, 5),
    2025: CaseYear(13, 49, 2, 21, 23, 14, 2, 4, 26, 7, 5, 5),
}
"""Later years repeat the last one."""


@dataclass(frozen=True)
class ScreeningYear:
    """The trajectories started in one year, and those completed in it by result."""

    started: int
    positive: int
    conditional: int
    negative: int
    withdrawn: int
    discontinued: int

    @property
    def results(self) -> dict[str, int]:
        """How often each result is given."""
        return {
            "positive": self.positive,
            "conditional": self.conditional,
            "negative": self.negative,
            "withdrawn": self.withdrawn,
            "discontinued": self.discontinued,
        }


TAKEN_OVER = 393
"""Trajectories under way when the register was taken into use, started late in 2014."""

SCREENING: dict[int, ScreeningYear] = {
    2015: ScreeningYear(9_864, 9_121, 96, 198, 241, 46),
    2016: ScreeningYear(10_731, 9_968, 104, 214, 255, 47),
    2017: ScreeningYear(11_499, 10_648, 117, 233, 266, 52),
    2018: ScreeningYear(11_872, 11_089, 121, 241, 288, 55),
    2019: ScreeningYear(8_412, 8_243, 87, 169, 203, 40),
    2020: ScreeningYear(4_105, 4_041, 43, 83, 99, 19),
    2021: ScreeningYear(4_388, 4_107, 46, 88, 106, 21),
    2022: ScreeningYear(4_731, 4_465, 49, 95, 114, 22),
    2023: ScreeningYear(4_902, 4_580, 51, 99, 118, 23),
    2024: ScreeningYear(4_610, 4_358, 48, 93, 111, 22),
    2025: ScreeningYear(4_725, 4_454, 49, 95, 114, 22),
}
"""Later years repeat the last one."""
