"""The style sheets: one place for raw values, no `!important`, nothing from elsewhere, each linked once."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

CSS = Path(settings.BASE_DIR) / "static" / "css"
SHEETS = sorted(CSS.glob("*.css"))


def rules(sheet: Path) -> str:
    """What a sheet says, without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)


def test_every_sheet_is_linked_once_and_every_link_leads_to_a_sheet() -> None:
    linked = re.findall(r'href="[^"]*css/(\w+\.css)"', render_to_string("_sheets.html"))
    assert sorted(linked) == [sheet.name for sheet in SHEETS]
    assert linked[0] == "tokens.css"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_order_of_the_layers_decides_and_nothing_else(sheet: Path) -> None:
    text = rules(sheet)
    assert "!important" not in text
    assert "@import" not in text
    assert text.count("{") == text.count("}")
    outside = re.sub(r"@page(?:\s+[a-z]+)?\s*\{(?:[^{}]|\{[^{}]*\})*\}", "", text)
    assert re.match(r"\s*@layer\s", outside)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_nothing_is_fetched_from_elsewhere(sheet: Path) -> None:
    assert "url(" not in rules(sheet)


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEETS if sheet.stem not in {"tokens", "print"}], ids=lambda sheet: sheet.name
)
def test_colours_are_tokens(sheet: Path) -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rules(sheet))
