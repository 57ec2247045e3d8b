"""The machine values of cases, with their labels. What an organisation may extend is a reference list instead."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

UNKNOWN_YEAR = 0
"""Stands in a year column for "it happened, and its date is not known"."""


class Recipient(models.TextChoices):
    """To what class of recipient the information is said to have gone."""

    CRIMINAL = "criminal", _("Criminal")
    NON_CRIMINAL = "non_criminal", _("Non-criminal")
    UNKNOWN = "unknown", pgettext_lazy("recipient", "Unknown")
    NONE = "none", _("No one: own use")


class Finding(models.TextChoices):
    """What was found of one allegation."""

    CONFIRMED = "confirmed", _("Confirmed")
    REFUTED = "refuted", _("Refuted")
    NOT_ESTABLISHED = "not_established", _("Not established")
    NO_BREACH = "no_breach", _("No breach")
    ENDED = "ended_without_finding", _("Ended without finding")
    PENDING = "pending", _("Pending")


class EndedReason(models.TextChoices):
    """Why an allegation ended without a finding."""

    NO_SUBJECT = "no_subject", _("No subject found")
    SUBJECT_LEFT = "subject_left", _("Subject left")
    NO_CAPACITY = "no_capacity", _("No capacity")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")
    UNKNOWN = "unknown", pgettext_lazy("reason", "Unknown")


class Outcome(models.TextChoices):
    """What became of a case, derived from its findings."""

    CONFIRMED = "confirmed", _("Confirmed")
    UNFOUNDED = "unfounded", _("Not confirmed")
    PENDING = "pending", _("Pending")


class Status(models.TextChoices):
    """How far a case has come, derived from its dated facts."""

    RECEIVED = "received", _("Received")
    INVESTIGATION = "investigation", _("Under investigation")
    CONCLUDED = "concluded", _("Concluded")
    CLOSED = "closed", _("Closed")


class Damage(models.TextChoices):
    """What the leak did."""

    UNKNOWN = "unknown", pgettext_lazy("damage", "Unknown")
    NONE = "none", pgettext_lazy("damage", "None")
    LIMITED = "limited", _("Limited")
    SERIOUS = "serious", _("Serious")
    BROKEN = "investigation_broken", _("Investigation broken")
    RISK = "safety_risk", _("Safety risk to a person")


class Track(models.TextChoices):
    """The kind of investigation."""

    ORIENTATION = "orientation", _("Orientation")
    DISCIPLINARY = "disciplinary", _("Disciplinary")
    CRIMINAL = "criminal", pgettext_lazy("track", "Criminal")


class Body(models.TextChoices):
    """Who investigates."""

    OWN = "own_office", _("Own office")
    OTHER = "other_office", _("Other office")
    RIJKSRECHERCHE = "rijksrecherche", _("National criminal investigation department")
    EXTERNAL = "external", _("External")


class SecrecyBribery(models.TextChoices):
    """Which of the two offences, breach of secrecy and bribery, an investigation suspects."""

    NEITHER = "neither", _("Neither")
    SECRECY = "secrecy", _("Breach of secrecy")
    BRIBERY = "bribery", _("Bribery")
    BOTH = "both", _("Both")


class TeamRole(models.TextChoices):
    """What a person does on a case."""

    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Member")
    REVIEWER = "reviewer", _("Reviewer")


class Decision(models.TextChoices):
    """What is done with a signal. Until somebody decides, it is undecided, and counted as such."""

    UNDECIDED = "undecided", _("Undecided")
    NO_ACTION = "no_action", _("No action")
    CONVERSATION = "conversation", _("Conversation with the manager")
    MERGED = "merged", _("Merged into a case")
    ORIENTATION = "orientation", _("Orientation")
    DISCIPLINARY = "disciplinary", _("Disciplinary")
    PROSECUTION = "prosecution", _("Referred to prosecution")


NOT_CONFIRMED = "not_confirmed"
"""Stands in an established column of a case in which nothing is confirmed."""
