"""The machine values of screening, with their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubjectGroup(models.TextChoices):
    """Whom a trajectory concerns."""

    CANDIDATE = "candidate", _("Candidate")
    STAFF = "staff", _("Staff")
    EXTERNAL = "external", pgettext_lazy("subject group", "External")
    VOLUNTEER = "volunteer", _("Volunteer")


class StageKind(models.TextChoices):
    """The stages of a trajectory, in their usual order."""

    REQUESTED = "requested", _("Requested")
    FORM = "form_received", _("Form received")
    FILES = "file_checks", _("File checks")
    REFERENCES = "references", _("References")
    INTERVIEW = "interview", _("Interview")
    ENVIRONMENT = "environment_check", _("Environment check")
    ADVICE = "advice", _("Advice")
    INTENTION = "intention_to_refuse", _("Intention to refuse")
    VIEW = "view", pgettext_lazy("stage", "Person’s view")
    DECISION = "decision", _("Decision")
    OBJECTION = "objection", _("Objection")
    APPEAL = "appeal", _("Appeal")


class Result(models.TextChoices):
    """How a trajectory ended. Withdrawn is not negative."""

    PENDING = "pending", _("Pending")
    POSITIVE = "positive", _("Positive")
    CONDITIONAL = "conditional", _("With conditions")
    NEGATIVE = "negative", _("Negative")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCONTINUED = "discontinued", _("Discontinued")
    INSUFFICIENT = "insufficient_data", _("Insufficient data")


class ObjectionResult(models.TextChoices):
    """What came of an objection; kept apart from the first decision."""

    UPHELD = "decision_upheld", _("Decision upheld")
    REVISED = "decision_revised", _("Decision revised")
    INADMISSIBLE = "inadmissible", _("Inadmissible")
    WITHDRAWN = "withdrawn", _("Objection withdrawn")


class DutyKind(models.TextChoices):
    """What somebody who was screened has to report."""

    HOUSEHOLD = "household", _("New partner or household")
    ADDRESS = "address", _("Move")
    FINANCES = "finances", _("Debts or other change in finances")
    JUSTICE = "justice", _("Contact with police or justice")
    SIDE_JOB = "side_job", _("Side job")
    JOURNEY = "journey", _("Journey")
    OTHER = "other", _("Other")


class DutyOutcome(models.TextChoices):
    """What came of such a report."""

    PENDING = "pending", _("Not assessed yet")
    NO_ACTION = "no_action", _("Nothing needed")
    RENEWED = "renewed", _("Renewed screening")
