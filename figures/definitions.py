"""The yearly figures. Each number is defined here, once: page, list, file and command all read this registry.

Keys and names of breakdowns are the interface of the JSON and of `manage.py figures`.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cases.models.values import Outcome, Track
from figures import dimensions as by
from figures.basis import Basis, Categories, Choice
from figures.dimensions import Dimension
from figures.units import (
    ACKNOWLEDGEMENT,
    ALLEGATION,
    CASE,
    INVESTIGATION,
    PERSON,
    SESSION,
    SIGNAL,
    TRAJECTORY,
    Conditions,
    Unit,
)

Wording = str | Promise


@dataclass(frozen=True)
class Part:
    """One of the numbers of a figure that has several; each stands apart, and they are never added."""

    key: str
    label: Wording
    summed: str = ""
    """The column of the unit's rows that is added up; empty where the rows are counted."""
    counted: Any = None
    """For a sum, the lazy plural sentence of a number of rows, with what they add up to as `sum`."""


@dataclass(frozen=True)
class Figure:
    """A defined yearly count.

    It counts rows of `unit` in the year of `dated_by`, where each dimension of `where` has one of its values. `rule`
    says so in full sentences; it stands under every number.
    """

    key: str
    label: Wording
    unit: Unit
    dated_by: str
    dated_words: Wording
    year: str
    """The stored column with the year of `dated_by`."""
    rule: Wording
    breakdowns: tuple[Dimension, ...]
    where: tuple[tuple[Dimension, tuple[str, ...]], ...] = ()
    parts: tuple[Part, ...] = ()
    """Its numbers where it has several; the list behind each of them holds the same rows."""
    label_of_all: Wording = ""
    """The label when every category counts, where it differs."""
    every_category: bool = False
    """Whether it counts in all categories, whatever is asked."""
    may_be_undated: bool = False
    """Whether its date may be unknown; what is undated stands apart, in no year and not in the total."""

    def settled(self, basis: Basis) -> Basis:
        """What this figure counts in, of what is asked."""
        return replace(basis, categories=Categories.ALL) if self.every_category else basis

    def conditions(self, basis: Basis) -> Conditions:
        """The values that each column of a counted row has."""
        basis = self.settled(basis)
        own = {dimension.column_in(basis): values for dimension, values in self.where}
        return {**self.unit.population(basis), **own}

    def label_in(self, basis: Basis) -> str:
        """What it is called, by the categories counted."""
        return str(self.label if self.settled(basis).leaks_only else self.label_of_all or self.label)

    def rules_in(self, basis: Basis) -> list[str]:
        """Its counting rule in sentences: what it counts, and in which categories."""
        return [str(self.rule), *map(str, self._counted_in(self.settled(basis)))]

    def _counted_in(self, basis: Basis) -> list[Wording]:
        """What a reader chose that it counts in, where its register leaves a choice."""
        choice = self.unit.register.choice
        if choice is None:
            return []
        if choice is Choice.CERTIFICATES:
            return [WITH_CERTIFICATES if basis.certificates else WITHOUT_CERTIFICATES]
        if self.every_category:
            return [IN_EVERY_CATEGORY]
        return [IN_LEAKS[self.unit.key] if basis.leaks_only else IN_ALL]

    def breakdown(self, key: str) -> Dimension:
        """Its breakdown under this key. Raises KeyError."""
        return {dimension.key: dimension for dimension in self.breakdowns}[key]

    def part(self, key: str) -> Part:
        """Its part under this key. Raises KeyError."""
        return {part.key: part for part in self.parts}[key]


IN_LEAKS = {
    CASE.key: _("Only leaks count: cases with at least one allegation in a category that is marked as a leak."),
    ALLEGATION.key: _("Only leaks count: allegations in a category that is marked as a leak."),
    INVESTIGATION.key: _("Only leaks count: investigations in cases with at least one allegation that is a leak."),
}
IN_ALL = _("All categories of breaches of integrity count, leaks and others.")
IN_EVERY_CATEGORY = _("It counts in all categories, whichever are chosen above.")
WITHOUT_CERTIFICATES = _("Checks for a certificate of conduct are no screening and are left out.")
WITH_CERTIFICATES = _("Checks for a certificate of conduct are counted too.")

_RECEIVED = _("Year received")
_CONCLUDED = _("Year concluded")
_STARTED = _("Year started")
_COMPLETED = _("Year completed")

FIGURES: tuple[Figure, ...] = (
    Figure(
        key="signals",
        label=_("Signals"),
        unit=SIGNAL,
        dated_by="received_on",
        dated_words=_RECEIVED,
        year="received_year",
        rule=_(
            "Each signal counts once, in the year in which it was received, with the decision on it as known now, "
            "whatever it is about. Undecided means that nobody has decided yet. A signal is an indication and no case: "
            "several may be merged into one, and of many comes none, so do not divide it by suspicions."
        ),
        breakdowns=(by.SOURCE, by.DECISION),
    ),
    Figure(
        key="suspicions",
        label=_("Suspected leaks"),
        label_of_all=_("Suspicions"),
        unit=CASE,
        dated_by="received_on",
        dated_words=_RECEIVED,
        year="received_year",
        rule=_(
            "Each case counts once, in the year in which its first report was received; a case stays in that year when "
            "it is reopened. Recipient, unit and category are those alleged in its principal allegation, and are not "
            "established. Cases registered in error are left out."
        ),
        breakdowns=(by.RECIPIENT, by.RECIPIENT_TYPE, by.UNIT, by.CATEGORY),
    ),
    Figure(
        key="outcomes",
        label=_("Outcomes of suspected leaks"),
        label_of_all=_("Outcomes of suspicions"),
        unit=CASE,
        dated_by="received_on",
        dated_words=_RECEIVED,
        year="received_year",
        rule=_(
            "Each case counts once, in the year in which it was received, with its outcome as known now. Confirmed "
            "means that at least one allegation is confirmed; pending, that none is and at least one is still open; "
            "not confirmed, that all are concluded and none is confirmed. Not confirmed is not the same as refuted: "
            "under it stands the finding on the principal allegation. The share confirmed is that among the cases "
            "concluded, which are those confirmed and those not confirmed; pending cases are left out of it."
        ),
        breakdowns=(by.OUTCOME, by.SUB_REASON, by.UNIT),
    ),
    Figure(
        key="findings",
        label=_("Findings on suspected leaks"),
        label_of_all=_("Findings"),
        unit=ALLEGATION,
        dated_by="received_on",
        dated_words=_RECEIVED,
        year="received_year",
        rule=_(
            "Each allegation counts once, in the year in which its case was received, with its finding as known now. A "
            "case may have several allegations. Allegations of cases registered in error are left out."
        ),
        breakdowns=(by.FINDING, by.CATEGORY),
    ),
    Figure(
        key="concluded",
        label=_("Suspected leaks concluded"),
        label_of_all=_("Suspicions concluded"),
        unit=CASE,
        dated_by="concluded_on",
        dated_words=_CONCLUDED,
        year="concluded_year",
        rule=_(
            "Each case counts once, in the year of the latest finding on its allegations, when none is open any more. "
            "Recipients are those established. Cases of which the date of a finding is unknown stand apart: they are "
            "in no year and not in the total."
        ),
        breakdowns=(by.OUTCOME_GIVEN, by.ESTABLISHED_RECIPIENT),
        may_be_undated=True,
    ),
    Figure(
        key="causes",
        label=_("Causes of confirmed leaks"),
        label_of_all=_("Causes of confirmed breaches"),
        unit=CASE,
        dated_by="concluded_on",
        dated_words=_CONCLUDED,
        year="concluded_year",
        rule=_(
            "Each concluded case with the outcome confirmed counts once, in the year of the latest finding on its "
            "allegations. Cause and system are those established in its first confirmed allegation. Cases of which the "
            "date of a finding is unknown stand apart: they are in no year and not in the total."
        ),
        where=((by.OUTCOME, (Outcome.CONFIRMED.value,)),),
        breakdowns=(by.CAUSE, by.SYSTEM),
        may_be_undated=True,
    ),
    Figure(
        key="investigations",
        label=_("Investigations into suspected leaks"),
        label_of_all=_("Investigations"),
        unit=INVESTIGATION,
        dated_by="started_on",
        dated_words=_STARTED,
        year="started_year",
        rule=_(
            "Each investigation counts once, in the year in which it started, in its own track. A case with two tracks "
            "has two investigations. An investigation may suspect several offences."
        ),
        breakdowns=(by.TRACK, by.OFFENCES, by.BODY),
    ),
    Figure(
        key="secrecy_bribery",
        label=_("Investigations into breach of secrecy and bribery"),
        unit=INVESTIGATION,
        dated_by="started_on",
        dated_words=_STARTED,
        year="started_year",
        rule=_(
            "Each disciplinary or criminal investigation that suspects breach of professional secrecy, bribery or both "
            "counts once, in the year in which it started. Do not divide it by suspicions: that is another unit."
        ),
        where=(
            (by.TRACK, (Track.DISCIPLINARY.value, Track.CRIMINAL.value)),
            (by.SECRECY_BRIBERY, by.SECRECY_BRIBERY.always),
        ),
        breakdowns=(by.SECRECY_BRIBERY,),
        every_category=True,
    ),
    Figure(
        key="screening_started",
        label=_("Screening trajectories started"),
        unit=TRAJECTORY,
        dated_by="started_on",
        dated_words=_STARTED,
        year="started_year",
        rule=_("Each trajectory counts once, in the year in which its request was received."),
        breakdowns=(by.LEVEL, by.OCCASION, by.SUBJECT_GROUP),
    ),
    Figure(
        key="screening_completed",
        label=_("Screening trajectories completed"),
        unit=TRAJECTORY,
        dated_by="completed_on",
        dated_words=_COMPLETED,
        year="completed_year",
        rule=_(
            "Each trajectory counts once, in the year of the first decision on it; the result of an objection does not "
            "change it. Those completed in a year are not those started in it, so no rate follows from the two."
        ),
        breakdowns=(by.RESULT, by.LEVEL, by.SUBJECT_GROUP),
    ),
    Figure(
        key="screening_negative",
        label=_("Screening trajectories completed negative"),
        unit=TRAJECTORY,
        dated_by="completed_on",
        dated_words=_COMPLETED,
        year="completed_year",
        rule=_(
            "Each trajectory with a negative first decision counts once, in the year of that decision. Withdrawn is "
            "not negative. Those completed in a year are not those started in it, so this is no part of the number "
            "started."
        ),
        where=((by.RESULT, ("negative",)),),
        breakdowns=(by.GROUND,),
    ),
    Figure(
        key="sworn_in",
        label=_("People sworn in"),
        unit=PERSON,
        dated_by="sworn_in_on",
        dated_words=_("Year sworn in"),
        year="sworn_in_year",
        rule=_(
            "Each person counts once, in the year in which the oath or promise was taken, whichever of the two it was. "
            "The unit is that of the day."
        ),
        breakdowns=(by.SWORN_IN_UNIT,),
    ),
    Figure(
        key="code_acknowledged",
        label=_("People who acknowledged the professional code"),
        unit=ACKNOWLEDGEMENT,
        dated_by="acknowledged_on",
        dated_words=_("Year acknowledged"),
        year="acknowledged_year",
        rule=_(
            "Each person counts once in a year, however many editions of the professional code were acknowledged in "
            "it, with the unit of the first day. Over several years a person may so count more than once. "
            "Acknowledgements recorded in error are left out."
        ),
        breakdowns=(by.UNIT,),
    ),
    Figure(
        key="training",
        label=_("Training with dilemmas"),
        unit=SESSION,
        dated_by="held_on",
        dated_words=_("Year held"),
        year="held_year",
        rule=_(
            "Each session counts once, in the year in which it was held, under the unit that it was held for. "
            "Attendances are the numbers attending added up: who came to two sessions counts twice, so they are no "
            "number of people. Sessions registered in error are left out."
        ),
        parts=(
            Part("sessions", _("Training sessions")),
            Part(
                "attendances",
                _("Attendances at training sessions"),
                summed="attending",
                counted=ngettext_lazy(
                    "%(count)s training session with an attendance of %(sum)s",
                    "%(count)s training sessions with an attendance of %(sum)s",
                    "number",
                ),
            ),
        ),
        breakdowns=(by.UNIT,),
    ),
)

BY_KEY = {figure.key: figure for figure in FIGURES}
