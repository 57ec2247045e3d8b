"""What both registers share."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    """The app of units, reference lists, and files that came in."""

    name = "office"
    verbose_name = _("Office")
