"""Triggers keep publications as they were made."""

from typing import Any

from django.db import migrations

from audit import triggers

SAYS = "A publication stays as it was made: nothing in it is changed or deleted."


def put_triggers(_apps: Any, schema_editor: Any) -> None:
    """The table as it is called here, whatever comes later."""
    refusal = triggers.Refusal("figures_publication_stays", SAYS)
    triggers.put(schema_editor.connection, ["figures_publication"], refusal)


def lift_triggers(_apps: Any, schema_editor: Any) -> None:
    """Without them."""
    triggers.lift(schema_editor.connection, ["figures_publication"])


class Migration(migrations.Migration):
    dependencies = [("figures", "0002_edition_rule")]
    operations = [migrations.RunPython(put_triggers, lift_triggers)]
