"""Signing in in a real browser: an authenticator app, a passkey of a virtual device, a recovery code."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts import factors
from tests.cast import PASSWORD, Cast
from tests.support.factors import App, app_of, recovery_codes_of

VIEWS: list[dict[str, Any]] = [
    {"locale": "en", "color_scheme": "light", "viewport": {"width": 1360, "height": 900}},
    {"locale": "nl", "color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
]


@pytest.fixture
def browse(live_server: LiveServer, transactional_db: None, new_context: Callable[..., BrowserContext]) -> Any:
    """Opens a page of somebody who is not signed in; passkeys need the host to be called localhost."""
    assert live_server.url.startswith("http://localhost")
    return lambda **options: new_context(base_url=live_server.url, **options).new_page()


def first_step(page: Page, username: str = "ines") -> None:
    """Send a name and a password."""
    page.goto("/sign-in/")
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form button").first.click()


def sign_out(page: Page) -> None:
    page.goto("/sign-out/")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/sign-in/"))


def with_device(page: Page) -> None:
    """Give the browser a device that holds passkeys and whose owner always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def faults(page: Page) -> list[str]:
    """What axe finds wrong, and whether the page scrolls sideways."""
    found = [fault["id"] for fault in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, *(["scrolls sideways"] if wide else [])]


def test_an_app_is_set_up_and_signs_in(cast: Cast, browse: Any) -> None:
    page = browse()
    first_step(page)
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    page.goto("/cases/")
    expect(page).to_have_url(re.compile("/account/factors/$"))
    page.get_by_role("link", name="Set up an app").click()
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    page.get_by_text("The picture cannot be scanned").click()
    app = App(page.locator("details code").inner_text())
    spent = app.code
    page.locator("#id_code").fill(spent)
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Keep as a file").click()
    assert kept.value.suggested_filename == "integrity-recovery-codes.txt"
    assert len(kept.value.path().read_text().splitlines()) == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/my-cases/"))
    sign_out(page)
    first_step(page)
    expect(page.get_by_text("Step 2 of 2")).to_be_visible()
    page.locator("#id_code").fill(spent)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("was used already")).to_be_visible()
    page.locator("#id_code").fill(app.next_code)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/my-cases/"))


def test_a_passkey_is_added_and_signs_in_and_confirms(cast: Cast, browse: Any) -> None:
    page = browse()
    with_device(page)
    first_step(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/factors/")
    expect(page.get_by_role("row", name="Work laptop")).to_be_visible()
    sign_out(page)
    first_step(page)
    expect(page).to_have_url(re.compile("/sign-in/passkey/"))
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(re.compile("/my-cases/"))
    page.goto("/account/confirm/passkey/?next=/account/places/")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible()


def test_a_device_that_gives_no_answer_is_told_so(cast: Cast, browse: Any) -> None:
    page = browse()
    first_step(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('none')); }")
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_text("The passkey gave no answer")).to_be_visible()
    assert not factors.has_one(cast.investigator)


def test_a_recovery_code_signs_in(cast: Cast, browse: Any) -> None:
    app_of(cast.investigator)
    page = browse()
    first_step(page)
    page.get_by_role("link", name="Use a recovery code").click()
    page.locator("#id_code").fill(recovery_codes_of(cast.investigator)[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/my-cases/"))
    assert factors.has_one(cast.investigator)


def test_nothing_on_these_pages_breaks_the_content_security_policy(cast: Cast, browse: Any) -> None:
    page = browse()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    first_step(page)
    for address in ("/account/factors/", "/account/factors/app/", "/account/factors/passkeys/add/"):
        page.goto(address)
    assert not [text for text in said if "Permissions-Policy" not in text]


@pytest.mark.parametrize("view", VIEWS, ids=["en-light-1360", "nl-dark-390"])
def test_axe_finds_nothing(cast: Cast, browse: Any, view: dict[str, Any]) -> None:
    page = browse(**view)
    page.goto("/sign-in/")
    wrong = [("sign-in", fault) for fault in faults(page)]
    first_step(page, "otto")
    wrong += [("factors", fault) for fault in faults(page)]
    sign_out(page)
    app_of(cast.investigator)
    first_step(page)
    for address in ("/sign-in/code/", "/sign-in/passkey/", "/sign-in/recovery-code/"):
        page.goto(address)
        wrong += [(address, fault) for fault in faults(page)]
    page.goto("/sign-in/code/")
    page.locator("#id_code").fill("000000")
    page.locator("main form button.main").click()
    wrong += [("wrong code", fault) for fault in faults(page)]
    assert page.locator("html").get_attribute("lang") == view["locale"]
    assert not wrong
