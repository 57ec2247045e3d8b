"""axe-core finds nothing on any page, and no page scrolls sideways: English, light, on a desk; Dutch, dark, on a phone.

The addresses come from the resolver: a page that is not listed here fails the first test.
"""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.urls import get_resolver
from playwright.sync_api import Page

from accounts import factors
from accounts.invitations.actions import make_link
from accounts.models import Proposal, Purpose
from accounts.people import actions as people
from accounts.proposals.actions import propose_role
from audit import sealing
from audit.actions import mark_reviewed
from audit.kinds import Kind
from audit.months import Month
from cases import actions
from cases.models import Case, TeamMember, Wall
from cases.models.values import Finding
from screening import actions as screening
from tests.cast import Cast, suspicion
from tests.support.casework import RECEIVED, close, find, nth, start
from tests.support.factors import first_step, set_up_app
from tests.support.intake import make_intake, make_run
from tests.support.passkeys import add_passkey
from tests.support.routes import fits, routes
from tests.support.world import make_publication, make_setup, make_signals, make_staff, make_work, trajectory
from tests.support.written import wrote

# Who opens each page. `{…}` are public keys of records that the test makes.
PAGES: dict[str, str] = {
    "about/demo/": "stranger",
    "account/": "auditor",
    "account/password/": "manager",
    "account/places/": "manager",
    "account/confirm/": "manager",
    "account/confirm/code/": "stranger",
    "account/confirm/passkey/": "stranger",
    "account/confirm/anew/": "manager",
    "account/factors/": "stranger",
    "account/factors/?": "manager",
    "account/factors/app/": "stranger",
    "account/factors/app/remove/": "stranger",
    "account/factors/passkeys/add/": "stranger",
    "account/factors/passkeys/{passkey}/remove/": "stranger",
    "account/factors/recovery-codes/": "stranger",
    "account/factors/recovery-codes/?": "stranger",
    "account/factors/recovery-codes/new/": "stranger",
    "sign-out/": "manager",
    "my-cases/": "investigator",
    "my-cases/?": "subject",
    "cases/": "coordinator",
    "cases/new/": "investigator",
    "cases/{case}/": "investigator",
    "cases/{case}/correct/": "investigator",
    "cases/{case}/lead/": "coordinator",
    "cases/{case}/void/": "coordinator",
    "cases/{case}/?of=coordinator": "coordinator",
    "cases/{case}/looked/": "coordinator",
    "cases/{case}/hand-over/": "investigator",
    "cases/{case}/step-out/": "investigator",
    "cases/{case}/team/new/": "investigator",
    "cases/{case}/team/{member}/take-off/": "investigator",
    "cases/{case}/walls/new/": "coordinator",
    "cases/{case}/walls/{wall}/lift/": "investigator",
    "cases/duplicates/": "coordinator",
    "cases/{case}/allegations/new/": "investigator",
    "cases/{case}/allegations/{allegation}/correct/": "investigator",
    "cases/{case}/allegations/{allegation}/subject/": "investigator",
    "cases/{case}/allegations/{allegation}/finding/": "investigator",
    "cases/{case}/investigations/new/": "investigator",
    "cases/{case}/investigations/{investigation}/end/": "investigator",
    "cases/{found}/closing/propose/": "investigator",
    "cases/{proposed}/closing/confirm/": "coordinator",
    "cases/{proposed}/closing/decline/": "coordinator",
    "cases/{closed}/reopen/": "coordinator",
    "signals/": "coordinator",
    "signals/?": "other_investigator",
    "signals/all/": "coordinator",
    "signals/all/?": "manager",
    "signals/new/": "investigator",
    "signals/{signal}/": "coordinator",
    "signals/{followed}/": "investigator",
    "signals/{settled}/": "coordinator",
    "signals/{signal}/decide/": "coordinator",
    "signals/{signal}/decide/?": "other_investigator",
    "signals/{signal}/correct/": "coordinator",
    "signals/{signal}/triager/": "coordinator",
    "signals/{clocked}/acknowledge/": "coordinator",
    "signals/{clocked}/feedback/": "coordinator",
    "signals/{settled}/take-back/": "coordinator",
    "signals/{signal}/walls/new/": "coordinator",
    "signals/{signal}/walls/{signal_wall}/lift/": "coordinator",
    "signals/{followed}/reporter/": "investigator",
    "signals/{signal}/reporter/": "coordinator",
    "signals/{settled}/reporter/": "coordinator",
    "signals/{signal}/reporter/record/": "coordinator",
    "screening/": "screening_officer",
    "screening/?due=overdue": "screening_officer",
    "screening/board/": "screening_officer",
    "screening/renewals/": "screening_officer",
    "screening/new/?level=reliability": "screening_officer",
    "screening/new/?level=conduct_certificate": "screening_officer",
    "screening/{renewable}/": "screening_officer",
    "screening/{renewable}/renew/": "screening_officer",
    "screening/{renewable}/renewals/end/": "screening_officer",
    "screening/{renewable}/duty/new/": "screening_officer",
    "screening/{renewable}/duty/{duty}/assess/": "screening_officer",
    "screening/{renewable}/enter-service/": "screening_officer",
    "screening/staff/": "screening_officer",
    "screening/staff/swear-in/": "screening_officer",
    "screening/staff/code/": "screening_officer",
    "screening/staff/{staff}/": "screening_officer",
    "screening/staff/{staff}/leave/": "screening_officer",
    "screening/staff/{staff}/correct/": "screening_officer",
    "screening/staff/{staff}/oath/": "screening_officer",
    "screening/staff/{staff}/oath/correct/": "screening_officer",
    "screening/staff/{staff}/oath/take-back/": "screening_officer",
    "screening/staff/{staff}/code/": "screening_officer",
    "screening/staff/{staff}/code/{acknowledgement}/withdraw/": "screening_officer",
    "screening/training/": "screening_officer",
    "screening/training/new/": "screening_officer",
    "screening/training/{training}/": "screening_officer",
    "screening/training/{training}/correct/": "screening_officer",
    "screening/training/{training}/void/": "screening_officer",
    "screening/new/": "screening_officer",
    "screening/{trajectory}/": "screening_officer",
    "screening/{trajectory}/stage/": "screening_officer",
    "screening/{trajectory}/complete/": "screening_officer",
    "screening/{decided}/objection/": "screening_officer",
    "screening/{trajectory}/officer/": "screening_officer",
    "screening/{trajectory}/correct/": "screening_officer",
    "screening/{decided}/walls/new/": "screening_officer",
    "screening/{trajectory}/walls/{trajectory_wall}/lift/": "screening_officer",
    "screening/export/": "screening_officer",
    "import/": "investigator",
    "import/?": "screening_officer",
    "import/new/": "investigator",
    "import/profiles/": "admin",
    "import/profiles/bring-in/": "admin",
    "import/runs/": "coordinator",
    "import/runs/{import_run}/take-back/": "coordinator",
    "import/files/{incoming}/": "investigator",
    "import/files/{incoming}/reading/": "investigator",
    "import/files/{incoming}/columns/": "investigator",
    "import/files/{incoming}/values/": "investigator",
    "import/files/{incoming}/values/finding/": "investigator",
    "import/files/{incoming}/profile/": "investigator",
    "import/files/{incoming}/import/": "investigator",
    "figures/": "manager",
    "figures/?from=2001&to=2018&open=suspicions.recipient.criminal&open=suspicions": "manager",
    "figures/compare/": "manager",
    "figures/tokens/": "admin",
    "figures/tokens/issue/": "admin",
    "figures/setup/": "admin",
    "figures/setup/breaks/add/": "admin",
    "figures/setup/breaks/{break}/": "admin",
    "figures/setup/headcounts/add/": "admin",
    "figures/setup/headcounts/{headcount}/": "admin",
    "figures/setup/threshold/": "admin",
    "figures/publications/": "manager",
    "figures/publications/new/": "manager",
    "figures/publications/{publication}/": "manager",
    "figures/publications/{publication}/correct/": "manager",
    "figures/publications/{publication}/figures.csv": "admin",
    "figures/publications/{publication}/figures.zip": "admin",
    "figures/publications/{publication}/edition/": "auditor",
    "figures/suspicions/": "manager",
    "figures/suspicions/?from=2018&to=2018": "admin",
    "figures/suspicions/records/": "manager",
    "figures/suspicions.csv": "manager",
    "figures/suspicions/records.csv": "coordinator",
    "cases/export/?outcome=pending": "coordinator",
    "figures/signals/": "coordinator",
    "figures/signals/records/": "manager",
    "figures/training/": "screening_officer",
    "figures/sworn_in/records/": "manager",
    "lists/": "admin",
    "lists/units/": "admin",
    "lists/units/add/": "admin",
    "lists/causes/items/money/": "admin",
    "lists/levels/": "admin",
    "lists/levels/add/": "admin",
    "lists/levels/items/reliability/": "admin",
    "lists/causes/items/money/retire/": "admin",
    "people/": "admin",
    "people/invite/": "admin",
    "audit/": "auditor",
    "audit/?person=nobody": "auditor",
    "audit/?since=31-2-2019": "auditor",
    "audit/events/{event}/": "auditor",
    "audit/sheet/{month}/": "auditor",
    "audit/sheet/2019-01/": "auditor",
    "audit/sheet/{month}/{item}/": "auditor",
    "people/proposals/": "auditor",
    "people/proposals/{proposal}/": "auditor",
    "people/proposals/{proposal}/approve/": "auditor",
    "people/proposals/{proposal}/decline/": "auditor",
    "people/vic/": "admin",
    "people/vic/roles/give/": "admin",
    "people/ines/roles/investigator/end/": "admin",
    "people/vic/number/": "admin",
    "people/vic/link/": "admin",
    "people/vic/second-factor/": "admin",
    "people/vic/sessions/": "admin",
    "people/vic/deactivate/": "admin",
    "people/cleo/reactivate/": "admin",
    "invitation/{token}/": "stranger",
    "invitation/nonsense/": "stranger",
    # The same pages as they look to those who count and open nothing, and what nobody may see.
    "cases/?year=2018": "manager",
    "screening/?result=negative": "admin",
    "cases/2018-00000/": "stranger",
    "cases/{case}/?": "manager",
    "cases/?unheard=of": "manager",
}
# Files, redirects, what only takes a POST, and what is no page.
NO_PAGES = {
    "",
    "health/",
    "language/",
    "cases/duplicates/<slug:key>/seen/",
    "account/theme/",
    "lists/<slug:name>/items/<slug:key>/bring-back/",
    "figures/setup/breaks/<slug:key>/withdraw/",
    "figures/setup/breaks/<slug:key>/bring-back/",
    "figures/<slug:key>.json",
    "figures/open/",
    "figures/open/<slug:key>.json",
    "figures/tokens/<slug:key>/withdraw/",
    "figures/publications/<slug:key>/edition.csv",
    "figures/publications/<slug:key>/edition.zip",
    "import/templates/<slug:kind>.csv",
    "import/profiles/<slug:key>.toml",
    "import/profiles/<slug:key>/withdraw/",
    "import/files/<slug:key>/profile/save/",
    "import/files/<slug:key>/profile.toml",
    "import/files/<slug:key>/check/",
    "import/files/<slug:key>/discard/",
    "import/files/<slug:key>/refused.csv",
    # Have tests of their own, signed out or half signed in.
    "sign-in/",
    "sign-in/code/",
    "sign-in/passkey/",
    "sign-in/recovery-code/",
    "sign-in/provider/",
    "sign-in/provider/callback/",
    "account/provider/link/",
    "account/provider/unlink/",
    "account/places/end/",
}
VIEWS: list[dict[str, Any]] = [
    {"locale": "en", "color_scheme": "light", "viewport": {"width": 1360, "height": 900}},
    {"locale": "nl", "color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
]


def test_every_page_is_listed() -> None:
    unlisted = [
        route
        for route in routes(get_resolver())
        if route not in NO_PAGES and not any(fits(address, route) for address in PAGES)
    ]
    assert not unlisted


def proposed_role(cast: Cast) -> Proposal:
    """A role that waits; beside it somebody with an address, and somebody whose account is shut."""
    cast.stranger.email = "vic@example.org"
    cast.stranger.save()
    people.deactivate(by=cast.admin, person=cast.second_coordinator, reason="Left.")
    return propose_role(by=cast.admin, about=cast.stranger, role="investigator", reason="Asked for.")


def from_the_log(cast: Cast) -> dict[str, str]:
    """An event, and an item of this month's sheet, of which there is one of most sorts."""
    for index in range(45):
        wrote(Kind.CASE_OPENED, cast.coordinator, target=f"2018-{index:05}", on_team=False)
        wrote(Kind.SIGN_IN_FAILED, target="ines")
    wrote(Kind.FIGURE_DRILLED, cast.manager, detail={"rows": 2})
    wrote(Kind.READING_THROTTLED, cast.coordinator, target="2018-99999")
    export = wrote(Kind.CASES_EXPORT_BEGUN, cast.coordinator, target="0123456789AB", reason="Yearly report")
    refused = wrote(Kind.REQUEST_REFUSED, cast.subject, target="2018-99999")
    month = str(Month.present())
    mark_reviewed(item=f"{month}.exported.{export.target}", by=cast.auditor, note="As agreed.")
    sealing.seal()
    return {"event": refused.public_key, "month": month, "item": f"{month}.refused.{cast.subject.username}"}


def found(cast: Cast) -> Case:
    case = suspicion(cast.investigator, received_on=RECEIVED)
    return find(nth(case), cast.investigator, Finding.CONFIRMED)


def passkey_of_the_stranger() -> str:
    """The key of a passkey, of somebody who has every kind of second factor."""
    client = first_step("vic")
    set_up_app(client)
    add_passkey(client)
    return factors.shown_key(Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN))


@pytest.fixture
def keys(cast: Cast) -> dict[str, str]:
    """The public keys of one record in each state that has pages of its own."""
    case, proposed, closed = suspicion(cast.investigator, received_on=RECEIVED), found(cast), found(cast)
    actions.propose_closing(case=proposed, by=cast.investigator, proposal="All is done")
    close(closed, cast.investigator, cast.coordinator)
    actions.grant_access(case=case, by=cast.investigator, person=cast.other_investigator, role="member", reason="Work")
    actions.raise_wall(case=case, by=cast.investigator, person=cast.manager, reason="A friend of a witness.")
    actions.note_duplicates([(case, closed.pk)])
    decided = trajectory(cast)
    screening.complete(
        trajectory=decided, by=cast.screening_officer, result="positive", completed_on=decided.started_on
    )
    walled = trajectory(cast)
    wall = screening.raise_wall(
        trajectory=walled, by=cast.screening_officer, person=cast.manager, reason="They are married."
    )
    return {
        "case": case.reference,
        "member": TeamMember.objects.get(case=case, user=cast.other_investigator).public_key,
        "wall": Wall.objects.get(case=case).public_key,
        "allegation": nth(case).public_key,
        "investigation": start(case, cast.investigator).public_key,
        "found": found(cast).reference,
        "passkey": passkey_of_the_stranger(),
        "proposed": proposed.reference,
        "closed": closed.reference,
        "trajectory": walled.reference,
        "trajectory_wall": wall.public_key,
        "decided": decided.reference,
        "proposal": proposed_role(cast).public_key,
        "token": make_link(to=cast.stranger, purpose=Purpose.INVITATION),
        **make_signals(cast),
        **make_work(cast),
        **make_staff(cast),
        **make_setup(cast),
        **make_publication(cast),
        **make_intake(cast),
        **make_run(cast),
        **from_the_log(cast),
    }


@pytest.mark.parametrize("view", VIEWS, ids=["en-light-1360", "nl-dark-390"])
def test_axe_finds_nothing(
    transactional_db: None, cast: Cast, keys: dict[str, str], page_of: Callable[..., Page], view: dict[str, Any]
) -> None:
    opened: dict[str, Page] = {}
    wrong = []
    for address, part in PAGES.items():
        if part not in opened:
            opened[part] = page_of(getattr(cast, part), **view)
        page = opened[part]
        page.goto("/" + address.format(**keys))
        assert page.locator("html").get_attribute("lang") == view["locale"]
        wrong += [(address, fault["id"]) for fault in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append((address, "scrolls sideways"))
    assert not wrong
