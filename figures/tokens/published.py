"""Published figures for programs: each figure under its key, with the newest published number of each year."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from figures.models import Publication
from figures.publications.content import Content, version_of

Numbers = dict[str, Any]


def in_force() -> list[Publication]:
    """The publications that no correction replaced, the oldest first."""
    return list(Publication.objects.filter(replaced_by=None).defer("edition", "remarks").order_by("published_at", "id"))


def figure(key: str, published: Iterable[Publication]) -> dict[str, Any] | None:
    """A figure over all years that were published; None if it never was.

    Years that stand in several publications have the number of the newest. Totals over years are left out: a program
    may not add what does not add up, such as persons.
    """
    parts: dict[str, Numbers] = {}
    said: dict[str, Any] = {}
    from_publications = []
    for publication in published:
        content: Content = json.loads(publication.content)
        found = next((one for one in content["figures"] if one["key"] == key), None)
        if found is None:
            continue
        said = {name: found[name] for name in ("key", "label", "unit", "dated", "rules")}
        from_publications.append(_described(publication, found))
        for table in found["tables"]:
            _add(parts.setdefault(table["part"], {"years": {}, "breakdowns": {}}), table)
    if not said:
        return None
    numbers = parts.pop("") if "" in parts else {"parts": parts}
    return {**said, **numbers, "publications": from_publications}


def _described(publication: Publication, figure: Mapping[str, Any]) -> dict[str, Any]:
    """Where numbers come from, and by which version of the figure's rule they were counted there."""
    return {
        "key": publication.public_key,
        "from": publication.first,
        "to": publication.last,
        "as_at": publication.as_at.isoformat(),
        "published": publication.published_at.date().isoformat(),
        "version": version_of(figure),
    }


def _add(numbers: Numbers, table: Mapping[str, Any]) -> None:
    numbers["years"] |= table["years"]
    for breakdown in table["breakdowns"]:
        lines = numbers["breakdowns"].setdefault(breakdown["key"], {})
        for line in breakdown["lines"]:
            lines.setdefault(line["value"], {}).update(line["years"])
