"""Public names: random, readable aloud, never a sequence."""

import pytest

from lib import publickey


def test_a_key_is_random_and_of_its_length() -> None:
    keys = {publickey.random_key() for _ in range(1_000)}
    assert len(keys) == 1_000
    assert {len(key) for key in keys} == {12}
    assert set("".join(keys)) == set(publickey.ALPHABET)


def test_the_alphabet_has_no_sign_that_is_heard_as_another() -> None:
    assert len(publickey.ALPHABET) == 32
    assert not set("ILOU") & set(publickey.ALPHABET)


def test_a_reference_is_the_year_and_five_signs() -> None:
    year, _, tail = publickey.reference(2018).partition("-")
    assert year == "2018"
    assert len(tail) == 5
    assert set(tail) <= set(publickey.ALPHABET)
    assert publickey.reference(2018, "S").startswith("S2018-")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2018-7KQ4P", "2018-7KQ4P"),
        (" 2018-7kq4p ", "2018-7KQ4P"),
        ("2018-7KQOI", "2018-7KQ01"),
        ("2018-lu000", "2018-1V000"),
        ("SIL2018-LO000", "SIL2018-10000"),
        ("2018", "2018"),
        ("", ""),
    ],
)
def test_a_reference_is_found_as_typed(typed: str, meant: str) -> None:
    assert publickey.as_typed(typed) == meant
