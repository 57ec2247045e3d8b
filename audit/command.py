"""What every command of the register does: it says in the log that it was a command, and seals before it exits."""

from typing import Any

from django.core.management.base import BaseCommand

from audit import current, sealing


class Command(BaseCommand):
    """A command whose events say which command it was, and are sealed when it ends, however it ends."""

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Before it runs, ask the database too whether this is its register, with its keys."""
        return {**super().get_check_kwargs(options), "databases": ["default"]}

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run between the two."""
        name = f"manage.py {type(self).__module__.rpartition('.')[2]}"
        with current.command(name) as doing:
            try:
                said: str | None = super().execute(*args, **options)
                return said
            finally:
                if doing.written:
                    sealing.seal()
