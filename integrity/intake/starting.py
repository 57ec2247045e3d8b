"""Starting the process that works on a file: on its own, so that no request waits for it and none ends with it."""

import subprocess
import sys
import threading

from django.conf import settings
from django.db import transaction

COMMAND = "work_through_imports"


def start_after_commit(key: str) -> None:
    """Start it once the file stands as it should be found. If it cannot be, the timer takes the file up."""
    transaction.on_commit(lambda: start(key), robust=True)


def start(key: str) -> "subprocess.Popen[bytes]":
    """Start it now. It outlives this process, and nothing of this one stays open in it."""
    process = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), COMMAND, "--only", key],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Somebody must ask how it ended, or its entry stays in the table of processes.
    threading.Thread(target=process.wait, name=f"import-{key}", daemon=True).start()
    return process
