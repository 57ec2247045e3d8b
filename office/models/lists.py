"""Reference lists: values an organisation may extend, with labels in both languages, retired and never deleted.

An item's primary key is its machine value: a lower-case English word. So a record that refers to it can be counted by
that value without a join, and the database still refuses a value that does not exist.
"""

from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lib import languages

if TYPE_CHECKING:
    import datetime

is_machine_value = RegexValidator(
    r"^[a-z][a-z0-9_]*$", _("Use lower-case letters, digits and underscores, and begin with a letter.")
)


class ListItemQuerySet(models.QuerySet["ListItem"]):
    """Questions about list items."""

    def valid_on(self, day: "datetime.date") -> "ListItemQuerySet":
        """Those that may be chosen on `day`: begun, and not yet retired."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gt=day))


class ListItem(models.Model):
    """One value of a reference list."""

    key = models.CharField(_("machine value"), max_length=40, primary_key=True, validators=[is_machine_value])
    label_en = models.CharField(_("label in English"), max_length=120)
    label_nl = models.CharField(_("label in Dutch"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=500)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(
        _("retired on"), null=True, blank=True, help_text=_("From this day on it can no longer be chosen.")
    )

    objects = ListItemQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "label_en"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_retired_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the language of the page."""
        return {"en": self.label_en, "nl": self.label_nl}[languages.of_reader()]


class Unit(ListItem):
    """An organisational unit, as it stood at the time of the conduct."""

    class Meta(ListItem.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")


class Category(ListItem):
    """A kind of breach of integrity. Whether it is a leak is fixed when it is made: figures count by it."""

    leak = models.BooleanField(
        _("is a leak"), default=False, help_text=_("Information went to a third party. Cannot be changed later.")
    )

    class Meta(ListItem.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class RecipientType(ListItem):
    """Who received the information, within a recipient class."""

    recipient = models.CharField(_("recipient class"), max_length=12)

    class Meta(ListItem.Meta):
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")


class Information(ListItem):
    """A kind of information."""

    class Meta(ListItem.Meta):
        verbose_name = _("information")
        verbose_name_plural = _("kinds of information")


class InformationSystem(ListItem):
    """The system that the information came from."""

    class Meta(ListItem.Meta):
        verbose_name = _("information system")
        verbose_name_plural = _("information systems")


class Channel(ListItem):
    """The way by which the information went out."""

    class Meta(ListItem.Meta):
        verbose_name = _("channel of leak")
        verbose_name_plural = _("channels of leak")


class Cause(ListItem):
    """Why it happened."""

    class Meta(ListItem.Meta):
        verbose_name = _("cause")
        verbose_name_plural = _("causes")


class Offence(ListItem):
    """An offence that an investigation suspects."""

    article = models.CharField(_("article of law"), max_length=60, blank=True)

    class Meta(ListItem.Meta):
        verbose_name = _("suspected offence")
        verbose_name_plural = _("suspected offences")


class Level(ListItem):
    """A level of screening. Certificates of conduct are no screening; the mark is fixed when the level is made."""

    screening = models.BooleanField(
        _("counts as screening"), default=True, help_text=_("A certificate of conduct does not. Fixed once made.")
    )
    environment = models.BooleanField(_("looks at the environment"), default=False)
    stage_days = models.PositiveSmallIntegerField(_("days for a stage"), default=21)
    renewal_months = models.PositiveSmallIntegerField(_("renewed after (months)"), null=True, blank=True, default=60)

    class Meta(ListItem.Meta):
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        constraints = [
            *ListItem.Meta.constraints,
            models.CheckConstraint(condition=Q(stage_days__gte=1), name="level_stage_takes_a_day"),
            models.CheckConstraint(
                condition=Q(renewal_months__isnull=True) | Q(renewal_months__gte=1), name="level_is_renewed_later"
            ),
        ]


class Occasion(ListItem):
    """What a screening trajectory was started for."""

    class Meta(ListItem.Meta):
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")


class Ground(ListItem):
    """The ground for a negative result of a screening."""

    class Meta(ListItem.Meta):
        verbose_name = _("ground for a negative result")
        verbose_name_plural = _("grounds for a negative result")


class SignalSource(ListItem):
    """Where a signal comes from."""

    class Meta(ListItem.Meta):
        verbose_name = _("source of a signal")
        verbose_name_plural = _("sources of signals")


class SignalChannel(ListItem):
    """The way by which a signal came in."""

    class Meta(ListItem.Meta):
        verbose_name = _("way in of a signal")
        verbose_name_plural = _("ways in of signals")


class CodeEdition(ListItem):
    """An edition of the professional code."""

    class Meta(ListItem.Meta):
        verbose_name = _("edition of the professional code")
        verbose_name_plural = _("editions of the professional code")


class TrainingTopic(ListItem):
    """What a training with dilemmas is about."""

    class Meta(ListItem.Meta):
        verbose_name = _("training topic")
        verbose_name_plural = _("training topics")


LISTS: dict[str, type[ListItem]] = {
    "units": Unit,
    "categories": Category,
    "recipients": RecipientType,
    "information": Information,
    "systems": InformationSystem,
    "channels": Channel,
    "causes": Cause,
    "offences": Offence,
    "levels": Level,
    "occasions": Occasion,
    "grounds": Ground,
    "signal-sources": SignalSource,
    "signal-channels": SignalChannel,
    "code-editions": CodeEdition,
    "training-topics": TrainingTopic,
}
