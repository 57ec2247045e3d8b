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
    assert read
    assert not {path: found for path, found in read.items() if found}


def test_code_holds_nothing_inline() -> None:
    found = [f"{path}: {found}" for path in modules() for text in texts(syntax(path)) for found in inline(text)]
    assert not found


def test_no_script_is_served_and_nothing_is_loaded_from_elsewhere() -> None:
    served = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    assert not [path for path in served if path.suffix in {".js", ".mjs", ".html"}]
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
