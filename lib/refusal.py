"""A move that is not possible now, and why."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise


class Refused(ValidationError):
    """A move that the state of a record does not allow; its message is a sentence for the person who tried."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message), code="refused")


def is_allowed(check: Callable[..., None], *arguments: Any) -> bool:
    """Whether `check` lets a move through: one rule explains the refusal and decides on the button."""
    try:
        check(*arguments)
    except Refused:
        return False
    return True
