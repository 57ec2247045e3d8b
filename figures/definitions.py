"""The yearly figures. Each number is defined here, once: page, list, file and command all read this registry.

Keys and names of breakdowns are the interface of the JSON and of `manage.py figures`.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cases.models.values import Outcome, Track
from figures import dimensions as by
from figures.figure import Counting, Edge, Figure, Part
from figures.units import (
    ACKNOWLEDGEMENT,
    ALLEGATION,
    CASE,
    CLOSURE,
    INVESTIGATION,
    PERSON,
    SESSION,
    SIGNAL,
    SUSPECT,
    TRAJECTORY,
)

_RECEIVED = _("Year received")
_CONCLUDED = _("Year concluded")
_STARTED = _("Year started")
_COMPLETED = _("Year completed")

RECEIVED = Figure(
    key="stock",
    label=_("Received"),
    unit=CASE,
    dated_by="received_on",
    dated_words=_RECEIVED,
    year="received_year",
    rule="",
    breakdowns=(),
)
CLOSED = Figure(
    key="stock",
    label=_("Closings"),
    unit=CLOSURE,
    dated_by="closed_on",
    dated_words=_("Year closed"),
    year="closed_year",
    rule="",
    breakdowns=(),
)
REOPENED = Figure(
    key="stock",
    label=_("Reopenings"),
    unit=CLOSURE,
    dated_by="reopened_on",
    dated_words=_("Year reopened"),
    year="reopened_year",
    rule="",
    breakdowns=(),
)
"""What comes and goes in the balance of open cases; `stock` counts them together."""

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
        key="subjects",
        label=_("People under suspicion of a leak"),
        label_of_all=_("People under suspicion"),
        unit=SUSPECT,
        dated_by="received_on",
        dated_words=_RECEIVED,
        year="received_year",
        rule=_(
            "Each identified person under suspicion counts once, in the year in which the first case about him in that "
            "year was received, under the unit alleged in it. Who is in cases of several years counts once over the "
            "period, so the years may add to more than the total. A person is recognised by the personnel number; "
            "without one, each case counts a person of its own. Who is not identified does not count."
        ),
        breakdowns=(by.UNIT,),
        counting=Counting.PERSONS,
    ),
    Figure(
        key="stock",
        label=_("Suspected leaks open, received and closed"),
        label_of_all=_("Suspicions open, received and closed"),
        unit=CASE,
        dated_by="received_on",
        dated_words=_("Year"),
        year="received_year",
        rule=_(
            "What was open at the start of a year, and what was received and reopened in it, less what was closed in "
            "it, is what was open at its end. A case that is closed and reopened counts at each of these. A case taken "
            "over from another register is open until it is closed here. Of the running year, the end is the day on "
            "which the number was known."
        ),
        breakdowns=(),
        parts=(
            Part("open_at_start", _("Open at the start"), edge=Edge.START),
            Part("received", _("Received"), flow=RECEIVED),
            Part("reopened", _("Reopened"), flow=REOPENED),
            Part("closed", _("Closed"), flow=CLOSED),
            Part("open_at_end", _("Open at the end"), edge=Edge.END),
        ),
        counting=Counting.BALANCE,
    ),
    Figure(
        key="lead_time",
        label=_("Days from receipt to closing, suspected leaks"),
        label_of_all=_("Days from receipt to closing"),
        unit=CASE,
        dated_by="closed_on",
        dated_words=_("Year closed"),
        year="closed_year",
        rule=_(
            "Of the cases that were closed in a year and are closed still, the number of days within which half of "
            "them were closed (the median), and nine in ten (the 90th percentile), counted from receipt. Over several "
            "years it is taken from all of their cases together, and is no mean of the years. A case that was reopened "
            "counts in the year of its last closing."
        ),
        breakdowns=(),
        parts=(
            Part(
                "median",
                _("Days to closing, median"),
                share=0.5,
                counted=ngettext_lazy(
                    "%(count)s suspicion closed: median %(sum)s days",
                    "%(count)s suspicions closed: median %(sum)s days",
                    "number",
                ),
            ),
            Part(
                "p90",
                _("Days to closing, 90th percentile"),
                share=0.9,
                counted=ngettext_lazy(
                    "%(count)s suspicion closed: 90th percentile %(sum)s days",
                    "%(count)s suspicions closed: 90th percentile %(sum)s days",
                    "number",
                ),
            ),
        ),
        counting=Counting.QUANTILES,
        ordered="lead_days",
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
