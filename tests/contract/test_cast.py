"""The cast is what it says: one person for each role, one on the case, and one about whom it is."""

from cases.access import visible_to
from cases.models import Case
from tests.cast import Cast


def test_every_role_has_its_person(cast: Cast) -> None:
    assert {name: set(who.roles) for name, who in cast.everybody().items()} == {
        "investigator": {"investigator"},
        "other_investigator": {"investigator"},
        "subject": {"investigator"},
        "coordinator": {"coordinator"},
        "second_coordinator": {"coordinator"},
        "manager": {"manager"},
        "admin": {"admin"},
        "auditor": {"auditor"},
        "screening_officer": {"screening_officer"},
        "stranger": set(),
    }
    assert len({who.subject_hash for who in cast.everybody().values()}) == len(cast.everybody())


def test_the_case_is_opened_by_those_who_may(cast: Cast, case: Case) -> None:
    may = {name for name, who in cast.everybody().items() if case in visible_to(who)}
    assert may == {"investigator", "coordinator", "second_coordinator"}


def test_the_case_is_about_the_subject(cast: Cast, case: Case) -> None:
    assert case in Case.objects.of_subject(cast.subject.subject_hash)
    assert case not in Case.objects.of_subject(cast.investigator.subject_hash)
