"""Who read and who changed what."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """The app of the audit log."""

    name = "audit"
    verbose_name = _("Audit log")

    def ready(self) -> None:
        """What a request recorded is sealed soon after its answer has been sent."""
        from django.core.signals import request_finished

        from audit import current, timer

        def finished(**_: Any) -> None:
            if current.end():
                timer.wake()

        request_finished.connect(finished, weak=False, dispatch_uid="audit.seal")
