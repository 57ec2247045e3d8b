"""Suspected leaks of information."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The register of cases."""

    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """The auditor's sheet says what waits for nobody."""
        from audit import hooks
        from cases import access
        from cases.signals import access as signals

        hooks.waiting.extend((access.waiting_for_nobody, signals.waiting_for_nobody))
