"""The data package of a public edition: valid, made of the edition alone, the same bytes every time."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from frictionless import Package, validate

from accounts.models import User
from figures.models import Publication
from figures.publications.package import COLUMNS
from tests.cast import Cast

SignIn = Callable[[User], Client]


@pytest.fixture
def unpacked(cast: Cast, published: Publication, client_of: SignIn, tmp_path: Path) -> Path:
    """The files of the package, as a reader has them."""
    answer = client_of(cast.auditor).get(f"/figures/publications/{published.public_key}/edition.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(tmp_path)
    return tmp_path


def test_it_is_a_valid_data_package(unpacked: Path) -> None:
    report = validate(str(unpacked / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])


def test_a_wrong_number_makes_it_invalid(unpacked: Path) -> None:
    table = unpacked / "figures.csv"
    table.write_text(
        table.read_text().replace("suspicions,,,", "suspicions,,,", 1) + "suspicions,x,x,x,x,2018,many\r\n"
    )
    assert not validate(str(unpacked / "datapackage.json")).valid


def test_masked_numbers_are_missing_and_say_so(unpacked: Path, published: Publication) -> None:
    rows = list(csv.DictReader(io.StringIO((unpacked / "figures.csv").read_text())))
    assert list(rows[0]) == list(COLUMNS)
    printed = json.loads(published.edition)
    assert {row["figure"] for row in rows} == {figure["key"] for figure in printed["figures"]}
    signs = {row["number"] for row in rows if not row["number"].isdigit()}
    assert signs == {"<5", "×"}
    read = Package(str(unpacked / "datapackage.json")).get_table_resource("figures").read_rows()
    assert [row["number"] is None for row in read] == [not row["number"].isdigit() for row in rows]


def test_it_says_what_counts_and_as_known_when(unpacked: Path, published: Publication) -> None:
    described = json.loads((unpacked / "datapackage.json").read_text())
    assert described["as_at"] == published.as_at.isoformat()
    assert described["licenses"][0]["name"] == "CC0-1.0"
    for figure in json.loads(published.edition)["figures"]:
        assert figure["rules"]["en"][0] in (unpacked / "rules.md").read_text()
        assert figure["rules"]["nl"][0] in described["rules"][figure["key"]]["nl"]


def test_its_page_stands_by_itself(unpacked: Path) -> None:
    page = (unpacked / "page.html").read_text()
    assert 'href="page.css"' in page
    assert "/static/" not in page
    assert "<a " not in page
    assert "Masked:" in page
    assert re.search(r"Of all numbers, \d+ % are masked\.", page)


def test_it_is_the_same_every_time(cast: Cast, published: Publication, client_of: SignIn) -> None:
    client, address = client_of(cast.manager), f"/figures/publications/{published.public_key}/edition.zip"
    assert client.get(address).content == client.get(address).content
