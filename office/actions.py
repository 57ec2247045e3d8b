"""What is written to the reference lists. Nothing is ever deleted; each change is an act in the audit log."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.kinds import Kind
from office import rules
from office.models import LISTS, Level, ListItem


def _name(item: ListItem) -> str:
    """How the log names an item: its list and its machine value."""
    name = next(name for name, model in LISTS.items() if model is type(item))
    return f"{name}/{item.key}"


def _about(_said: dict[str, Any], item: ListItem) -> log.Act:
    return log.Act(target=_name(item))


@log.act(Kind.ITEM_ADDED, _about)
def add_item(*, by: User, model: type[ListItem], key: str, **values: Any) -> ListItem:
    """Add an item to a list. Its machine value and its mark are fixed from now on."""
    _must_edit_lists(by)
    rules.check_key(model, key)
    item = model(key=key, **values)
    _check(item)
    item.save(force_insert=True)
    return item


def edit_item(*, by: User, item: ListItem, **values: Any) -> ListItem:
    """Change labels, position, the article of an offence, the terms of a level. Refuses to touch what is fixed.

    A changed term holds for what happens from then on: no day that stands on a record moves.
    """
    _must_edit_lists(by)
    fixed = values.keys() & {"key", "valid_from", "valid_to", *rules.FIXED}
    if fixed:
        raise ValueError(f"Fixed once an item is made: {', '.join(sorted(fixed))}.")
    changed = sorted(name for name, value in values.items() if getattr(item, name) != value)
    with log.acting(by, Kind.ITEM_EDITED, target=_name(item), detail={"columns": changed}):
        for name, value in values.items():
            setattr(item, name, value)
        _check(item)
        item.save(force_update=True, update_fields=list(values))
    return item


def retire_item(*, by: User, item: ListItem, on: datetime.date) -> ListItem:
    """From `on` the item can no longer be chosen; records that have it keep it."""
    _must_edit_lists(by)
    with log.acting(by, Kind.ITEM_RETIRED, target=_name(item), detail={"on": on.isoformat()}):
        rules.check_can_retire(item)
        if item.valid_from and on < item.valid_from:
            raise ValidationError(
                {"on": _("The item is not yet valid on that day. Enter the day it begins, or a later one.")}
            )
        item.valid_to = on
        item.save(force_update=True, update_fields=["valid_to"])
    return item


@log.act(Kind.ITEM_BROUGHT_BACK, _about)
def bring_back_item(*, by: User, item: ListItem) -> ListItem:
    """Undo a retirement: the item can be chosen again."""
    _must_edit_lists(by)
    item.valid_to = None
    item.save(force_update=True, update_fields=["valid_to"])
    return item


def _check(item: ListItem) -> None:
    if isinstance(item, Level):
        rules.check_environment(screening=item.screening, environment=item.environment)
    item.full_clean()


def _must_edit_lists(by: User) -> None:
    if not by.has_perm("office.edit_lists"):
        raise PermissionDenied
