"""The server's own timer: a thread that seals what requests have written, a moment later and in batches.

Sealing within each request kept a quarter of a bare page's throughput (bench/README.md); here the requests of half a
second share one seal. `manage.py seal_audit`, from the system's timer, seals what a killed server left behind.
"""

import logging
import os
import threading
import time

from django.db import connections

from audit import sealing

MOMENT = 0.5
"""Seconds between an event and its seal, in which others join it."""
AGAIN = 5.0
"""Seconds until the next attempt where the database refused one."""

_woken = threading.Event()
_lock = threading.Lock()
_process: int | None = None
_serving = False


def serve() -> None:
    """From now on this process seals by itself: called where it begins to serve."""
    global _serving
    _serving = True


def wake() -> None:
    """Something has been written. The thread is started by the process that needs it, which a fork may have made."""
    global _process
    if not _serving:
        return
    if _process != os.getpid():
        with _lock:
            if _process != os.getpid():
                _process = os.getpid()
                threading.Thread(target=_run, name="audit-timer", daemon=True).start()
    _woken.set()


def _run() -> None:
    while True:
        _woken.wait()
        time.sleep(MOMENT)
        _woken.clear()
        try:
            sealing.seal()
            if sealing.unsealed():
                # Somebody else had the lock.
                _woken.set()
        except Exception:
            # Whatever it is, it must not end the thread: nobody would start another.
            logging.getLogger(__name__).exception("The audit log could not be sealed; trying again.")
            time.sleep(AGAIN)
            _woken.set()
        finally:
            # Between two seals there may be hours.
            connections.close_all()
