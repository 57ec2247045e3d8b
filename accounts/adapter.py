"""What Integrity asks of django-allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    """Sign-in without sign-up: accounts are made by an admin, never by a visitor."""

    # One sentence whatever was wrong, so that nobody learns which user names exist.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("User name and password do not belong together. Check both and try again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "enter_current_password": _("This is not the password you have now. Enter it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs himself up."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Every answer is a page; the library's JSON would repeat what was typed, a password included."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether sign-in may lead there; what is no address at all may not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False
