"""Fill the new lists with what ships, and the new columns of the levels that shipped before."""

from typing import Any

from django.db import migrations

from office import shipped


def fill(apps: Any, _schema_editor: Any) -> None:
    """Load the new items; of the levels that are there, say which look at the environment and which are renewed."""
    shipped.load(apps)
    fields, levels = shipped.SHIPPED["Level"]
    for level in levels:
        values = dict(zip(fields, level, strict=True))
        apps.get_model("office", "Level").objects.filter(pk=values["key"]).update(
            environment=values["environment"], renewal_months=values["renewal_months"]
        )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("office", "0003_signal_and_staff_lists")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
