"""The front desk."""

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """Home, search and what spans the registers."""

    name = "integrity"
