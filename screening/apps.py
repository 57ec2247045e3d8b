"""Screening trajectories of new and present staff."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    """The register of screening."""

    name = "screening"
    verbose_name = _("Screening")

    def ready(self) -> None:
        """The auditor's sheet says what waits for nobody."""
        from audit import hooks
        from screening import access

        hooks.waiting.append(access.waiting_for_nobody)
