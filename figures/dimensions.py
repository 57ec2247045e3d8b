"""What the rows of a figure are told apart by: one column each, with the values it may have and their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cases.models.values import NOT_CONFIRMED, Body, Decision, Finding, Outcome, Recipient, SecrecyBribery, Track
from figures.basis import Basis
from lib.columns import Words, words_of
from office.labels import labels_of
from office.models import (
    Category,
    Cause,
    Ground,
    InformationSystem,
    Level,
    Occasion,
    Offence,
    RecipientType,
    SignalSource,
    Unit,
)
from screening.models.values import Result, SubjectGroup


@dataclass(frozen=True)
class Dimension:
    """One column of a figure's own unit.

    `always` are the values that a table shows even where nothing has them; of the others, those that occur.
    A column that holds a set counts a row under each member, so that the rows add to more than the total.
    """

    key: str
    label: str | Promise
    column: str
    words: Words
    column_of_all: str = ""
    """Read instead of `column` when every category counts."""
    always: tuple[str, ...] = ()
    is_set: bool = False

    def column_in(self, basis: Basis) -> str:
        """The column that fits the categories counted."""
        return self.column if basis.leaks_only else self.column_of_all or self.column

    def values_of(self, stored: str | None) -> list[str]:
        """The values that a row with this in its column counts under."""
        if self.is_set:
            return (stored or "").split()
        return [] if stored is None else [str(stored)]

    def condition(self, value: str, basis: Basis) -> Q:
        """The rows that count under `value`."""
        column = self.column_in(basis)
        return Q(**{f"{column}__contains": f" {value} "}) if self.is_set else Q(**{column: value})


def _established_recipient() -> Mapping[Any, Any]:
    return {**dict(Recipient.choices), NOT_CONFIRMED: pgettext("established recipient", "Nothing confirmed")}


def _established_system() -> Mapping[Any, Any]:
    return {**labels_of(InformationSystem)(), NOT_CONFIRMED: pgettext("established system", "Nothing confirmed")}


def _established_cause() -> Mapping[Any, Any]:
    return {**labels_of(Cause)(), NOT_CONFIRMED: pgettext("established cause", "Nothing confirmed")}


_KNOWN_RECIPIENTS = (Recipient.CRIMINAL.value, Recipient.NON_CRIMINAL.value)
_SECRECY_BRIBERY = (SecrecyBribery.SECRECY.value, SecrecyBribery.BRIBERY.value, SecrecyBribery.BOTH.value)


def _of_secrecy_bribery() -> Mapping[Any, Any]:
    return {value: SecrecyBribery(value).label for value in _SECRECY_BRIBERY}


def _results() -> Mapping[Any, Any]:
    return {value: label for value, label in Result.choices if value != Result.PENDING}


def _outcomes_given() -> Mapping[Any, Any]:
    return {value: label for value, label in Outcome.choices if value != Outcome.PENDING}


RECIPIENT = Dimension(
    "recipient",
    _("Alleged recipient"),
    "recipient",
    words_of(Recipient),
    always=(*_KNOWN_RECIPIENTS, Recipient.UNKNOWN.value),
)
RECIPIENT_TYPE = Dimension(
    "recipient_type", _("Alleged recipient, by type"), "recipient_type_id", labels_of(RecipientType)
)
UNIT = Dimension("unit", _("Unit"), "unit_id", labels_of(Unit))
CATEGORY = Dimension("category", _("Category, as alleged"), "category_id", labels_of(Category))
OUTCOME = Dimension(
    "outcome",
    _("Outcome"),
    "outcome_leak",
    words_of(Outcome),
    column_of_all="outcome",
    always=tuple(Outcome.values),
)
OUTCOME_GIVEN = Dimension(
    "outcome",
    _("Outcome"),
    "outcome_leak",
    _outcomes_given,
    column_of_all="outcome",
    always=(Outcome.CONFIRMED.value, Outcome.UNFOUNDED.value),
)
SUB_REASON = Dimension(
    "sub_reason",
    _("Outcome, with what stands under it"),
    "sub_reason_leak",
    words_of(Finding),
    column_of_all="sub_reason",
    always=tuple(Finding.values),
)
FINDING = Dimension("finding", _("Finding"), "finding", words_of(Finding), always=tuple(Finding.values))
ESTABLISHED_RECIPIENT = Dimension(
    "recipient",
    _("Established recipient"),
    "established_recipient_leak",
    _established_recipient,
    column_of_all="established_recipient",
    always=(*_KNOWN_RECIPIENTS, Recipient.UNKNOWN.value, NOT_CONFIRMED),
)
CAUSE = Dimension("cause", _("Established cause"), "established_cause", _established_cause)
SYSTEM = Dimension("system", _("Information system"), "established_system", _established_system)
TRACK = Dimension("track", _("Track"), "track", words_of(Track), always=tuple(Track.values))
BODY = Dimension("body", _("Investigating body"), "body", words_of(Body))
OFFENCES = Dimension("offence", _("Suspected offence"), "offence_set", labels_of(Offence), is_set=True)
SECRECY_BRIBERY = Dimension(
    "offence", _("Suspected offence"), "secrecy_bribery", _of_secrecy_bribery, always=_SECRECY_BRIBERY
)
SOURCE = Dimension("source", _("Source"), "source_id", labels_of(SignalSource))
DECISION = Dimension("decision", _("Decision"), "decision", words_of(Decision), always=tuple(Decision.values))
LEVEL = Dimension("level", _("Level"), "level_id", labels_of(Level))
OCCASION = Dimension("occasion", _("Occasion"), "occasion_id", labels_of(Occasion))
SUBJECT_GROUP = Dimension("subject_group", _("Subject group"), "subject_group", words_of(SubjectGroup))
RESULT = Dimension("result", _("Result"), "result", _results, always=tuple(_results()))
GROUND = Dimension("ground", _("Ground"), "ground_id", labels_of(Ground))
SWORN_IN_UNIT = Dimension("unit", _("Unit"), "sworn_in_unit_id", labels_of(Unit))

FILTERS = {dimension.key: dimension for dimension in (UNIT, CATEGORY, RECIPIENT)}
"""What a whole page may be narrowed to one value of; a figure whose rows do not have it says so."""
