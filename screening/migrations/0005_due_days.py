"""Give the trajectories that are here already the days on which something is due, in the history as well."""

import calendar
import datetime
from typing import Any

from django.db import migrations


def fill(apps: Any, _schema_editor: Any) -> None:
    """What is under way is due when a stage has lasted its days; what ended well is renewed after its term."""
    levels = {level.pk: level for level in apps.get_model("office", "Level").objects.all()}
    for name, present in (("Trajectory", {}), ("HistoricalTrajectory", {"valid_to__year": 9999})):
        rows = apps.get_model("screening", name).objects.filter(**present).order_by()
        under_way = rows.filter(result="pending")
        for level, day in under_way.values_list("level_id", "stage_on").distinct():
            due_on = day + datetime.timedelta(days=levels[level].stage_days)
            under_way.filter(level_id=level, stage_on=day).update(due_on=due_on)
        renewed = rows.filter(result__in=["positive", "conditional"]).exclude(number_hash="")
        for level, day in renewed.values_list("level_id", "completed_on").distinct():
            if levels[level].renewal_months:
                renewal_on = _months_later(day, levels[level].renewal_months)
                renewed.filter(level_id=level, completed_on=day).update(renewal_on=renewal_on)


def _months_later(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("screening", "0004_work_and_staff"), ("office", "0004_ship_signal_and_staff_lists")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
