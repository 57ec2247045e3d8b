"""What must hold of a reference list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from lib.refusal import Refused
from office.models import ListItem

# Values that forms, rules and figures name. Their labels may be edited; retired they would leave a record without one.
KEPT = frozenset({"unknown", "none", "leak_unknown_kind"})
# What figures count by: fixed when the item is made, so that no past number changes.
FIXED = frozenset({"leak", "screening", "recipient"})


def check_key(model: type[ListItem], key: str) -> None:
    """A machine value stands for one thing: it is never given twice, not even after it was retired."""
    if model.objects.filter(pk=key).exists():
        raise ValidationError(
            _("This list already has the machine value “%(key)s”. Choose another."), params={"key": key}
        )


def check_label(model: type[ListItem], field: str, label: str, *, besides: str = "") -> None:
    """Two items that can be chosen may not have the same label: nobody could tell them apart."""
    others = model.objects.filter(**{f"{field}__iexact": label}, valid_to=None).exclude(pk=besides)
    if others.exists():
        raise ValidationError(
            _("This list already has an item labelled “%(label)s”. Choose another label."), params={"label": label}
        )


def check_can_retire(item: ListItem) -> None:
    """Refuse, with the reason, to retire what is retired already, and what records need."""
    if item.valid_to is not None:
        raise Refused(_("This item is retired already."))
    if item.key in KEPT:
        raise Refused(_("This item cannot be retired: records need it while the answer is not known."))


def fixed_mark(model: type[ListItem]) -> "models.Field[Any, Any] | None":
    """The field of this list that is fixed when an item is made, if it has one."""
    return next((field for field in model._meta.concrete_fields if field.name in FIXED), None)
