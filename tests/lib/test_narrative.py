"""A text in clear that says who somebody is."""

import pytest

from lib.narrative import mentions

JO = ("José van der Meulen", "K-0123 45")


@pytest.mark.parametrize(
    "text",
    [
        "Van der Meulen looked up plates",
        "seen with MEULEN.",
        "Jose was told",
        "JOSE\u0301 was told",
        "Ｍｅｕｌｅｎ was told",
        "number K012345",
        "number k 0123-45, twice",
        "his number (K.0123.45)",
    ],
)
def test_a_name_or_number_is_seen_however_it_is_typed(text: str) -> None:
    assert mentions(text, [("", ""), JO])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The officer of the van looked up plates",
        "A meulensteen was found",
        "number K012346, or 12345",
        "number 1 K012345X",
        "on 12-3-2018",
    ],
)
def test_another_text_is_not(text: str) -> None:
    assert not mentions(text, [JO])


def test_leading_zeros_mean_nothing() -> None:
    assert mentions("personnel number 0077", [("", "00-77 1"), ("", "0770")]) is False
    assert mentions("personnel number 000771", [("", "77-1")])
    assert mentions("771", [("", "000771")])


def test_what_is_too_short_to_mean_anybody_is_left_alone() -> None:
    assert not mentions("On day 12 he and Jan spoke of it", [("de Bo", "12")])
    assert mentions("Bo Li spoke", [("Bo Li", "")])
    assert not mentions("Bo spoke", [("Bo Li", "")])


def test_of_nobody_nothing_is_said() -> None:
    assert not mentions("Anything at all", [])
    assert not mentions("Anything at all", [("", "")])
