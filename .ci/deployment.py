"""Django's own checks of a deployment, in production mode with keys that are thrown away."""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lib import keys

with tempfile.TemporaryDirectory() as folder:
    os.environ.update(
        keys.generate(),
        INTEGRITY_MODE="production",
        INTEGRITY_VAR=folder,
        ALLOWED_HOSTS="integrity.example.org",
        DJANGO_SETTINGS_MODULE="integrity.settings",
    )
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
