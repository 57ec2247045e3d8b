"""People, roles and sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The app of people who sign in."""

    name = "accounts"
    verbose_name = _("People")
