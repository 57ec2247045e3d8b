"""Yearly figures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    """The figures and how they are counted; has no tables of its own."""

    name = "figures"
    verbose_name = _("Figures")
