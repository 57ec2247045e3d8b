"""Mails to people about their own account: plain text, in their language, and nothing about cases."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Purpose, User

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """The mail could not be handed to the mail server; what it speaks of has been done."""


def address(token: str, site: str) -> str:
    """The link itself; `site` is where the register is reached, such as `https://integrity.example.org`."""
    return site.rstrip("/") + reverse("invitation", args=[token])


def send_link(*, to: User, purpose: str, token: str, site: str) -> None:
    """Mail a link. Raises NotSent."""
    name = "invitation" if purpose == Purpose.INVITATION else "reset"
    _send(to, name, {"link": address(token, site)})


def tell_of_reset_factor(*, to: User) -> None:
    """Tell a person that the second factor was reset. Raises NotSent."""
    _send(to, "factor", {})


def _subject(name: str) -> str:
    if name == "invitation":
        return _("Your account for INTEGRITY")
    return _("A new password for INTEGRITY") if name == "reset" else _("Your second factor for INTEGRITY was reset")


def _send(to: User, name: str, context: dict[str, Any]) -> None:
    with translation.override(to.language or settings.LANGUAGE_CODE):
        subject = _subject(name)
        text = render_to_string(f"people/mail/{name}.txt", {"person": to, **context})
    try:
        send_mail(subject, text, None, [to.email])
    except OSError as error:
        # Not the address of the link: who reads the log of the server could use it.
        logger.error("A mail about an account could not be sent: %s", type(error).__name__)
        raise NotSent from error
