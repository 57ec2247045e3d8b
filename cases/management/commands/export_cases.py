"""Take the whole register of cases out as CSV: the same coded columns as the list's export."""

from cases.columns import CODED
from cases.filters import CountedFilter
from cases.models import Case
from lib.exporting import ExportCommand


class Command(ExportCommand):
    help = "Write all cases as CSV, coded columns and machine values only, newest first. Counts the whole register."
    model = Case
    columns = CODED
    filter_class = CountedFilter
    filters = ("recipient", "outcome", "unit", "category", "status")
    day = "received_on"
    year = "received_year"
