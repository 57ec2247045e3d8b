"""Where acts wait for each other of which two at once could write what may stand only once."""

from office.models import Unit


def wait_in_line() -> None:
    """Go on when no other act stands here; the next one goes on when this act has ended.

    For what no constraint can hold: imports (no record comes in twice), and all that is written of a trajectory or of
    staff by a personnel number (no second open trajectory, no second row of a person). Everybody queues at one row that
    every register has; the lock lets those who only refer to that row pass.
    """
    list(Unit.objects.select_for_update(no_key=True).filter(pk="unknown").values_list("pk"))
