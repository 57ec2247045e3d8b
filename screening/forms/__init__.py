"""Forms of screening. They hold what was typed against `rules.py`; the actions ask the same rules again."""

from screening.forms.correct import CorrectForm
from screening.forms.duty import AssessForm, DutyForm
from screening.forms.start import RenewForm, StartForm
from screening.forms.steps import CompleteForm, EndRenewalForm, ObjectionForm, OfficerForm, StageForm
from screening.forms.walls import LiftForm, WallForm

__all__ = [
    "AssessForm",
    "CompleteForm",
    "CorrectForm",
    "DutyForm",
    "EndRenewalForm",
    "LiftForm",
    "ObjectionForm",
    "OfficerForm",
    "RenewForm",
    "StageForm",
    "StartForm",
    "WallForm",
]
