"""The columns of trajectories, each said once: the screen list and the CSV read them here.

`CODED` is exactly what a person who may count but not open sees, and what a file holds. `OPENED` stands on the screen
of those who open trajectories, and never in a file.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from lib.columns import Column, words_of
from office.labels import labels_of
from office.models import Ground, Level, Occasion, Unit
from screening.models.values import Result, StageKind, SubjectGroup

REFERENCE = Column("reference", _("Reference"), "reference", sort="reference", kind="reference")
STARTED_ON = Column("started_on", _("Started on"), "started_on", sort="started_on", kind="date")
COMPLETED_ON = Column("completed_on", _("Completed on"), "completed_on", kind="date")
LEVEL = Column("level", _("Level"), "level_id", words=labels_of(Level))
OCCASION = Column("occasion", _("Occasion"), "occasion_id", words=labels_of(Occasion))
SUBJECT_GROUP = Column("subject_group", _("Subject group"), "subject_group", words=words_of(SubjectGroup))
STAGE = Column("stage", _("Stage"), "stage", words=words_of(StageKind), kind="stage")
STAGE_ON = Column("stage_on", _("Since"), "stage_on", kind="date")
RESULT = Column("result", _("Result"), "result", words=words_of(Result), kind="mark")
GROUND = Column("ground", _("Ground"), "ground_id", words=labels_of(Ground))

FUNCTION = Column("function", _("Function"), "function")
UNIT = Column("unit", _("Unit"), "unit_id", words=labels_of(Unit))
OFFICER = Column("officer", _("Screening officer"), "officer__name")
DUE_ON = Column("due_on", _("Next due"), "due_on", kind="date")
RENEWAL_ON = Column("renewal_on", _("Renewal due"), "renewal_on", sort="renewal_on", kind="date")

CODED: Sequence[Column] = (
    REFERENCE,
    STARTED_ON,
    COMPLETED_ON,
    LEVEL,
    OCCASION,
    SUBJECT_GROUP,
    STAGE,
    STAGE_ON,
    RESULT,
    GROUND,
)
OPENED: Sequence[Column] = (*CODED, FUNCTION, UNIT, OFFICER, DUE_ON)
RENEWED: Sequence[Column] = (replace(REFERENCE, sort=""), LEVEL, FUNCTION, UNIT, RENEWAL_ON)
"""The due list of renewals, on the screen of those who open trajectories: ordered by that day alone."""
