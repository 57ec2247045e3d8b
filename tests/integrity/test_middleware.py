"""No page and no file of the register is kept by a browser or a proxy; style sheets are."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cases.models import Case
from tests.cast import Cast

ClientOf = Callable[[User], Client]
PAGES = ["/cases/", "/cases/new/", "/cases/export/", "/figures/", "/account/", "/account/password/", "/"]


def kept(client: Client, path: str) -> bool:
    """Whether the answer to this address may be kept."""
    return "no-store" not in client.get(path).headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_and_no_file_is_kept(cast: Cast, client_of: ClientOf, path: str) -> None:
    assert not kept(client_of(cast.coordinator), path)


@pytest.mark.parametrize("path", ["/screening/", "/screening/new/", "/screening/export/"])
def test_nothing_of_screening_is_kept(cast: Cast, client_of: ClientOf, path: str) -> None:
    assert client_of(cast.screening_officer).get(path).status_code == 200
    assert not kept(client_of(cast.screening_officer), path)


def test_a_refusal_and_an_error_are_not_kept(cast: Cast, client_of: ClientOf) -> None:
    assert not kept(client_of(cast.stranger), "/cases/")
    assert not kept(client_of(cast.coordinator), "/cases/?unheard=of")
    assert not kept(Client(), "/cases/")
    assert not kept(Client(), "/sign-in/")


def test_an_opened_case_is_not_kept(cast: Cast, client_of: ClientOf, case: Case) -> None:
    address = case.get_absolute_url()
    client = client_of(cast.investigator)
    assert client.get(address).status_code == 200
    assert not kept(client, address)


def test_a_style_sheet_is_kept(db: None) -> None:
    client = Client()
    assert client.get("/static/css/base.css").status_code == 200
    assert kept(client, "/static/css/base.css")
