"""Take the whole register of cases out as CSV: the same coded columns as the list's export."""

from audit.kinds import Kind
from cases.columns import CODED
from cases.filters import CountedFilter
from cases.models import Case
from office.exporting import ExportCommand


class Command(ExportCommand):
    help = "Write all cases as CSV, coded columns and machine values only, newest first. Counts the whole register."
    model = Case
    columns = CODED
    begun = Kind.CASES_EXPORT_BEGUN
    ended = Kind.CASES_EXPORT_ENDED
    filter_class = CountedFilter
    filters = ("recipient", "outcome", "unit", "category", "status")
    day = "received_on"
    year = "received_year"
