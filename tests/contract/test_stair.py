"""The stair: a room imports what stands below it, never up, never sideways, not even inside a function.

Read from the syntax, so that an import which no test runs counts too. Besides `import` it knows the other ways in which
Django lets one app reach another: a model named as `"cases.Case"`, `get_model`, `import_module`, `include` and a
migration's dependencies.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.source import APPS, modules, syntax

FLOORS: list[set[str]] = [
    {"lib"},
    {"audit"},
    {"accounts"},
    {"office"},
    {"cases", "screening"},
    {"figures"},
    {"integrity"},
]
FLOOR = {app: number for number, apps in enumerate(FLOORS) for app in apps}
# Calls whose first text, or whose text under `to`, names a model or a module.
BY_NAME = {"ForeignKey", "OneToOneField", "ManyToManyField", "get_model", "import_module", "__import__", "include"}


def reached(tree: ast.Module, path: Path) -> Iterator[tuple[int, str]]:
    """The line and the app of everything that the module at `path` reaches, its own app included."""
    package = path.parts[:-1]
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            names = [".".join([*above, *filter(None, [node.module]), alias.name]) for alias in node.names]
        elif isinstance(node, ast.Call):
            names = list(_named(node))
        elif isinstance(node, ast.Assign) and {"dependencies", "run_before"} & set(_targets(node)):
            names = list(_texts(*ast.walk(node.value)))
        else:
            names = [text for text in _texts(node) if _is_model(text)]
        for name in names:
            app = name.partition(".")[0]
            if app in FLOOR:
                yield getattr(node, "lineno", 0), app


def _named(call: ast.Call) -> Iterator[str]:
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if function in BY_NAME:
        arguments = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "to")]
        yield from _texts(*arguments)


def _targets(assignment: ast.Assign) -> list[str]:
    return [target.id for target in assignment.targets if isinstance(target, ast.Name)]


def _texts(*nodes: ast.AST) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_model(text: str) -> bool:
    """Whether a text reads as `app.Model`; a permission such as `cases.log` does not."""
    app, dot, model = text.partition(".")
    return bool(app in FLOOR and dot and model.isidentifier() and model[0].isupper())


def broken(tree: ast.Module, path: Path) -> list[str]:
    """Each step up or sideways that the module at `path` takes."""
    here = path.parts[0]
    return [
        f"{path}:{line} reaches {app}" for line, app in reached(tree, path) if app != here and FLOOR[app] >= FLOOR[here]
    ]


def test_every_app_has_its_floor() -> None:
    assert set(FLOOR) == set(APPS)


def test_the_stair_holds() -> None:
    steps = [step for path in modules() for step in broken(syntax(path), path)]
    assert not steps, "\n".join(steps)


def test_modules_are_read() -> None:
    assert len(list(modules())) > 50


@pytest.mark.parametrize(
    ("source", "app"),
    [
        ("import cases.models", "cases"),
        ("import os, figures.definitions as d", "figures"),
        ("from cases import access", "cases"),
        ("def f():\n    from integrity import settings", "integrity"),
        ("if TYPE_CHECKING:\n    from cases.models import Case", "cases"),
        ("class A:\n    case = models.ForeignKey('cases.Case', models.CASCADE)", "cases"),
        ("case = models.ForeignKey(to='cases.case', on_delete=1)", "cases"),
        ("apps.get_model('cases', 'Case')", "cases"),
        ("apps.get_model('cases.case')", "cases"),
        ("importlib.import_module('figures.tables')", "figures"),
        ("path('', include('cases.urls'))", "cases"),
        ("class Migration:\n    dependencies = [('office', '0001'), ('cases', '0001_initial')]", "cases"),
        ("NAME = 'cases.Case'", "cases"),
    ],
)
@pytest.mark.parametrize("here", ["screening/models/thing.py", "office/views.py", "accounts/forms.py", "lib/tool.py"])
def test_a_step_up_or_sideways_is_seen(source: str, app: str, here: str) -> None:
    assert app in {step.rpartition(" ")[2] for step in broken(ast.parse(source), Path(here))}


def test_a_relative_import_is_followed() -> None:
    assert not broken(ast.parse("from . import values\nfrom .. import access"), Path("cases/models/case.py"))
    up = broken(ast.parse("from ...cases import access"), Path("screening/models/stage.py"))
    assert up == ["screening/models/stage.py:1 reaches cases"]
    assert broken(ast.parse("from ... import lib, cases"), Path("screening/models/stage.py")) == up


@pytest.mark.parametrize(
    "source",
    ["from office.models import Unit", "from lib import clock", "MAY = 'screening.log'", "import json, django"],
)
def test_a_step_down_is_allowed(source: str) -> None:
    assert not broken(ast.parse(source), Path("cases/actions.py"))
