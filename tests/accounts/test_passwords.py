"""How passwords are kept. The suite itself hashes quickly; what counts is what the settings of the register say."""

from typing import Any

from django.contrib.auth.hashers import check_password, make_password

from integrity import settings as real


def test_passwords_are_hashed_with_argon2id(settings: Any) -> None:
    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    kept = make_password("correct-horse-battery-staple")
    assert kept.startswith("argon2$argon2id$")
    assert check_password("correct-horse-battery-staple", kept)
    assert not check_password("correct-horse-battery-staple ", kept)
