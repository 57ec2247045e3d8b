"""What the log keeps of a list that somebody reads or takes out: machine values, never what he searched for."""

import re

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _

from audit import chain
from lib.filters import StrictFilterSet
from lib.listing import CONTROLS

SEARCH = "q"
"""The filter that takes free words, in every list that has one."""
WORDS = "words"
"""Under which name their keyed hash stands in the log."""
# A public key, or the key of a column, with a minus for descending.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,20}")


def asked_of(filters: StrictFilterSet) -> dict[str, str]:
    """What a list is narrowed by; of a search only a keyed hash, the same for the same words."""
    asked = {name: str(value) for name, value in filters.kept.items()}
    if SEARCH in asked:
        asked[WORDS] = chain.hidden(asked.pop(SEARCH))
    return asked


def place_of(parameters: QueryDict) -> dict[str, str]:
    """In which order a list is read, and from which record on.

    Raises BadRequest for what can be no column and no key, so that no text gets into the log.
    """
    place = {name: str(parameters[name]) for name in CONTROLS if parameters.get(name)}
    if not all(_NAME.fullmatch(value) for value in place.values()):
        raise BadRequest(_("This page of the list does not exist."))
    return place
