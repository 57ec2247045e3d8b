"""The version of a rule: frozen beside it, and a promise that a check holds."""

import importlib.util
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cases.models import Case
from cases.models.values import Outcome
from figures import dimensions as by
from figures.basis import Basis
from figures.definitions import BY_KEY, CLOSED, FIGURES
from figures.figure import Counting, Figure
from figures.models import Publication
from figures.publications import actions as publishing
from figures.publications import numbers, pages
from figures.publications.actions import publish
from figures.publications.content import as_text, version_of
from figures.units import INVESTIGATION
from tests.cast import Cast
from tests.support.published import AS_AT

SignIn = Callable[[User], Client]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def check() -> ModuleType:
    """`.ci/figures.py`."""
    spec = importlib.util.spec_from_file_location("ci_figures", ROOT / ".ci" / "figures.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


# The check

SUSPICIONS = BY_KEY["suspicions"]
STOCK = BY_KEY["stock"]
COUNTS_OTHERWISE = {
    "unit": replace(SUSPICIONS, unit=INVESTIGATION),
    "day": replace(SUSPICIONS, dated_by="concluded_on"),
    "year": replace(SUSPICIONS, year="concluded_year"),
    "condition": replace(SUSPICIONS, where=((by.OUTCOME, (Outcome.CONFIRMED.value,)),)),
    "categories": replace(SUSPICIONS, every_category=True),
    "population": replace(SUSPICIONS, unit=replace(SUSPICIONS.unit, population=lambda _basis: {})),
    "breakdown gone": replace(SUSPICIONS, breakdowns=SUSPICIONS.breakdowns[:-1]),
    "breakdown of another column": replace(SUSPICIONS, breakdowns=(replace(by.RECIPIENT, column="recipient_type_id"),)),
    "undated": replace(SUSPICIONS, may_be_undated=True),
    "way of counting": replace(SUSPICIONS, counting=Counting.PERSONS),
    "part gone": replace(STOCK, parts=STOCK.parts[:-1]),
    "what went": replace(
        STOCK,
        parts=tuple(
            replace(part, flow=replace(CLOSED, year="reopened_year")) if part.flow else part for part in STOCK.parts
        ),
    ),
    "sum": replace(BY_KEY["training"], parts=(replace(BY_KEY["training"].parts[0], summed="attending"),)),
    "share": replace(BY_KEY["lead_time"], parts=(replace(BY_KEY["lead_time"].parts[0], share=0.4),)),
}


def with_figure(check: ModuleType, monkeypatch: pytest.MonkeyPatch, changed: Figure) -> str:
    """What the check says when this figure is in the registry."""
    figures = {figure.key: changed if figure.key == changed.key else figure for figure in FIGURES}
    monkeypatch.setattr(check, "BY_KEY", figures)
    monkeypatch.setattr(check, "FIGURES", tuple(figures.values()))
    said: str = check.main()
    return said


@pytest.fixture
def document(check: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The page as the registry says it now."""
    path: Path = tmp_path / "figures.md"
    monkeypatch.setattr(check, "PAGE", path)
    monkeypatch.setattr(check.sys, "argv", ["figures.py", "--write"])
    assert check.main() == ""
    monkeypatch.setattr(check.sys, "argv", ["figures.py"])
    assert check.main() == ""
    return path


@pytest.mark.parametrize("what", COUNTS_OTHERWISE)
@pytest.mark.parametrize("arguments", [[], ["--write"]], ids=["check", "write"])
def test_what_counts_otherwise_needs_another_version(
    check: ModuleType, document: Path, monkeypatch: pytest.MonkeyPatch, what: str, arguments: list[str]
) -> None:
    before, changed = document.read_text(), COUNTS_OTHERWISE[what]
    monkeypatch.setattr(check.sys, "argv", ["figures.py", *arguments])
    said = with_figure(check, monkeypatch, changed)
    assert said == (
        f"`{changed.key}` counts something else than docs/figures.md says of version 1 of its rule. "
        f"Raise the version of `{changed.key}` to 2 in figures/definitions.py."
    )
    assert document.read_text() == before


def test_a_raised_version_is_written(check: ModuleType, document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raised = replace(COUNTS_OTHERWISE["condition"], version=2)
    assert with_figure(check, monkeypatch, raised).startswith("docs/figures.md is not what the registry says.")
    monkeypatch.setattr(check.sys, "argv", ["figures.py", "--write"])
    assert with_figure(check, monkeypatch, raised) == ""
    assert f"- Rule: version 2, fingerprint `{check.fingerprint(raised)}`." in document.read_text()
    back = with_figure(check, monkeypatch, SUSPICIONS)
    assert back == "The version of `suspicions` went back from 2 to 1. No version is given twice."


def test_words_are_polished_freely(check: ModuleType) -> None:
    polished = replace(SUSPICIONS, rule="Each case once.", label="Leaks", dated_words="Year of receipt")
    assert check.fingerprint(polished) == check.fingerprint(SUSPICIONS)


def test_the_page_that_stands_is_that_of_the_registry(check: ModuleType) -> None:
    assert list(check.broken(check.PAGE.read_text())) == []
    written = check.PAGE.read_text()
    for figure in FIGURES:
        assert f"- Rule: version {figure.version}, fingerprint `{check.fingerprint(figure)}`." in written


# What is published


def test_the_version_is_frozen_and_shown(cast: Cast, published: Publication, client_of: SignIn) -> None:
    for text in (published.content, published.edition):
        assert {figure["version"] for figure in json.loads(text)["figures"]} == {1}
    base, client = f"/figures/publications/{published.public_key}/", client_of(cast.manager)
    for address in (base, f"{base}edition/"):
        assert "This is version 1 of the rule." in client.get(address).content.decode()
    lines = b"".join(client.get(f"{base}edition.csv")).decode().splitlines()
    assert lines[0].endswith(",as_at,version")
    assert all(line.endswith(",2019-03-01,1") for line in lines[1:])


def test_another_version_is_told_and_not_as_other_words(
    published: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.loads(published.content)
    raised = replace(SUSPICIONS, version=2, rule="Other words.")
    polished = replace(STOCK, rule="Other words.")
    monkeypatch.setattr(numbers, "BY_KEY", {**BY_KEY, "suspicions": raised, "stock": polished})
    assert numbers.with_other_versions(content) == [
        "Suspected leaks: counted by version 1 of the rule; today’s is version 2."
    ]
    assert numbers.with_reworded_rules(content) == [STOCK.label_in(Basis())]


def test_another_version_stands_on_the_page(
    cast: Cast, published: Publication, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "BY_KEY", {**BY_KEY, "suspicions": replace(SUSPICIONS, version=2)})
    page = client_of(cast.manager).get(f"/figures/publications/{published.public_key}/").content.decode()
    assert "Suspected leaks: counted by version 1 of the rule; today’s is version 2." in page
    assert "is worded otherwise now" not in page


def as_before(content: dict[str, Any]) -> dict[str, Any]:
    """The same in the first form, in which rules had no version."""
    figures = [{name: said for name, said in figure.items() if name != "version"} for figure in content["figures"]]
    return {**content, "form": 1, "figures": figures}


def test_what_was_frozen_without_versions_opens_and_agrees(
    cast: Cast, cases: dict[str, Case], client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cases
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "as_text", lambda content: as_text(as_before(content)))
        made = publish(by=cast.manager, first=2017, last=2018, as_at=AS_AT)
    content = pages.content_of(made)
    assert content["form"] == 1
    assert not any("version" in figure for figure in [*content["figures"], *pages.edition_of(made)["figures"]])
    assert {version_of(figure) for figure in content["figures"]} == {1}
    client, base = client_of(cast.manager), f"/figures/publications/{made.public_key}/"
    page = client.get(base).content.decode()
    for told in ("it agrees in every number.", "the audit log knows it by its keyed hash", "This is version 1"):
        assert told in page
    assert "is worded otherwise now" not in page
    for address in ("edition/", "edition.csv", "edition.zip"):
        assert client.get(base + address).status_code == 200
    for address in ("figures.csv", "figures.zip"):
        answer: Any = client.post(base + address, {"purpose": "A report", "separator": "comma"})
        assert b"".join(answer.streaming_content)
    correction = publish(by=cast.manager, first=2017, last=2018, as_at=AS_AT.replace(day=2), replaces=made)
    assert pages.content_of(correction)["form"] == 2
