"""A dated stage of a screening trajectory."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib import history
from lib.constraints import one_of
from lib.publickey import random_key
from screening.models.trajectory import Trajectory
from screening.models.values import StageKind


class Stage(models.Model):
    """A stage that a trajectory reached, a row each; trajectories taken over from elsewhere may have none."""

    trajectory = models.ForeignKey(Trajectory, models.CASCADE, related_name="stages")
    public_key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    kind = models.CharField(_("stage"), max_length=19, choices=StageKind)
    reached_on = models.DateField(_("reached on"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    due_on = models.DateField(_("next due"), null=True)

    history = history.tracked()

    class Meta:
        verbose_name = _("stage")
        ordering = ["reached_on", "id"]
        constraints = [
            one_of("kind", StageKind, name="stage_kind_is_known"),
            models.UniqueConstraint(fields=["trajectory", "kind", "reached_on"], name="stage_reached_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.trajectory}: {self.get_kind_display()}"
