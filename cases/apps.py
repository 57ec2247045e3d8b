"""Suspected leaks of information."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The register of cases."""

    name = "cases"
    verbose_name = _("Cases")
