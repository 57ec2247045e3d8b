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
    2019: CaseYear(18, 73, 3, 31, 34, 20, 2, 7, 38, 10, 7, 8),
    2020: CaseYear(13, 56, 2, 23, 25, 17, 2, 4, 29, 7, 5, 5),
    2021: CaseYear(14, 59, 3, 25, 27, 17, 3, 4, 31, 8, 5, 6),
    2022: CaseYear(16, 63, 2, 27, 29, 18, 3, 4, 33, 9, 6, 7),
    2023: CaseYear(17, 66, 3, 29, 31, 18, 3, 5, 35, 9, 6, 7),
    2024: CaseYear(15, 64, 3, 27, 30, 18, 3, 4, 34, 9, 6, 6),
    2025: CaseYear(18, 67, 3, 29, 31, 20, 3, 5, 36, 10, 6, 7),
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
    2019: ScreeningYear(10_612, 10_023, 110, 213, 256, 50),
    2020: ScreeningYear(7_418, 7_038, 77, 149, 179, 35),
    2021: ScreeningYear(7_866, 7_374, 82, 158, 190, 37),
    2022: ScreeningYear(8_243, 7_722, 86, 166, 199, 39),
    2023: ScreeningYear(8_417, 7_929, 88, 169, 203, 40),
    2024: ScreeningYear(8_094, 7_634, 84, 163, 195, 38),
    2025: ScreeningYear(8_231, 7_725, 86, 165, 198, 39),
}
"""Later years repeat the last one."""
