"""The rules of the house that its source shows: what lies where, how long a room is, and no inline script."""

import ast
import re
from fnmatch import fnmatch

import pytest

from tests.support.source import APPS, ROOT, modules, syntax, templates

FOLDERS = {*APPS, "templates", "static", "locale", "tests", "bench", "docs", ".ci", ".git"}
FILES = {
    "manage.py",
    "requirements.txt",
    "requirements-dev.txt",
    "pyproject.toml",
    "Makefile",
    "README.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "LICENSE",
    ".gitignore",
}
LONGEST = 400
# The one script, and the pages that ask a passkey: they are allowed to load it, and no others.
SCRIPT = "js/passkey.js"
SCRIPT_TAG = '<script src="{% static "js/passkey.js" %}" defer></script>'
TAGGED = "templates/account/_passkey_script.html"
WITH_SCRIPT = {
    "templates/account/confirm_passkey.html",
    "templates/account/passkey.html",
    "templates/account/second_step.html",
}
INLINE = re.compile(r"""<script\b|<style\b|\sstyle\s*=\s*["'{]|\son[a-z]+\s*=\s*["'{]|javascript:""", re.IGNORECASE)


def ignored(name: str) -> bool:
    """Whether .gitignore keeps what lies at the top under this name out of the project."""
    patterns = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]
    return any(fnmatch(name, pattern) for pattern in patterns)


def inline(text: str) -> list[str]:
    """The inline styles, scripts and handlers in a text, which the content security policy would refuse."""
    return [match.group().strip() for match in INLINE.finditer(text)]


def texts(tree: ast.Module) -> list[str]:
    """Every text of a module that is not there to be read as documentation."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def test_the_top_holds_nothing_but_the_house() -> None:
    there = {path.name for path in ROOT.iterdir() if not ignored(path.name)}
    assert there <= FOLDERS | FILES


def test_no_room_is_too_long() -> None:
    long = {
        str(path): lines
        for path in modules()
        if "migrations" not in path.parts and (lines := (ROOT / path).read_text().count("\n")) > LONGEST
    }
    assert not long


def test_templates_hold_nothing_inline() -> None:
    read = {str(path): inline((ROOT / path).read_text()) for path in templates()}
    assert read.pop(TAGGED) == ["<script"]
    assert not {path: found for path, found in read.items() if found}


def test_code_holds_nothing_inline() -> None:
    found = [f"{path}: {found}" for path in modules() for text in texts(syntax(path)) for found in inline(text)]
    assert not found


def test_one_script_is_loaded_by_the_pages_of_passkeys_alone() -> None:
    assert (ROOT / TAGGED).read_text().strip() == "{% load static %}" + SCRIPT_TAG
    loading = {str(path) for path in templates() if "_passkey_script" in (ROOT / path).read_text()}
    assert loading == WITH_SCRIPT


def test_the_pages_that_may_run_a_script_are_these() -> None:
    """By the policy each one answers with: `script-src` is 'none' everywhere else."""
    source = (ROOT / "accounts/urls_signin.py").read_text()
    assert set(re.findall(r"with_script\((\w+)\.as_view", source)) == {
        "SecondStepPasskey",
        "ConfirmPasskey",
        "AddPasskey",
    }
    others = [path for path in modules() if "script-src" in (ROOT / path).read_text() and "tests" not in path.parts]
    assert {str(path) for path in others} == {"accounts/urls_signin.py", "integrity/settings.py"}


def test_no_other_script_is_served_and_nothing_is_loaded_from_elsewhere() -> None:
    served = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    scripts = [path for path in served if path.suffix in {".js", ".mjs", ".html"}]
    assert [str(path.relative_to(ROOT / "static")) for path in scripts] == [SCRIPT]
    assert not re.search(r"https?:|\bimport\b|\bfetch\b|\beval\b|innerHTML", scripts[0].read_text())
    sheets = [path for path in served if path.suffix == ".css"]
    assert sheets
    assert not [path for path in sheets if re.search(r"@import|https?:|//", path.read_text())]


@pytest.mark.parametrize(
    "text",
    [
        "<script src='x'></script>",
        '<p style="color: red">',
        "<p\n  style='x'>",
        '<rect style="{{ fill }}">',
        '<a onclick="go()">',
        '<body class="x" onLoad = "go()">',
        '<a href="javascript:go()">',
        "<STYLE>",
    ],
)
def test_inline_is_seen(text: str) -> None:
    assert inline(text)


@pytest.mark.parametrize("text", ['<link rel="stylesheet" href="x">', '<p class="on style">', "<a title='based on=1'>"])
def test_what_is_not_inline_passes(text: str) -> None:
    assert not inline(text)


def test_a_docstring_may_speak_of_script() -> None:
    assert texts(ast.parse('"""No <script> here."""\nx = "<b>"\n')) == ["<b>"]


def test_what_git_keeps_out_is_ignored() -> None:
    assert ignored("var")
    assert ignored(".venv")
    assert not ignored("stray.txt")
