"""People, roles and sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The app of people who sign in."""

    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Listen to who signs in and who confirms that it is he; tell the log's pages of people and roles."""
        from accounts import signins
        from accounts.access import usernames_of
        from accounts.roles import Role
        from audit import hooks

        signins.listen()
        hooks.role_labels.update(Role.choices)
        hooks.find_people.append(usernames_of)
