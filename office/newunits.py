"""Units that a file names: found by their label, or planned, and created when the rows that need them go in."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from office.models import Unit
from office.profiles import Unmapped, folded

_LONGEST_KEY = 40
_LONGEST_LABEL = 120


class Units:
    """The units that exist, and those that a file would add."""

    def __init__(self) -> None:
        self.items = {unit.key: unit for unit in Unit.objects.all()}
        self._existing = frozenset(self.items)
        self._by_label: dict[str, Unit] = {}
        for unit in self.items.values():
            self._by_label.setdefault(folded(unit.label_en), unit)
            self._by_label.setdefault(folded(unit.label_nl), unit)

    def named(self, text: str) -> Unit:
        """The unit with this label, in either language; a planned one if there is none.

        Raises Unmapped if the text cannot be a label.
        """
        label = " ".join(text.split())
        unit = self._by_label.get(folded(label))
        if unit is None:
            if len(label) > _LONGEST_LABEL or not label.isprintable():
                raise Unmapped(_("A unit's name has %(most)s printable characters at most.") % {"most": _LONGEST_LABEL})
            unit = Unit(key=self._free_key(label), label_en=label, label_nl=label)
            self.items[unit.key] = self._by_label[folded(label)] = unit
        return unit

    def create(self, keys: Iterable[str]) -> list[Unit]:
        """Store the planned units among `keys`, inside the caller's transaction."""
        planned = [self.items[key] for key in sorted(set(keys) - self._existing)]
        return Unit.objects.bulk_create(planned)

    def _free_key(self, label: str) -> str:
        """A machine value made from a label that no unit has: another label may come down to the same letters."""
        plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
        if not stem[:1].isalpha():
            stem = f"unit_{stem}".rstrip("_")
        key, number = stem[:_LONGEST_KEY].rstrip("_"), 1
        while key in self.items:
            number += 1
            key = f"{stem[: _LONGEST_KEY - len(str(number)) - 1].rstrip('_')}_{number}"
        return key
