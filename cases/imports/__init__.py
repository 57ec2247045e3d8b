"""A register comes in: a file is read by a profile, held against the rules, and written in one transaction.

The way is `rows` (a row becomes an act), `gathering` (acts are put together, or refused), `building` (the records they
come to), `recognition` (cases that are here already), `actions` (the rest is written). Nothing is written before
everything has been read.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.kinds import Kind
from cases.facts import outcome_of
from cases.imports.actions import import_cases
from cases.imports.gathering import CaseSummary, Gathered, doubts, gather
from cases.imports.recognition import differences, known
from cases.imports.rows import Act, RowReader
from cases.imports.vocabulary import Vocabulary
from office.importing import Import, Yearly
from office.importrows import NEW
from office.models import FileKind, ImportRun
from office.profiles import Profile
from office.tabular import Source

__all__ = ["PROFILES", "CaseImport", "CaseSummary"]

PROFILES = Path(__file__).resolve().parent.parent / "profiles"


class CaseImport(Import):
    """A file of allegations, which come in as cases.

    Who brings it in becomes lead of each new case; a coordinator does not, for he works no case.
    """

    file_kind, dated = FileKind.CASES, "received_on"
    tried, imported = Kind.CASES_IMPORT_TRIED, Kind.CASES_IMPORTED
    summary: CaseSummary

    def __init__(self, source: Path | Source, profile: Profile, *, by: User | None, **how: Any) -> None:
        super().__init__(source, profile, by=by, **how)
        self.summary = CaseSummary()
        self._vocabulary = Vocabulary()
        self._vocabulary.check(profile)
        self._reader = RowReader(self.table, profile, self._vocabulary)
        self._lead = by if by is not None and by.has_perm("cases.open_team") else None
        self._gathered = Gathered()
        self._new: dict[str, list[Act]] = {}

    def read(self) -> None:
        self._gathered = gather(self.table, self._reader, self.profile, self.summary)

    def compare(self) -> None:
        """Of known cases only what differs is told: nothing else is done with their rows."""
        summary, cases = self.summary, self._gathered.cases
        found = known(self.profile.register, cases, self.by)
        new = {number: acts for number, acts in cases.items() if number not in found}
        summary.cases, summary.known_cases = len(new), len(found)
        told = {act.row for acts in new.values() for act in acts}
        summary.warnings = [warning for warning in summary.warnings if warning.row in told]
        summary.warnings += [*doubts(new, self.profile), *differences(found, cases, self.profile, self._vocabulary)]
        summary.warnings.sort(key=lambda warning: warning.row or 0)
        self._new = new

    def yearly(self) -> Yearly:
        """New cases by the year of receipt, and how many of them have which outcome."""
        years: dict[int, Counter[str]] = {}
        for acts in self._new.values():
            counts = years.setdefault(min(act.received_on for act in acts).year, Counter())
            counts[NEW] += 1
            counts[outcome_of(act.coded.finding for act in acts)] += 1
        return {year: dict(counts) for year, counts in sorted(years.items())}

    def about_the_file(self) -> list[str]:
        said = super().about_the_file()
        if self.by is not None and self._lead is None:
            said.append(_("The cases have no lead: a coordinator works no case, and appoints one."))
        return said

    def write(self, run: ImportRun) -> None:
        import_cases(cases=self._new, run=run, vocabulary=self._vocabulary, by=self.by, lead=self._lead)
