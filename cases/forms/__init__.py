"""Forms of cases. They hold what was typed against `rules.py`; the actions ask the same rules again."""

from cases.forms.alleged import AddAllegationForm, CorrectAllegationForm, LogForm, SubjectForm, alleged_of
from cases.forms.finding import FindingForm
from cases.forms.steps import (
    CorrectCaseForm,
    EndForm,
    InvestigationForm,
    ProposalForm,
    ReasonForm,
)
from cases.forms.team import GrantForm, LeadForm, RecuseForm, WallForm

__all__ = [
    "AddAllegationForm",
    "CorrectAllegationForm",
    "CorrectCaseForm",
    "EndForm",
    "FindingForm",
    "GrantForm",
    "InvestigationForm",
    "LeadForm",
    "LogForm",
    "ProposalForm",
    "ReasonForm",
    "RecuseForm",
    "SubjectForm",
    "WallForm",
    "alleged_of",
]
