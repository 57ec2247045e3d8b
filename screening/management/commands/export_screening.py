"""Take the whole register of trajectories out as CSV: the same coded columns as the list's export."""

from audit.kinds import Kind
from office.exporting import ExportCommand
from screening.columns import CODED
from screening.filters import CountedFilter
from screening.models import Trajectory


class Command(ExportCommand):
    help = "Write all trajectories as CSV, coded columns and machine values only, newest first. The whole register."
    model = Trajectory
    columns = CODED
    begun = Kind.SCREENING_EXPORT_BEGUN
    ended = Kind.SCREENING_EXPORT_ENDED
    filter_class = CountedFilter
    filters = ("level", "occasion", "subject_group", "stage", "result")
    day = "started_on"
    year = "started_year"
