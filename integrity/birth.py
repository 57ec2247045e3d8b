"""Whether this database was born as a demo, which is written once, into an empty one, and never taken back."""

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from audit.models import RegisterMark
from figures.models import Change, EditionRule, Keeping, KeptNumber, KeptSeries
from office.models import ListItem

MARK, DEMO = "born", "demo"
# What the migrations themselves write.
SHIPPED = (ContentType, Permission, RegisterMark, ListItem, EditionRule)
# What is counted ahead of what is there.
COUNTED = (Keeping, KeptSeries, KeptNumber, Change)


def is_demo() -> bool:
    """Whether it was born as a demo."""
    return RegisterMark.objects.filter(name=MARK, value=DEMO).exists()


def is_empty() -> bool:
    """Whether nobody and nothing has been in this database yet: no row but those that the migrations ship."""
    tables = set(connection.introspection.table_names())
    ours = (model for model in apps.get_models() if not issubclass(model, (*SHIPPED, *COUNTED)))
    return not any(model._base_manager.exists() for model in ours if model._meta.db_table in tables)


def as_demo() -> None:
    """Write that it is a demo. The log's triggers let nobody change or delete that."""
    if not is_empty():
        raise ValueError("A register that holds anything never becomes a demo.")
    RegisterMark.objects.create(name=MARK, value=DEMO)
