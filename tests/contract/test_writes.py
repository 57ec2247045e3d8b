"""Nothing but `lib/history.py` writes a tracked record, and nothing but an action asks it to.

`save()` by itself leaves out who and why; `update()` and `bulk_create()` write no history at all. Read from the syntax:
in every app that can reach a tracked model, a call by one of these names is a break, unless it is made on `lib.history`
or begins at the class of a model without history.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.contract.test_stair import FLOOR
from tests.support.source import modules, syntax

# These take what they write by name only: with something unnamed in brackets it is a dictionary, a hash or our own.
BY_NAME = {
    *("create", "get_or_create", "update_or_create", "update"),
    *("acreate", "aget_or_create", "aupdate_or_create", "aupdate"),
}
WRITES = BY_NAME | {
    *("save", "save_base", "bulk_create", "bulk_update"),
    *("asave", "abulk_create", "abulk_update"),
}
ASKS = {"save", "create", "update", "rewrite"}
# Who may ask for a write: the actions, and the facts that they derive.
WRITERS = {"actions", "facts"}
# The history, and the statement that it inserts by, which nobody else may use.
HISTORY = {Path("lib/history.py"), Path("lib/inserting.py")}


def tracked() -> list[type[models.Model]]:
    """The models that have a history."""
    return [model for model in apps.get_models() if hasattr(model, "history") and not hasattr(model, "history_object")]


def untracked_names() -> set[str]:
    """The names of our models without history; the history itself is not among them."""
    ours = {
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in FLOOR and not hasattr(model, "history_object")
    }
    return ours - {model.__name__ for model in tracked()}


def reaching() -> set[str]:
    """The apps that hold tracked models or stand above one that does; and lib, which is handed any model."""
    lowest = min(FLOOR[model._meta.app_label] for model in tracked())
    return {app for app, floor in FLOOR.items() if floor >= lowest} | {"lib"}


def history_names(tree: ast.Module) -> set[str]:
    """The names under which a module has imported `lib.history`."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "lib"
        for alias in node.names
        if alias.name == "history"
    }


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, ast.Attribute, str]]:
    """Every call of a method, with the name at which its expression begins (nothing if it begins otherwise)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            root: ast.AST = node.func.value
            while isinstance(root, ast.Attribute | ast.Call | ast.Subscript):
                root = root.func if isinstance(root, ast.Call) else root.value
            yield node, node.func, root.id if isinstance(root, ast.Name) else ""


def direct_writes(tree: ast.Module, path: Path) -> list[str]:
    """The writes that go round the history."""
    history, free = history_names(tree), untracked_names()
    found = []
    for call, method, root in calls(tree):
        other = method.attr in BY_NAME and call.args
        if method.attr in WRITES and not other and root not in free and not _on(method, history):
            found.append(f"{path}:{call.lineno} calls {ast.unparse(method)}")
    return found


def asked_writes(tree: ast.Module, path: Path) -> list[str]:
    """The places that ask `lib.history` for a write."""
    history = history_names(tree)
    return [
        f"{path}:{call.lineno} calls {ast.unparse(method)}"
        for call, method, _ in calls(tree)
        if method.attr in ASKS and _on(method, history)
    ]


def _on(method: ast.Attribute, names: set[str]) -> bool:
    return isinstance(method.value, ast.Name) and method.value.id in names


def read() -> Iterator[Path]:
    """The modules that are held to the rule."""
    for path in modules():
        if path.parts[0] in reaching() and "migrations" not in path.parts and path not in HISTORY:
            yield path


def test_nothing_writes_round_the_history() -> None:
    found = [line for path in read() for line in direct_writes(syntax(path), path)]
    assert not found, "\n".join(found)


def uses_the_statement(tree: ast.Module) -> bool:
    """Whether a module imports `lib.inserting`, by whatever name."""
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            named |= {str(node.module), *(f"{node.module}.{one.name}" for one in node.names)}
    return "lib.inserting" in named


def test_only_the_history_inserts_by_its_statement() -> None:
    assert [path for path in modules() if uses_the_statement(syntax(path))] == [Path("lib/history.py")]


@pytest.mark.parametrize(
    "source",
    ["from lib.inserting import insert", "from lib import clock, inserting", "import lib.inserting as fast"],
)
def test_its_use_is_seen(source: str) -> None:
    assert uses_the_statement(ast.parse(source))


def test_only_actions_ask_for_a_write() -> None:
    asked = {path: asked_writes(syntax(path), path) for path in read()}
    assert any(asked.values())
    elsewhere = [line for path, lines in asked.items() if not WRITERS & {*path.parts, path.stem} for line in lines]
    assert not elsewhere, "\n".join(elsewhere)


def test_the_apps_of_tracked_models_are_read() -> None:
    assert reaching() == {"lib", "cases", "screening", "figures", "integrity"}
    assert {
        *("Case", "Allegation", "Investigation", "Closure", "Signal", "Reporter", "SignalWall"),
        *("Trajectory", "Stage", "DutyReport", "StaffMember", "Acknowledgement", "TrainingSession"),
    } <= {model.__name__ for model in tracked()}


@pytest.mark.parametrize(
    "source",
    [
        "case.save()",
        "case.save(update_fields=['status'])",
        "Case.objects.filter(pk=1).update(status='closed')",
        "rows.update(status='closed')",
        "Case.objects.bulk_create(cases)",
        "case.allegations.create(position=1)",
        "Case.objects.get_or_create(reference='x')",
        "form.save()",
        "HistoricalCase.objects.create(id=1)",
        "def f(history):\n    history.save(1)",
        "from office.models import Unit\nunit.case_set.update(a=1)",
    ],
)
def test_a_direct_write_is_seen(source: str) -> None:
    assert direct_writes(ast.parse(source), Path("cases/actions.py"))


@pytest.mark.parametrize(
    "source",
    [
        "from lib import clock, history\nhistory.save(case, by=by)",
        "from lib import history\nhistory.update(Case.objects.all(), by=by, status='closed')",
        "from office.models import ImportRun\nImportRun.objects.create(rows=1)",
        "found.update({'a': 1})",
        "digest.update(chunk)",
        "vocabulary.units.create(names)",
    ],
)
def test_what_is_no_direct_write_passes(source: str) -> None:
    assert not direct_writes(ast.parse(source), Path("cases/actions.py"))
