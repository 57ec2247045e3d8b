"""The front desk."""

from typing import Any

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """Home, search and what spans the registers."""

    name = "integrity"

    def ready(self) -> None:
        """Know the checks, and let a new register learn its keys as soon as it has tables."""
        from django.apps import apps
        from django.db.models.signals import post_migrate

        from integrity import checks, generations

        def learn(**_: Any) -> None:
            if checks.is_made():
                generations.first()

        post_migrate.connect(learn, sender=apps.get_app_config("audit"), weak=False, dispatch_uid="integrity.keys")
