"""Names and numbers at rest: tokens in the database, found by a keyed hash alone."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import FieldError
from django.db import connection
from pytest_django.fixtures import Settings

from accounts.models import User
from lib import identity


def test_a_token_hides_its_text_and_gives_it_back() -> None:
    token = identity.encrypt("Sam Verburg")
    assert "Sam" not in token
    assert identity.decrypt(token) == "Sam Verburg"
    assert identity.encrypt("Sam Verburg") != token


def test_nothing_stays_nothing() -> None:
    assert (
        identity.encrypt("") == identity.decrypt("") == identity.subject_hash("") == identity.account_hash(" - ") == ""
    )


def test_an_older_key_still_reads_and_a_foreign_one_does_not(settings: Settings) -> None:
    token = identity.encrypt("Sam")
    settings.IDENTITY_KEYS = [Fernet.generate_key().decode(), *settings.IDENTITY_KEYS]
    assert identity.decrypt(token) == "Sam"
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    with pytest.raises(InvalidToken):
        identity.decrypt(token)


@pytest.mark.parametrize("typed", ["K-12.345", "k12345", " K 12345 ", "Ｋ１２３４５", "000K12345"])
def test_a_number_is_one_however_it_is_typed(typed: str) -> None:
    assert identity.subject_hash(typed) == identity.subject_hash("K12345")


def test_no_two_tables_can_be_joined_by_a_hash(settings: Settings) -> None:
    hashes = (identity.subject_hash, identity.screening_hash, identity.account_hash)
    assert len({make("K12345") for make in hashes}) == len(hashes)
    before = identity.subject_hash("K12345")
    settings.SUBJECT_HASH_KEY = "another"
    assert identity.subject_hash("K12345") != before


@pytest.mark.django_db
def test_the_database_sees_only_the_token() -> None:
    user = User.objects.create_user("sam", number="K12345")
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM accounts_user")
        stored = cursor.fetchone()[0]
    assert "12345" not in stored
    assert identity.decrypt(stored) == "K12345"
    assert User.objects.get(pk=user.pk).number == "K12345"


@pytest.mark.django_db
def test_it_cannot_be_searched() -> None:
    User.objects.create_user("sam", number="K12345")
    assert not User.objects.filter(number="K12345").exists()
    with pytest.raises(FieldError):
        User.objects.filter(number__contains="K1").exists()


@pytest.mark.django_db
def test_while_a_key_is_replaced_both_hashes_find_the_number(settings: Settings) -> None:
    sam = User.objects.create_user("sam", number="K12345")
    settings.ACCOUNT_HASH_KEY_OLD, settings.ACCOUNT_HASH_KEY = settings.ACCOUNT_HASH_KEY, "another"
    mia = User.objects.create_user("mia", number="K999")
    for person, number in ((sam, "K12345"), (mia, "K999")):
        asked = identity.account_hash(number)
        assert list(User.objects.filter(number_hash=asked)) == [person]
        assert person not in User.objects.exclude(number_hash=asked)
        assert asked.is_among([person.number_hash, "else"])
    settings.ACCOUNT_HASH_KEY_OLD = ""
    assert not User.objects.filter(number_hash=identity.account_hash("K12345")).exists()
    assert not identity.account_hash("K12345").is_among([sam.number_hash])


def test_an_empty_hash_is_nobodys(settings: Settings) -> None:
    settings.SUBJECT_HASH_KEY_OLD = "before"
    assert not identity.subject_hash("").is_among(["", "x"])
    assert not identity.subject_hash("K1").is_among([""])


def test_a_wall_is_named_by_every_sign_of_the_user_name() -> None:
    assert identity.wall_hash("j.dewit") == identity.wall_hash("J.deWit") != identity.wall_hash("jdewit")
