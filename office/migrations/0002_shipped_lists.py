"""Fill the reference lists with what ships."""

from typing import Any

from django.db import migrations

from office import shipped


def fill(apps: Any, _schema_editor: Any) -> None:
    """Load the shipped items."""
    shipped.load(apps)


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("office", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
