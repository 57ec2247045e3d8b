"""Plain files: the template of each kind is a file that its own profile reads."""

from pathlib import Path

import pytest

from office.importing import Import
from office.profiles import load, template
from screening.imports import PROFILES
from screening.imports.code import CodeImport
from screening.imports.oaths import OathImport
from screening.imports.staff import StaffImport
from screening.imports.training import TrainingImport
from screening.imports.trajectories import TrajectoryImport
from screening.models import Trajectory
from tests.support.incoming import CODE, OATHS, STAFF, TRAINING, bring, write

pytestmark = pytest.mark.django_db

TRAJECTORY = {
    "number": "A-1",
    "name": "A. Bos",
    "personnel_number": "100",
    "unit": "Harbour",
    "started_on": "2019-01-02",
    "level": "security_a",
    "occasion": "initial",
    "subject_group": "candidate",
}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (TrajectoryImport, "trajectories"),
        (StaffImport, "staff"),
        (OathImport, "oaths"),
        (CodeImport, "code"),
        (TrainingImport, "training"),
    ],
)
def test_the_template_of_each_kind_is_read_by_its_profile(tmp_path: Path, kind: type[Import], name: str) -> None:
    header = template(name, PROFILES)
    path = write(tmp_path / "plain.csv", header, [{header[0]: "1"}])
    coming = kind(path, load(name, PROFILES), by=None)
    assert coming.about_the_file() == []
    assert coming.table.header == header
    columns = {"staff": STAFF, "oaths": OATHS, "code": CODE, "training": TRAINING}.get(name, header)
    assert sorted(columns) == sorted(header)


def test_a_plain_file_of_trajectories_comes_in(tmp_path: Path) -> None:
    done = {**TRAJECTORY, "number": "A-2", "personnel_number": "", "completed_on": "2019-02-01", "result": "positive"}
    path = write(tmp_path / "plain.csv", template("trajectories", PROFILES), [TRAJECTORY, done])
    summary = bring(TrajectoryImport, path, "trajectories")
    assert (summary.trajectories, summary.errors, summary.warnings) == (2, [], [])
    first, second = Trajectory.objects.order_by("register_number")
    assert (first.result, first.number, first.unit.label_en, first.register_number) == (
        "pending",
        "100",
        "Harbour",
        "A-1",
    )
    assert (second.result, second.stage, second.number) == ("positive", "decision", "")
    assert bring(TrajectoryImport, path, "trajectories").known_trajectories == 2
