"""For whom a signal does not exist, before it has a case, with it, and after: everywhere, and at once."""

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from cases import access as case_access
from cases import actions as case_actions
from cases import walls as case_walls
from cases.models import Case, Signal, SignalWall, Wall
from cases.models.values import Decision
from cases.signals import access, actions, walls
from lib.refusal import Refused
from tests.cast import Cast, person
from tests.support.casework import Make
from tests.support.signalwork import decide, fresh, now, read, register


def exists_for(user: User, signal: Signal) -> bool:
    """Whether the signal exists for this person, by every way to it alike."""
    user, signal = fresh(user), now(signal)
    lists = [access.visible_to(user), access.countable_by(user), access.undecided_for(user), access.listed_for(user)]
    found = {signals.filter(pk=signal.pk).exists() for signals in (lists if not signal.case_id else lists[:2])}
    hidden = access.scope_of(user).hidden
    assert hidden is not None
    found.add(not hidden.filter(pk=signal.pk).exists())
    found.add(not walls.keep_out(walls.hashes_of(signal), user))
    try:
        access.open_signal(user, signal.reference)
        found.add(True)
    except Http404:
        found.add(False)
    assert len(found) == 1, "the ways to it do not agree"
    return found.pop()


def case_exists_for(user: User, case: Case) -> bool:
    """The same for a case."""
    user = fresh(user)
    exists = case_access.visible_to(user).filter(pk=case.pk).exists()
    assert case_access.countable_by(user).filter(pk=case.pk).exists() == exists
    assert case_walls.keep_out(case_walls.hashes_of(case), user) != exists
    return exists


def known_as(user: User, number: str) -> None:
    """Record another number of an account."""
    user.set_number(number)
    user.save()


def test_a_signal_does_not_exist_for_whom_it_concerns(cast: Cast) -> None:
    signal = register(cast.investigator, number="t cor")
    assert not exists_for(cast.coordinator, signal)
    assert exists_for(cast.second_coordinator, signal)


def test_nor_for_those_walled_off_by_decision(cast: Cast) -> None:
    signal = register(cast.investigator)
    wall = actions.raise_wall(signal=signal, by=cast.coordinator, person=cast.second_coordinator, reason="Kin")
    assert not exists_for(cast.second_coordinator, signal)
    assert exists_for(cast.coordinator, signal)
    actions.lift_wall(wall=wall, by=cast.coordinator, reason="Not kin")
    assert exists_for(cast.second_coordinator, signal)


def test_a_number_that_is_recorded_later_keeps_out_at_once(cast: Cast) -> None:
    known_as(cast.coordinator, "")
    signal = register(cast.investigator, number="K-77")
    assert exists_for(cast.coordinator, signal)
    known_as(cast.coordinator, "k77")
    assert not exists_for(cast.coordinator, signal)


def test_who_has_no_number_is_kept_out_of_nothing_without_one(cast: Cast) -> None:
    known_as(cast.coordinator, "")
    signal = register(cast.investigator, name="Somebody")
    assert exists_for(cast.coordinator, signal)


def test_a_number_that_is_corrected_keeps_out_at_once(cast: Cast) -> None:
    signal = register(cast.investigator, number="K-77")
    read(signal, cast.second_coordinator)
    values = {"received_on": signal.received_on, "source": signal.source, "text": signal.text}
    actions.correct_signal(
        signal=signal, by=cast.second_coordinator, reason="A slip", number=cast.coordinator.number, **values
    )
    assert not exists_for(cast.coordinator, signal)


def test_kept_from_somebody_when_it_is_registered(cast: Cast) -> None:
    signal = register(cast.investigator, keep_from=[cast.coordinator, cast.coordinator], keep_reason="It is about her")
    assert not exists_for(cast.coordinator, signal)
    assert exists_for(cast.second_coordinator, signal)
    wall = SignalWall.objects.get()
    assert (wall.reason, wall.raised_by) == ("It is about her", cast.investigator)
    assert wall.history.count() == 1


# With a case


def test_a_case_made_of_it_does_not_exist_for_them_either(cast: Cast) -> None:
    gone = person("gone", Role.COORDINATOR)
    signal = register(
        cast.investigator, number=cast.coordinator.number, keep_from=[cast.manager, gone], keep_reason="Friends"
    )
    User.objects.filter(pk=gone.pk).update(is_active=False)
    case = decide(signal, cast.second_coordinator, Decision.DISCIPLINARY).case
    assert case is not None
    User.objects.filter(pk=gone.pk).update(is_active=True)
    for user in (cast.coordinator, gone):
        assert not exists_for(user, signal)
        assert not case_exists_for(user, case)
    assert case_access.countable_by(fresh(cast.manager)).count() == 0
    assert exists_for(cast.second_coordinator, signal)
    # Why, is for coordinators: the lead of the case reads its walls.
    assert {(wall.reason, wall.raised_by) for wall in Wall.objects.filter(case=case)} == {
        ("Kept out of a signal of this case", cast.second_coordinator)
    }


def test_whom_a_joined_signal_concerns_loses_the_case(make_case: Make, cast: Cast) -> None:
    case = make_case()
    assert case_exists_for(cast.coordinator, case)
    signal = register(cast.investigator, number=cast.coordinator.number)
    decide(signal, cast.second_coordinator, Decision.MERGED, into=case)
    assert not exists_for(cast.coordinator, signal)
    assert not case_exists_for(cast.coordinator, case)
    with pytest.raises(Http404):
        case_access.open_case(fresh(cast.coordinator), case.reference)


def test_with_a_case_a_number_recorded_later_keeps_out_of_both(make_case: Make, cast: Cast) -> None:
    known_as(cast.coordinator, "")
    case = make_case()
    signal = register(cast.investigator, number="K-77")
    decide(signal, cast.second_coordinator, Decision.MERGED, into=case)
    assert exists_for(cast.coordinator, signal)
    known_as(cast.coordinator, "K-77")
    assert not exists_for(cast.coordinator, signal)
    assert not case_exists_for(cast.coordinator, case)


def test_with_a_case_it_is_hidden_exactly_when_the_case_is(make_case: Make, cast: Cast) -> None:
    case = make_case(number=cast.second_coordinator.number)
    signal = register(cast.investigator)
    assert exists_for(cast.second_coordinator, signal)
    decide(signal, cast.coordinator, Decision.MERGED, into=case)
    assert not exists_for(cast.second_coordinator, signal)
    third = person("third", Role.COORDINATOR)
    assert exists_for(third, signal)
    wall = case_actions.raise_wall(case=case, by=cast.coordinator, person=third, reason="Kin")
    assert not exists_for(third, signal)
    case_actions.lift_wall(wall=wall, by=cast.coordinator, reason="Not kin")
    assert exists_for(third, signal)


def test_a_wall_carried_over_can_be_lifted_around_the_case(cast: Cast) -> None:
    signal = register(cast.investigator, keep_from=[cast.coordinator], keep_reason="A friend")
    case = decide(signal, cast.second_coordinator, Decision.ORIENTATION).case
    assert case is not None
    with pytest.raises(Refused, match="belongs to a case"):
        actions.lift_wall(wall=SignalWall.objects.get(), by=cast.second_coordinator, reason="No friend")
    case_actions.lift_wall(wall=Wall.objects.get(), by=cast.second_coordinator, reason="No friend")
    assert exists_for(cast.coordinator, signal)
    assert case_exists_for(cast.coordinator, case)


def test_a_wall_that_stands_around_the_case_already_is_not_raised_twice(make_case: Make, cast: Cast) -> None:
    case = make_case()
    case_actions.raise_wall(case=case, by=cast.investigator, person=cast.coordinator, reason="Kin")
    signal = register(cast.investigator, keep_from=[cast.coordinator], keep_reason="A friend")
    decide(signal, cast.second_coordinator, Decision.MERGED, into=case)
    assert [wall.reason for wall in Wall.objects.filter(case=case)] == ["Kin"]


def test_walls_that_were_lifted_are_not_carried_over(cast: Cast) -> None:
    signal = register(cast.investigator, keep_from=[cast.coordinator], keep_reason="A friend")
    actions.lift_wall(wall=SignalWall.objects.get(), by=cast.second_coordinator, reason="No friend")
    case = decide(signal, cast.second_coordinator, Decision.ORIENTATION).case
    assert case is not None
    assert case_exists_for(cast.coordinator, case)


def test_nobody_whom_the_signal_concerns_can_be_put_on_the_team(cast: Cast) -> None:
    signal = register(cast.coordinator)
    case = decide(signal, cast.coordinator, Decision.ORIENTATION, lead=cast.investigator).case
    assert case is not None
    about_otto = register(cast.coordinator, number=cast.other_investigator.number)
    decide(about_otto, cast.coordinator, Decision.MERGED, into=case)
    assert cast.other_investigator not in case_access.possible_team(case)
    with pytest.raises(ValidationError):
        case_actions.grant_access(
            case=case, by=cast.investigator, person=cast.other_investigator, role="member", reason="Work"
        )


# After the case


def test_who_was_kept_out_of_the_case_is_kept_out_of_the_signal_it_gives_back(cast: Cast) -> None:
    signal = register(cast.investigator)
    third = person("third", Role.COORDINATOR)
    case = decide(signal, cast.coordinator, Decision.ORIENTATION, lead=cast.investigator).case
    assert case is not None
    case_actions.raise_wall(case=case, by=cast.coordinator, person=third, reason="Kin")
    case_actions.identify_subject(
        allegation=case.allegations.get(),
        by=cast.investigator,
        name="Cleo",
        number=cast.second_coordinator.number,
        reason="The log",
    )
    case_actions.void_case(case=case, by=cast.coordinator, reason="In error")
    assert now(signal).decision == Decision.UNDECIDED
    assert not exists_for(third, signal)
    assert not exists_for(cast.second_coordinator, signal)
    assert exists_for(cast.coordinator, signal)


def test_whom_a_signal_concerned_does_not_see_the_case_that_it_leaves(make_case: Make, cast: Cast) -> None:
    case = make_case()
    signal = register(cast.investigator, number=cast.second_coordinator.number)
    decide(signal, cast.coordinator, Decision.MERGED, into=case)
    actions.take_back(signal=signal, by=cast.coordinator, reason="Another matter")
    assert not exists_for(cast.second_coordinator, signal)
    assert not case_exists_for(cast.second_coordinator, case)
    # His own number keeps him out of the signal; he needs no wall there.
    assert not SignalWall.objects.exists()
    assert Wall.objects.filter(case=case).count() == 1


def test_a_triager_kept_out_is_the_triager_no_longer(cast: Cast) -> None:
    by = cast.coordinator

    def named() -> Signal:
        signal = register(by)
        return actions.name_triager(signal=signal, by=by, triager=cast.investigator)

    walled, corrected, voided = named(), named(), named()
    actions.raise_wall(signal=walled, by=by, person=cast.investigator, reason="Kin")
    values = {"received_on": corrected.received_on, "source": corrected.source, "text": corrected.text}
    actions.correct_signal(signal=corrected, by=by, reason="Known", number=cast.investigator.number, **values)
    case = decide(voided, by, Decision.ORIENTATION).case
    assert case is not None
    case_actions.raise_wall(case=case, by=by, person=cast.investigator, reason="Kin")
    case_actions.void_case(case=case, by=by, reason="In error")
    for signal in (walled, corrected, voided):
        assert now(signal).triager is None
        assert not access.visible_to(cast.investigator).filter(pk=signal.pk).exists()
    # The reason of a wall stands with the wall alone.
    assert [row.history_change_reason for row in walled.history.filter(triager=None)] == ["", ""]
