"""The steps of those who work on a case: allegations, findings, investigations and corrections."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import access, actions, rules
from cases.forms import (
    AddAllegationForm,
    CorrectAllegationForm,
    CorrectCaseForm,
    EndForm,
    FindingForm,
    InvestigationForm,
    SubjectForm,
    alleged_of,
)
from cases.models import Allegation, Investigation
from cases.overview import alleged_rows
from cases.signals import access as signals
from cases.signals.rules import track_of
from cases.views.steps import CaseStep
from cases.words import Words


class CorrectCase(CaseStep):
    """Correct the day of receipt or the summary."""

    form_class = CorrectCaseForm
    title = _("Correct the facts of the case")
    intro = _("The reference stays as it was given, also if the year of receipt changes.")
    button = _("Save the correction")
    done = _("Corrected. What stood there before is kept in the timeline.")

    def check(self) -> None:
        rules.check_not_closed(self.case)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"case": self.case}

    def act(self, answers: dict[str, Any]) -> None:
        actions.correct_case(case=self.case, by=self.user, **answers)


class AddAllegation(CaseStep):
    """Add an allegation: another act, category or subject in the same course of conduct."""

    template = "cases/allegation_new.html"
    form_class = AddAllegationForm
    title = _("Add an allegation")
    intro = _("One alleged act by one person in one category. It gets a finding of its own.")
    button = _("Add the allegation")
    done = _("The allegation is added. It is open until it has a finding.")

    def check(self) -> None:
        rules.check_not_closed(self.case)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"case": self.case}

    def act(self, answers: dict[str, Any]) -> None:
        identity = {"name": answers["name"], "number": answers["number"]}
        actions.add_allegation(case=self.case, by=self.user, **identity, **alleged_of(answers))

    def written(self) -> Iterable[str]:
        return [*super().written(), *access.narrative_of(self.case)]


class AllegationStep(CaseStep):
    """A step on one allegation, with what is alleged beside the form."""

    allegation: Allegation

    def fetch(self, reference: str, key: str = "") -> None:
        self.allegation = access.work_allegation(self.user, reference, key, to_act=self.to_act)
        self.case = self.allegation.case

    def form_arguments(self) -> Mapping[str, Any]:
        return {"allegation": self.allegation}

    def beside(self) -> dict[str, Any]:
        rows = alleged_rows(self.allegation, Words())
        return {**super().beside(), "allegation": self.allegation, "rows": rows}


class CorrectAllegation(AllegationStep):
    """Correct what is alleged, until the finding."""

    template = "cases/allegation_correct.html"
    form_class = CorrectAllegationForm
    title = _("Correct what is alleged")
    intro = _("Possible until the finding. The figures count the corrected value from today on.")
    button = _("Save the correction")
    done = _("Corrected. What stood there before is kept in the timeline.")

    def check(self) -> None:
        rules.check_can_correct(self.allegation)

    def act(self, answers: dict[str, Any]) -> None:
        actions.correct_allegation(
            allegation=self.allegation, by=self.user, reason=answers["reason"], **alleged_of(answers)
        )


class IdentifySubject(AllegationStep):
    """Say who the subject is: from then on that person's own wall holds."""

    form_class = SubjectForm
    title = _("Say who the person concerned is")
    intro = _("Stored encrypted. With a personnel number the case does not exist for this person from now on.")
    button = _("Save")
    done = _("The identity is stored.")

    def check(self) -> None:
        rules.check_not_closed(self.case)

    def act(self, answers: dict[str, Any]) -> None:
        actions.identify_subject(allegation=self.allegation, by=self.user, **answers)

    def written(self) -> Iterable[str]:
        """What was written before too: only now it is known whom it names."""
        return [*super().written(), *access.narrative_of(self.case)]


class RecordFinding(AllegationStep):
    """Record what was found of an allegation, or change it with a reason."""

    template = "cases/finding.html"
    form_class = FindingForm
    title = _("Record a finding")
    intro = _("Set by the competent authority, after the person concerned was heard.")
    button = _("Record the finding")
    done = _("The finding is recorded.")

    def check(self) -> None:
        rules.check_not_closed(self.case)

    def act(self, answers: dict[str, Any]) -> None:
        actions.record_finding(allegation=self.allegation, by=self.user, **answers)


class StartInvestigation(CaseStep):
    """Start an investigation in one track."""

    form_class = InvestigationForm
    title = _("Start an investigation")
    intro = _("One track by one body. A case may have several, side by side or one after the other.")
    button = _("Start the investigation")
    done = _("The investigation is started.")

    def check(self) -> None:
        rules.check_not_closed(self.case)

    def form_arguments(self) -> Mapping[str, Any]:
        # What was decided on its signal says which track comes next.
        return {"initial": {"track": track_of(signals.of_case(self.user, self.case))}}

    def act(self, answers: dict[str, Any]) -> None:
        actions.start_investigation(case=self.case, by=self.user, **answers)


class EndInvestigation(CaseStep):
    """End an investigation."""

    form_class = EndForm
    title = _("End the investigation")
    button = _("End the investigation")
    done = _("The investigation has ended.")

    investigation: Investigation

    def fetch(self, reference: str, key: str = "") -> None:
        self.investigation = access.work_investigation(self.user, reference, key, to_act=self.to_act)
        self.case = self.investigation.case

    def check(self) -> None:
        rules.check_can_end(self.investigation)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"investigation": self.investigation}

    def act(self, answers: dict[str, Any]) -> None:
        actions.end_investigation(investigation=self.investigation, by=self.user, **answers)
