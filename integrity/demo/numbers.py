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
    2019: CaseYear(11, 44, 1, 19, 20, 12, 1, 4, 21, 6, 4, 5),
    2020: CaseYear(6, 26, 1, 11, 12, 7, 1, 2, 13, 3, 2, 3),
    2021: CaseYear(6, 27, 1, 11, 12, 8, 1, 2, 14, 4, 2, 3),
    2022: CaseYear(7, 28, 1, 12, 12, 8, 2, 2, 14, 4, 3, 3),
    2023: CaseYear(7, 30, 2, 13, 13, 9, 1, 3, 16, 4, 3, 3),
    2024: CaseYear(7, 29, 2, 12, 13, 8, 2, 3, 15, 4, 3, 3),
    2025: CaseYear(8, 30, 1, 13, 14, 8, 1, 3, 16, 4, 3, 3),
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
    2019: ScreeningYear(3_412, 3_243, 87, 169, 203, 40),
    2020: ScreeningYear(1_605, 1_541, 43, 83, 99, 19),
    2021: ScreeningYear(1_888, 1_607, 46, 88, 106, 21),
    2022: ScreeningYear(2_231, 1_965, 49, 95, 114, 22),
    2023: ScreeningYear(2_402, 2_080, 51, 99, 118, 23),
    2024: ScreeningYear(2_110, 1_858, 48, 93, 111, 22),
    2025: ScreeningYear(2_225, 1_954, 49, 95, 114, 22),
}
"""Later years repeat the last one."""
