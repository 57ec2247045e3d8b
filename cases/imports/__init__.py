"""A register comes in: a file is read by a profile, held against the rules, and written in one transaction.

The way is `rows` (a row becomes an act), `gathering` (acts become cases, or are refused), `recognition` (cases that are
here already), `actions` (the rest is written). Nothing is written before everything has been read.
"""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.kinds import Kind
from cases.imports.actions import Overtaken, import_cases
from cases.imports.gathering import Gathered, doubts, gather
from cases.imports.recognition import differences, known
from cases.imports.rows import Act, RowReader
from cases.imports.vocabulary import Vocabulary
from lib import clock
from office import profiles
from office.importruns import Note, Summary, note, record_run
from office.profiles import Profile
from office.tabular import Table

__all__ = ["PROFILES", "Overtaken", "bring_in", "profile_named"]

PROFILES = Path(__file__).resolve().parent.parent / "profiles"


def profile_named(name: str) -> Profile:
    """The profile that ships under this name, or the file of this name. Raises BadProfile."""
    return profiles.load(name, PROFILES)


def bring_in(
    path: Path, profile: Profile, *, by: User | None = None, dry_run: bool = False, refused: Path | None = None
) -> Summary:
    """Import the file at `path`; in a dry run only say what would come of it.

    `by` becomes lead of each new case; a coordinator does not, for he works no case. Refused rows are written to the
    file `refused`. Raises BadProfile, Unreadable, Unwritable, and Overtaken or IntegrityError if another import
    came between; then nothing was imported.
    """
    started_at = clock.now()
    table = Table(path, delimiter=profile.delimiter, row_names=profile.row_names)
    vocabulary = Vocabulary()
    vocabulary.check(profile)
    reader = RowReader(table, profile, vocabulary)
    summary = Summary()
    gathered = gather(table, reader, profile, summary)
    if dry_run:
        # It tells which cases are known, so it is a look.
        log.read(by, Kind.CASES_IMPORT_TRIED, detail=_detail(table, profile, summary))
    new = _part_known(gathered, profile, summary, by)
    lead = by if by is not None and by.has_perm("cases.open_team") else None
    summary.warnings = [*_about_the_file(table, profile, by, lead), *summary.warnings]
    if refused is not None:
        table.write_refused(refused, _reasons(summary))
    if not dry_run:
        with log.acting(by, Kind.CASES_IMPORTED, detail=_detail(table, profile, summary)):
            run = record_run(by=by, profile=profile, sha256=table.sha256, started_at=started_at, summary=summary)
            import_cases(cases=new, run=run, vocabulary=vocabulary, by=by, lead=lead)
    return summary


def _detail(table: Table, profile: Profile, summary: Summary) -> dict[str, Any]:
    """What the log keeps of a file: which, read how, and what came of it so far."""
    return {
        "profile": profile.name,
        "sha256": table.sha256,
        "rows": summary.rows,
        "refused_rows": summary.refused_rows,
        "cases": summary.cases,
        "known_cases": summary.known_cases,
        "refused_cases": summary.refused_cases,
    }


def _part_known(gathered: Gathered, profile: Profile, summary: Summary, by: User | None) -> dict[str, list[Act]]:
    """The cases that are new. Of known ones only what differs is told: nothing else is done with their rows."""
    found = known(profile.register, gathered.cases, by)
    new = {number: acts for number, acts in gathered.cases.items() if number not in found}
    summary.cases, summary.known_cases = len(new), len(found)
    told = {act.row for acts in new.values() for act in acts}
    summary.warnings = [warning for warning in summary.warnings if warning.row in told]
    summary.warnings += [*doubts(new, profile), *differences(found, gathered.cases, profile)]
    summary.warnings.sort(key=lambda warning: warning.row or 0)
    return new


def _about_the_file(table: Table, profile: Profile, by: User | None, lead: User | None) -> list[Note]:
    notes = []
    left_out = [column for column in table.header if column and column not in profile.columns]
    if left_out:
        sentence = _("Columns left out, because the profile does not name them: %(columns)s.")
        notes.append(sentence % {"columns": ", ".join(left_out)})
    if table.encoding == "cp1252":
        notes.append(_("The file is not UTF-8: it was read as Windows-1252. Look at the letters with accents."))
    if by is not None and lead is None:
        notes.append(_("The cases have no lead: a coordinator works no case, and appoints one."))
    return [note(None, "", "", sentence) for sentence in notes]


def _reasons(summary: Summary) -> dict[int, str]:
    """Every refused row, with all that is wrong with it in one cell."""
    reasons: dict[int, list[str]] = {}
    for error in summary.errors:
        reason = f"{error.column}: {error.message}" if error.column else error.message
        reasons.setdefault(error.row or 0, []).append(reason)
    return {row: " | ".join(said) for row, said in reasons.items()}
