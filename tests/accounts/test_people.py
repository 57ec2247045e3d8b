"""The admin's pages about people, and what holds at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.lookalike import skeleton
from accounts.models import Link, Proposal, RoleGrant, User
from accounts.people import actions
from accounts.proposals import actions as proposals
from accounts.roles import Role
from audit.kinds import Kind
from lib.refusal import Refused
from tests.cast import Cast, person
from tests.support.audited import events, kinds

ClientOf = Callable[[User], Client]
WHY = "Asked for by the head of the office."
INVITED = {
    "name": "Nel Vos",
    "username": "n.vos",
    "email": "nel@example.org",
    "number": "N-77",
    "language": "nl",
    "roles": ["investigator"],
    "reason": WHY,
}
# What an admin reaches about `vic`, who is active and holds no role.
STEPS = ("roles/give/", "number/", "link/", "second-factor/", "sessions/", "deactivate/")


@pytest.fixture
def vic(cast: Cast) -> User:
    cast.stranger.email = "vic@example.org"
    cast.stranger.save()
    return cast.stranger


def fresh(user: User) -> User:
    """The person as the database has him."""
    return User.objects.get(pk=user.pk)


def body(answer: Any) -> str:
    return str(answer.content.decode())


def make_stale(client: Client) -> None:
    """As if the sign-in lay further back than grants allow."""
    session = client.session
    session.pop("confirmed", None)
    session.save()


def test_the_list_says_who_holds_what(cast: Cast, client_of: ClientOf) -> None:
    cast.manager.is_active = False
    cast.manager.save()
    proposals.propose_role(by=cast.admin, about=cast.stranger, role=Role.INVESTIGATOR, reason=WHY)
    with events() as found:
        page = body(client_of(cast.admin).get("/people/"))
    assert kinds(found) == [Kind.PEOPLE_LISTED]
    for name in ("Ines de Wit", "Screening officer", "Deactivated", "1 proposal waits for a second person"):
        assert name in page
    assert page.index("Vic Meijer") < page.index("Mara Smit")


def test_the_list_takes_the_same_few_queries(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(cast.admin)
    with django_assert_max_num_queries(14) as few:
        client.get("/people/")
    for number in range(20):
        person(f"colleague{number}", Role.MANAGER, Role.INVESTIGATOR)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get("/people/")


@pytest.mark.parametrize("part", ["investigator", "coordinator", "manager", "screening_officer", "stranger"])
@pytest.mark.parametrize("address", ["", "invite/", "proposals/", "vic/", *(f"vic/{step}" for step in STEPS)])
def test_for_others_there_is_nothing(cast: Cast, client_of: ClientOf, part: str, address: str) -> None:
    client = client_of(cast.everybody()[part])
    unknown = body(client.get("/people/nobody/"))
    assert (client.get(f"/people/{address}").status_code, body(client.get(f"/people/{address}"))) == (404, unknown)
    assert "People" not in body(client.get("/account/"))


@pytest.mark.parametrize("address", ["invite/", *(f"vic/{step}" for step in STEPS), "ines/roles/investigator/end/"])
def test_the_auditor_looks_and_changes_nothing(cast: Cast, client_of: ClientOf, address: str) -> None:
    client = client_of(cast.auditor)
    page = body(client.get("/people/vic/")) + body(client.get("/people/"))
    assert "Vic Meijer" in page
    assert "What you can do" not in page
    assert "Invite somebody" not in page
    assert "T-vic" not in page
    for answer in (client.get(f"/people/{address}"), client.post(f"/people/{address}", {**INVITED, "role": "manager"})):
        assert answer.status_code == 404
    assert not Proposal.objects.exists()
    assert RoleGrant.objects.filter(ended_at=None).count() == 9


def test_a_person_is_shown_with_all_roles(cast: Cast, client_of: ClientOf) -> None:
    actions.give_role(by=cast.admin, person=cast.stranger, role=Role.MANAGER, reason=WHY)
    actions.end_role(by=cast.admin, person=cast.stranger, role=Role.MANAGER, reason=WHY)
    with events() as found:
        page = body(client_of(cast.admin).get("/people/vic/"))
    assert kinds(found) == [Kind.PERSON_OPENED]
    assert found[0].target == "vic"
    for words in ("given by Adam Visser", "Ended", "by Adam Visser", "T-vic"):
        assert words in page


@pytest.mark.parametrize("username", ["nobody", "VIC", "vi%00c", "-", "vic%20"])
def test_nobody_of_that_name(cast: Cast, client_of: ClientOf, username: str) -> None:
    assert client_of(cast.admin).get(f"/people/{username}/").status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_a_step_shows_its_form_with_one_look(cast: Cast, vic: User, client_of: ClientOf, step: str) -> None:
    client = client_of(cast.admin)
    with events() as found:
        page = client.get(f"/people/vic/{step}")
    assert page.status_code == 200
    assert kinds(found) == [Kind.PERSON_OPENED]
    with events() as again:
        page = client.post(f"/people/vic/{step}", {})
    assert "Say why." in body(page)
    assert kinds(again) == [Kind.PERSON_OPENED]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SCREENING_OFFICER])
def test_some_roles_hold_at_once(cast: Cast, vic: User, client_of: ClientOf, role: Role) -> None:
    his = client_of(vic)
    with events() as found:
        answer = client_of(cast.admin).post("/people/vic/roles/give/", {"role": role.value, "reason": WHY}, follow=True)
    assert "The role holds from now on." in body(answer)
    assert kinds(found) == [Kind.ROLE_GRANTED, Kind.PERSON_OPENED]
    assert (found[0].actor, found[0].target, found[0].reason) == ("adam", "vic", WHY)
    assert fresh(vic).roles == {role.value}
    assert his.get("/account/").status_code == 302


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.COORDINATOR, Role.ADMIN, Role.AUDITOR])
def test_power_is_only_proposed(cast: Cast, vic: User, client_of: ClientOf, role: Role) -> None:
    with events() as found:
        answer = client_of(cast.admin).post("/people/vic/roles/give/", {"role": role.value, "reason": WHY})
    assert answer.headers["Location"] == "/people/vic/"
    assert kinds(found) == [Kind.ROLE_PROPOSED]
    assert fresh(vic).roles == frozenset()
    assert Proposal.objects.get().roles == role


def test_nobody_gives_himself_a_role_at_once(cast: Cast, client_of: ClientOf) -> None:
    given = actions.give_role(by=cast.admin, person=cast.admin, role=Role.SCREENING_OFFICER, reason=WHY)
    assert isinstance(given, Proposal)
    assert fresh(cast.admin).roles == {"admin"}


def test_excluded_roles_are_refused_on_the_page(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of(cast.admin).post("/people/ines/roles/give/", {"role": "admin", "reason": WHY})
    assert answer.status_code == 409
    assert "Nobody holds these roles together" in body(answer)


@pytest.mark.parametrize("step", ["roles/give/", "number/", "second-factor/"])
def test_power_asks_for_a_recent_sign_in(cast: Cast, vic: User, client_of: ClientOf, step: str) -> None:
    client = client_of(cast.admin)
    make_stale(client)
    answers = {"role": "manager", "number": "Q-1", "reason": WHY}
    for answer in (client.get(f"/people/vic/{step}"), client.post(f"/people/vic/{step}", answers)):
        assert answer.status_code == 302
        assert f"next=%2Fpeople%2Fvic%2F{step.replace('/', '%2F')}" in answer.headers["Location"]
    assert not Proposal.objects.exists()
    assert fresh(vic).roles == frozenset()


def test_an_invitation_and_an_approval_ask_for_a_recent_sign_in(cast: Cast, client_of: ClientOf) -> None:
    client, second = client_of(cast.admin), client_of(cast.auditor)
    client.post("/people/invite/", INVITED)
    proposal = Proposal.objects.get()
    make_stale(client)
    make_stale(second)
    assert client.post("/people/invite/", {**INVITED, "username": "other", "number": "N-78"}).status_code == 302
    assert second.post(f"/people/proposals/{proposal.public_key}/approve/").status_code == 302
    assert [(one.username, one.outcome) for one in Proposal.objects.all()] == [("n.vos", "")]


def test_ending_a_role_holds_at_once(cast: Cast, client_of: ClientOf) -> None:
    his, client = client_of(cast.investigator), client_of(cast.admin)
    address = "/people/ines/roles/investigator/end/"
    assert client.get(address).status_code == 200
    with events() as found:
        client.post(address, {"reason": WHY})
    assert kinds(found) == [Kind.ROLE_ENDED]
    assert (found[0].target, found[0].reason) == ("ines", WHY)
    assert fresh(cast.investigator).roles == frozenset()
    grant = RoleGrant.objects.get(user=cast.investigator)
    assert grant.ended_by == cast.admin
    assert his.get("/cases/").status_code == 302
    assert client.post(address, {"reason": WHY}).status_code == 409
    assert client.get("/people/ines/roles/nonsense/end/").status_code == 409


def test_deactivating_holds_at_once(cast: Cast, vic: User, client_of: ClientOf) -> None:
    his, client = client_of(vic), client_of(cast.admin)
    client.post("/people/vic/link/", {"reason": WHY})
    with events() as found:
        answer = client.post("/people/vic/deactivate/", {"reason": WHY}, follow=True)
    assert kinds(found)[0] == Kind.DEACTIVATED
    assert "Reactivate this account" in body(answer)
    assert not fresh(vic).is_active
    assert his.get("/account/").status_code == 302
    assert not Link.objects.filter(ended_at=None).exists()
    assert client.post("/people/vic/deactivate/", {"reason": WHY}).status_code == 409
    assert client.get("/people/vic/link/").status_code == 409
    assert client.get("/people/vic/reactivate/").status_code == 200
    assert client.post("/people/vic/reactivate/", {"reason": WHY}).status_code == 302
    assert not fresh(vic).is_active


def test_all_sessions_of_a_person_end(cast: Cast, vic: User, client_of: ClientOf) -> None:
    here, there, other = client_of(vic), client_of(vic), client_of(cast.manager)
    with events() as found:
        client_of(cast.admin).post("/people/vic/sessions/", {"reason": WHY})
    assert kinds(found) == [Kind.SESSIONS_ENDED]
    assert [client.get("/account/").status_code for client in (here, there, other)] == [302, 302, 200]


def test_an_invitation_goes_its_whole_way(
    cast: Cast, client_of: ClientOf, django_capture_on_commit_callbacks: Any
) -> None:
    admin, auditor = client_of(cast.admin), client_of(cast.auditor)
    assert "Invite somebody" in body(admin.get("/people/invite/"))
    page = body(admin.post("/people/invite/", INVITED, follow=True))
    key = Proposal.objects.get().public_key
    assert "You proposed this yourself" in page
    assert f"{key}/approve/" not in page
    assert admin.post(f"/people/proposals/{key}/approve/").status_code == 409
    page = body(auditor.get(f"/people/proposals/{key}/"))
    for words in ("Nel Vos", "n.vos", "nel@example.org", "N-77", "Investigator", WHY, "Adam Visser"):
        assert words in page
    with events() as looked:
        assert auditor.get(f"/people/proposals/{key}/approve/").status_code == 200
    assert kinds(looked) == [Kind.PROPOSAL_OPENED]
    with django_capture_on_commit_callbacks(execute=True), events() as approved:
        auditor.post(f"/people/proposals/{key}/approve/")
    assert kinds(approved) == [Kind.ACCOUNT_MADE]
    assert "http://testserver/invitation/" in mail.outbox[0].body
    page = body(admin.get("/people/proposals/"))
    assert "Approved" in page
    assert "Nothing waits." in page


def test_links_in_mails_lead_where_the_settings_say(
    cast: Cast, vic: User, client_of: ClientOf, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SITE, settings.ALLOWED_HOSTS = "https://register.example.org", ["register.example.org", ".example.net"]
    proposals.propose_account(by=cast.admin, **INVITED)
    address = f"/people/proposals/{Proposal.objects.get().public_key}/approve/"
    with django_capture_on_commit_callbacks(execute=True):
        client_of(cast.admin).post("/people/vic/link/", {"reason": WHY}, headers={"host": "evil.example.net:8443"})
        client_of(cast.auditor).post(address, headers={"host": "evil.example.net"})
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert "https://register.example.org/invitation/" in letter.body
        assert "evil" not in letter.body


def test_a_proposal_is_declined_with_a_reason(cast: Cast, client_of: ClientOf) -> None:
    proposal = proposals.propose_role(by=cast.admin, about=cast.stranger, role=Role.INVESTIGATOR, reason=WHY)
    auditor, address = client_of(cast.auditor), f"/people/proposals/{proposal.public_key}/decline/"
    with events() as again:
        assert "Say why." in body(auditor.post(address, {"reason": " "}))
    assert kinds(again) == [Kind.PROPOSAL_OPENED]
    with events() as found:
        answer = auditor.post(address, {"reason": "Not trained yet."})
    assert kinds(found) == [Kind.PROPOSAL_DECLINED]
    assert "Not trained yet." in body(auditor.get(answer.headers["Location"]))


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"name": ""}, "Enter the name."),
        ({"username": "Ines"}, "looks like one that is"),
        ({"username": ""}, "Enter a user name."),
        ({"email": "nel"}, "Enter the whole e-mail address"),
        ({"number": ""}, "Enter the personnel number."),
        ({"number": "T-ines"}, "belongs to another account"),
        ({"roles": ["admin", "coordinator"]}, "Nobody holds these roles together"),
        ({"reason": ""}, "Say why."),
    ],
)
def test_an_invitation_says_what_is_wrong(cast: Cast, client_of: ClientOf, wrong: dict[str, Any], says: str) -> None:
    page = body(client_of(cast.admin).post("/people/invite/", {**INVITED, **wrong}))
    assert says in page
    assert not Proposal.objects.exists()


def test_no_proposal_has_that_key(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.auditor)
    assert client.get("/people/proposals/000000000000/").status_code == 404
    assert client.post("/people/proposals/000000000000/approve/").status_code == 404


@pytest.mark.parametrize("part", ["auditor", "coordinator", "stranger"])
def test_others_change_nothing_past_the_pages(cast: Cast, part: str) -> None:
    other = cast.everybody()[part]
    acts: list[Callable[[], Any]] = [
        lambda: actions.give_role(by=other, person=cast.stranger, role=Role.MANAGER, reason=WHY),
        lambda: actions.end_role(by=other, person=cast.investigator, role=Role.INVESTIGATOR, reason=WHY),
        lambda: actions.deactivate(by=other, person=cast.investigator, reason=WHY),
        lambda: actions.end_sessions(by=other, person=cast.investigator, reason=WHY),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_a_role_that_is_held_is_not_given_again(cast: Cast) -> None:
    with pytest.raises(Refused, match="holds this role already"):
        actions.give_role(by=cast.admin, person=cast.manager, role=Role.MANAGER, reason=WHY)


@pytest.mark.parametrize(
    "one, other",
    [
        ("otto", "0TT0"),
        ("bill", "b1II"),
        ("marnix", "mamix"),
        ("j.devries", "j_de_vries"),
        ("INES_", "ines"),
        ("willem", "vvillern"),
        ("vvv", "wv"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize("one, other", [("ines", "inez"), ("otto", "ott"), ("adam", "aden"), ("...", "___")])
def test_names_that_differ_have_two(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)
