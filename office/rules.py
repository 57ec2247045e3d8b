"""What must hold of a reference list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from lib.refusal import Refused
from office.models import ListItem, Occasion

# Values that forms, rules and figures name. Their labels may be edited; retired they would leave a record without one.
KEPT = frozenset({"unknown", "none", "leak_unknown_kind"})
# The occasions that pages start a trajectory with by themselves.
STARTED_WITH = frozenset({"initial", "renewed_incident", "renewed_periodic"})
# What figures count by: fixed when the item is made, so that no past number changes.
FIXED = frozenset({"leak", "screening", "recipient"})
# What says what happens with a record and when. It may be changed, for what happens from then on.
TERMS = frozenset({"environment", "stage_days", "renewal_months"})


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


def why_kept(item: ListItem) -> str:
    """Why this item is never retired; nothing where it may be."""
    if item.key in KEPT:
        return _("This item cannot be retired: records need it while the answer is not known.")
    if isinstance(item, Occasion) and item.key in STARTED_WITH:
        return _("This item cannot be retired: trajectories are started with it.")
    return ""


def check_can_retire(item: ListItem) -> None:
    """Refuse, with the reason, to retire what is retired already, and what records need."""
    if item.valid_to is not None:
        raise Refused(_("This item is retired already."))
    if reason := why_kept(item):
        raise Refused(reason)


def check_environment(*, screening: bool, environment: bool) -> None:
    """A certificate is asked for elsewhere: nobody looks at anybody's environment for it."""
    if environment and not screening:
        raise ValidationError(_("Only a level that counts as screening can look at the environment."))


def fixed_mark(model: type[ListItem]) -> "models.Field[Any, Any] | None":
    """The field of this list that is fixed when an item is made, if it has one."""
    return next((field for field in model._meta.concrete_fields if field.name in FIXED), None)


def terms(model: type[ListItem]) -> "list[models.Field[Any, Any]]":
    """The fields of this list that say what happens with a record and when; only levels have them."""
    return [field for field in model._meta.concrete_fields if field.name in TERMS]
