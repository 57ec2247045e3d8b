"""The data packages: valid; that of an edition the same bytes every time, that of the exact numbers on record."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from frictionless import Package, validate

from accounts.models import User
from figures.models import Publication
from figures.publications.numbers import frozen_numbers
from figures.publications.package import SPANS
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.exporting import PURPOSE

SignIn = Callable[[User], Client]
COLUMNS = ["figure", "breakdown", "value", "label_en", "label_nl", "year", "number"]
EXACT = ["figure", "part", "breakdown", "value", "label_en", "label_nl", "span", "year", "number", "export"]


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
    assert list(rows[0]) == COLUMNS
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
        assert described["rules"][figure["key"]]["version"] == 1


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


# The exact numbers


def take_out(client: Client, published: Publication, **said: str) -> Any:
    return client.post(f"/figures/publications/{published.public_key}/figures.zip", {"purpose": PURPOSE, **said})


@pytest.fixture
def exact(cast: Cast, published: Publication, client_of: SignIn, tmp_path: Path) -> Path:
    """The files of the package of the exact numbers."""
    answer = take_out(client_of(cast.admin), published)
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        packed.extractall(tmp_path)
    return tmp_path


def test_the_exact_package_is_valid(exact: Path) -> None:
    report = validate(str(exact / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    described = json.loads((exact / "datapackage.json").read_text())
    assert [field["name"] for field in described["resources"][0]["schema"]["fields"]] == EXACT
    assert described["resources"][0]["schema"]["missingValues"] == [""]
    assert described["licenses"] == [
        {"name": "other-closed", "title": "Exact numbers: not to be passed on. The public edition is free to use."}
    ]
    assert "threshold" not in described


def test_it_holds_every_number_that_was_frozen(exact: Path, published: Publication) -> None:
    rows = list(csv.DictReader(io.StringIO((exact / "figures.csv").read_text())))
    assert list(rows[0]) == EXACT
    held = Counter(
        (row["figure"], row["part"], row["breakdown"], row["value"], row["year"] or row["span"], row["number"])
        for row in rows
    )
    numbers = frozen_numbers(json.loads(published.content))
    assert held == Counter((*place, "" if number is None else str(number)) for place, number in numbers.items())
    assert {row["span"] for row in rows} == set(SPANS)
    assert {row["part"] for row in rows if row["figure"] == "training"} == {"sessions", "attendances"}


def test_it_goes_out_as_any_export(cast: Cast, published: Publication, client_of: SignIn) -> None:
    """With a purpose, two events, the fingerprint of its bytes, and its number on all that can be read of it."""
    client, address = client_of(cast.admin), f"/figures/publications/{published.public_key}/figures.zip"
    asked = client.get(address).content.decode()
    assert "What is this file for?" in asked
    assert "Download the data package" in asked
    assert "Separator" not in asked
    with events() as left:
        assert not take_out(client, published, purpose=" ").streaming
        session = client.session
        confirmed = session.pop("confirmed")
        session.save()
        assert take_out(client, published).status_code == 302
    assert kinds(left) == []
    session["confirmed"] = confirmed
    session.save()
    with events() as left:
        content = b"".join(take_out(client, published).streaming_content)
    begun, ended = left
    assert kinds(left) == ["figure.export_begun", "figure.export_ended"]
    assert (begun.reason, begun.target) == (PURPOSE, ended.target)
    assert json.loads(begun.detail) == {"publication": published.public_key, "package": True}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {name: packed.read(name).decode() for name in packed.namelist()}
    rows = list(csv.DictReader(io.StringIO(files["figures.csv"])))
    told = json.loads(ended.detail)
    assert told == {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest(), "complete": True}
    assert {row["export"] for row in rows} == {begun.target}
    assert json.loads(files["datapackage.json"])["export"] == begun.target
    assert f"taken out as export {begun.target}." in files["page.html"]


def test_its_page_says_what_stands_on_the_publication(exact: Path, published: Publication) -> None:
    page = (exact / "page.html").read_text()
    assert "Publication of 2017–2018" in page
    assert f"by {published.author}" in page
    assert "public edition" not in page
    assert "<a " not in page
    assert "(Wilson, 95 %" in page
    assert "This is version 1 of the rule." in page
    assert "This is version 1 of the rule." in (exact / "rules.md").read_text()
