"""Import screening trajectories from a file."""

from office.importing import EXIT_STATUS
from screening.imports.command import ImportCommand
from screening.imports.trajectories import TrajectoryImport


class Command(ImportCommand):
    help = f"Import screening trajectories from a CSV file. {EXIT_STATUS}"
    kind = TrajectoryImport
