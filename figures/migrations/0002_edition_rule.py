"""The one rule of public editions, which the organisation's admin sets before the first one."""

from typing import Any

from django.db import migrations


def put_the_rule(apps: Any, _schema_editor: Any) -> None:
    """As it ships: below 5."""
    apps.get_model("figures", "EditionRule").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]
    operations = [migrations.RunPython(put_the_rule, migrations.RunPython.noop)]
