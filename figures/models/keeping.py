"""Counts kept ahead: series of numbers, and the changes that are not in them yet."""

from django.db import models
from django.db.models import Q


class Keeping(models.Model):
    """The one row that is locked by whoever writes kept numbers; on PostgreSQL no write of a record waits for it."""

    # Raised by each such writing, so that who reads numbers and then changes sees whether one came between.
    folds = models.BigIntegerField(default=0)


class KeptSeries(models.Model):
    """A series of numbers that is kept. What is counted stands in its key: counted otherwise, it is another series."""

    key = models.CharField(max_length=250, unique=True)

    def __str__(self) -> str:
        return self.key


class KeptNumber(models.Model):
    """How many rows of a series have one value in one year, without the changes still to be folded in."""

    series = models.ForeignKey(KeptSeries, models.CASCADE, related_name="numbers")
    year = models.SmallIntegerField()
    value = models.TextField(blank=True)
    number = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "value"], name="kept_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.year} {self.value}: {self.number}"


class Change(models.Model):
    """A row of history that began to hold, and counts one more, or that ended, and counts one less.

    `row` is no foreign key: each counted table has a history of its own.
    """

    table = models.CharField(max_length=60)
    row = models.BigIntegerField()
    sign = models.SmallIntegerField()
    # The folding that takes it away; seen by that transaction alone.
    fold = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sign__in=[1, -1]), name="change_counts_one"),
        ]

    def __str__(self) -> str:
        return f"{self.sign:+} {self.table} {self.row}"
