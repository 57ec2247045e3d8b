"""The project's own source, read as text and as syntax, for the tests of the house."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("integrity", "figures", "cases", "screening", "office", "accounts", "audit", "lib")


def modules() -> Iterator[Path]:
    """Every Python file of the apps, relative to the project; migrations included."""
    for app in APPS:
        yield from (path.relative_to(ROOT) for path in sorted((ROOT / app).rglob("*.py")))


def templates() -> Iterator[Path]:
    """Every template, relative to the project."""
    yield from (path.relative_to(ROOT) for path in sorted((ROOT / "templates").rglob("*")) if path.is_file())


@cache
def syntax(path: Path) -> ast.Module:
    """The syntax tree of a file of the project."""
    return ast.parse((ROOT / path).read_text(), str(path))
