"""Yearly figures."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    """The figures, how they are counted, and what was published of them."""

    name = "figures"
    verbose_name = _("Figures")

    def ready(self) -> None:
        """Numbers are kept between two migrations, which may change what is counted; triggers keep publications."""
        from django.db import DEFAULT_DB_ALIAS
        from django.db.models.signals import post_migrate, pre_migrate

        from figures.keeping import building
        from figures.publications import kept

        kept.know()

        def stop(plan: Any, using: str, **_: Any) -> None:
            if plan and using == DEFAULT_DB_ALIAS:
                building.stop()

        def build(using: str, **_: Any) -> None:
            if using == DEFAULT_DB_ALIAS and building.can_build():
                building.build()

        pre_migrate.connect(stop, sender=self, weak=False, dispatch_uid="figures.stop")
        post_migrate.connect(build, sender=self, weak=False, dispatch_uid="figures.build")
