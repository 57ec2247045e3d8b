"""Yearly figures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    """The figures, how they are counted, and what was published of them."""

    name = "figures"
    verbose_name = _("Figures")
