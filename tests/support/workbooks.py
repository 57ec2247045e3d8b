"""Workbooks for tests, written part by part, so that they can be wrong in every way."""

import io
import zipfile
from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def book(sheets: Sequence[tuple[str, str]] = (("Sheet1", ""),), before: str = "") -> str:
    """`xl/workbook.xml` with sheets of these names, and of each what else is said of it."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{place}" r:id="r{place}" {more}/>'
        for place, (name, more) in enumerate(sheets, 1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{before}<sheets>{listed}</sheets></workbook>'


def links(sheets: int = 1, more: str = "") -> str:
    """`xl/_rels/workbook.xml.rels` for so many sheets, styles and shared texts."""
    listed = "".join(
        f'<Relationship Id="r{place}" Type="{LINKS}/worksheet" Target="worksheets/sheet{place}.xml"/>'
        for place in range(1, sheets + 1)
    )
    shared = (
        f'<Relationship Id="rs" Type="{LINKS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rt" Type="{LINKS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    )
    return f'<Relationships xmlns="{PACKAGE}">{listed}{shared}{more}</Relationships>'


def sheet(rows: str, dimension: str = "A1") -> str:
    """A sheet with these rows, as XML."""
    return f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'


def said(*rows: Sequence[str]) -> str:
    """Rows of text, as XML."""
    return "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )


def packed(rows: str = said("a", "1"), more: Mapping[str, str | bytes | None] | None = None) -> bytes:
    """A workbook of one sheet with these rows; `more` are parts beside it, or in place of one, or none of it."""
    parts: dict[str, str | bytes | None] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": book(),
        "xl/_rels/workbook.xml.rels": links(),
        "xl/worksheets/sheet1.xml": sheet(rows),
        **(more or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if content is not None:
                package.writestr(name, content)
    return file.getvalue()
