"""The application with auditing switched off: only to measure what auditing costs. No setting does this."""

from audit import log
from integrity.wsgi import application

__all__ = ["application"]


def _not_written(*_arguments: object, **_named: object) -> None:
    """Nothing is recorded."""


log._insert = _not_written
