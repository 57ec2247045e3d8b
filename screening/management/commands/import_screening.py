"""Import screening trajectories from a file."""

from screening.imports.command import EXIT_STATUS, ImportCommand
from screening.imports.trajectories import TrajectoryImport


class Command(ImportCommand):
    help = f"Import screening trajectories from a CSV file. {EXIT_STATUS}"
    kind = TrajectoryImport
