"""What the apps above tell the pages of the log, which import none of them; each fills it in its `AppConfig.ready`."""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise

role_labels: dict[str, str | Promise] = {}
"""The roles in words, by the machine value that an event holds."""

find_people: list[Callable[[str], Iterable[str]]] = []
"""Each gives the user names of the people whose name or user name contains a text."""

waiting: list[Callable[[], Iterable[str | Promise]]] = []
"""Each gives sentences about what waits in the register and needs an auditor's eye: for the monthly sheet."""
