"""Guessing is slowed down, from one address and from many, and the owner is never locked out elsewhere."""

import hashlib
from collections.abc import Callable

from django.db import connection
from django.test import Client

from accounts.models import User
from audit.models import Event
from tests.cast import PASSWORD, Cast
from tests.support.factors import App, Clock, app_of, first_step, recovery_codes_of

ClientOf = Callable[[User], Client]
A, B = "192.0.2.1", "198.51.100.7"
NETWORKS = [f"203.0.113.{last}" for last in range(1, 255)]


def guess(username: str, address: str, password: str = "wrong-and-wrong-again") -> int:
    """The status of the answer to a password from an address."""
    return Client(REMOTE_ADDR=address).post("/sign-in/", {"login": username, "password": password}).status_code


def guess_code(app: App, address: str, code: str = "") -> int:
    client = first_step("ines", REMOTE_ADDR=address)
    return client.post("/sign-in/code/", {"code": code or app.wrong}).status_code


def test_fifty_wrong_passwords_from_one_address_lock_the_owner_out_nowhere_else(cast: Cast) -> None:
    answers = [guess("ines", A) for _ in range(50)]
    assert answers[:5] == [200] * 5
    assert set(answers[5:]) == {429}
    assert guess("ines", A, PASSWORD) == 429
    assert guess("ines", B, PASSWORD) == 302


def test_the_brake_is_let_go_after_five_minutes(cast: Cast, clock: Clock) -> None:
    for _ in range(6):
        guess("ines", A)
    clock.passes(5 * 60 + 1)
    assert guess("ines", A, PASSWORD) == 302


def test_the_answer_to_one_too_many_is_a_page(cast: Cast) -> None:
    for _ in range(5):
        guess("ines", A)
    answer = Client(REMOTE_ADDR=A).post("/sign-in/", {"login": "ines", "password": "wrong"})
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()


def test_what_is_braked_is_not_compared_and_fills_no_log(cast: Cast) -> None:
    for _ in range(50):
        guess("ines", A)
    assert Event.objects.filter(kind="account.sign_in_failed").count() == 5


def test_one_address_does_not_try_many_names(cast: Cast) -> None:
    answers = [guess(f"name{number}", A) for number in range(25)]
    assert answers[:20] == [200] * 20
    assert set(answers[20:]) == {429}
    assert guess("ines", B, PASSWORD) == 302


def test_right_passwords_use_nothing_up(cast: Cast) -> None:
    assert [guess("ines", A, PASSWORD) for _ in range(8)] == [302] * 8


def test_guessing_from_many_addresses_is_slowed_and_the_owner_gets_in(cast: Cast) -> None:
    answers = [guess("ines", address) for address in NETWORKS[:20]]
    assert answers == [200] * 20
    # From now on each address has one attempt in five minutes.
    assert [guess("ines", NETWORKS[30]) for _ in range(3)] == [200, 429, 429]
    assert guess("ines", B, PASSWORD) == 302


def test_addresses_of_one_network_of_version_six_are_one(cast: Cast) -> None:
    answers = [guess("ines", f"2001:db8::{last}") for last in range(1, 8)]
    assert answers == [200] * 5 + [429] * 2
    assert guess("ines", "2001:db8:0:1::1", PASSWORD) == 302


def test_wrong_codes_are_braked_like_wrong_passwords(cast: Cast) -> None:
    app = app_of(cast.investigator)
    assert [guess_code(app, A) for _ in range(7)] == [200] * 5 + [429] * 2
    assert guess_code(app, B, app.code) == 302


def test_a_hundred_wrong_codes_a_day_are_the_most_but_where_the_owner_is_known(cast: Cast, clock: Clock) -> None:
    app = app_of(cast.investigator)
    assert guess_code(app, B, app.code) == 302
    for address in NETWORKS[:100]:
        assert guess_code(app, address) == 200
    clock.passes(31)
    assert guess_code(app, NETWORKS[200], app.code) == 429
    assert guess_code(app, NETWORKS[201], recovery_codes_of(cast.investigator)[0]) == 429
    assert guess_code(app, B, app.code) == 302


def test_confirming_is_braked_too(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.investigator)
    answers = [client.post("/account/confirm/", {"password": "wrong"}).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2


def test_a_stolen_session_does_not_guess_the_password(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.investigator)
    sent = {"oldpassword": "wrong", "password1": "battery-horse-staple", "password2": "battery-horse-staple"}
    answers = [client.post("/account/password/", sent).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2


def test_what_was_typed_as_a_name_is_not_kept(cast: Cast) -> None:
    typed = "my-password-in-the-wrong-field"
    guess(typed, A)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        kept = str(cursor.fetchall())
    assert "accounts" in kept
    assert typed not in kept
    assert hashlib.sha256(typed.encode()).hexdigest() not in kept
