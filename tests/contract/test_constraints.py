"""The database keeps each promise: whoever writes past the actions is refused, by the constraint that says so.

The constraints come from the app registry. One without an attempt to break it fails its test.
"""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from accounts.invitations.actions import make_link
from accounts.models import Link, Proposal, Purpose, RoleGrant, User
from accounts.proposals.actions import propose_role
from cases import actions
from cases.models import (
    Allegation,
    Case,
    Closure,
    Investigation,
    PossibleDuplicate,
    Reporter,
    Signal,
    SignalWall,
    Subject,
    TeamMember,
    Wall,
)
from figures.models import Change, EditionRule, FigureToken, Headcount, KeptNumber, KeptSeries, Publication, SeriesBreak
from figures.publications import kept
from figures.tokens.actions import issue_token
from lib import clock, history
from office.models import LISTS, CodeEdition, ImportProfile, ImportRun, Incoming, Level, ListItem, Occasion, Offence
from screening import actions as screening
from screening.actions import start_trajectory
from screening.models import Acknowledgement, DutyReport, StaffMember, Stage, TrainingSession, Trajectory
from screening.models import Wall as TrajectoryWall
from tests.cast import RECEIVED, Cast, suspicion
from tests.contract.attempts import ATTEMPTS, TWINS
from tests.contract.breaking import NOON, Attempt
from tests.contract.test_stair import FLOOR
from tests.support.roles import WEB, as_owner

OURS = [
    (model, constraint)
    for model in apps.get_models()
    if model._meta.app_label in FLOOR
    for constraint in model._meta.constraints
]
MODELS = {constraint.name: model for model, constraint in OURS}
CHECKS = [constraint.name for _, constraint in OURS if isinstance(constraint, models.CheckConstraint)]
UNIQUE = {constraint.name: constraint for _, constraint in OURS if isinstance(constraint, models.UniqueConstraint)}


def a_case(cast: Cast) -> Case:
    return suspicion(cast.investigator, name="A. Bos", number="K12345")


def a_closure(cast: Cast) -> Closure:
    case = a_case(cast)
    actions.record_finding(
        allegation=Allegation.objects.get(case=case), by=cast.investigator, finding="refuted", found_on=RECEIVED
    )
    return actions.propose_closing(case=case, by=cast.investigator, proposal="Refuted.")


def an_investigation(cast: Cast) -> Investigation:
    return actions.start_investigation(
        case=a_case(cast),
        by=cast.investigator,
        track="disciplinary",
        body="own_office",
        offences=Offence.objects.filter(pk="other"),
        started_on=RECEIVED,
    )


def a_wall(cast: Cast) -> Wall:
    return actions.raise_wall(
        case=a_case(cast), by=cast.investigator, person=cast.manager, reason="A friend of a witness."
    )


def a_duplicate(cast: Cast) -> PossibleDuplicate:
    actions.note_duplicates([(a_case(cast), a_case(cast).pk)])
    return PossibleDuplicate.objects.get()


def a_trajectory(cast: Cast) -> Trajectory:
    return start_trajectory(
        by=cast.screening_officer,
        started_on=RECEIVED,
        level=Level.objects.get(pk="reliability"),
        occasion=Occasion.objects.get(pk="initial"),
        subject_group="staff",
        name="A. Bos",
        number="K12345",
    )


def a_trajectory_wall(cast: Cast) -> TrajectoryWall:
    return screening.raise_wall(
        trajectory=a_trajectory(cast), by=cast.screening_officer, person=cast.manager, reason="They are married."
    )


def a_signal(cast: Cast) -> Signal:
    """With a case beside it, for the attempts that give it one."""
    a_case(cast)
    signal = Signal(
        reference="SG2018-AAAAA",
        received_on=RECEIVED,
        received_year=RECEIVED.year,
        source_id="colleague",
        text="He was seen with the plan.",
        registered_at=clock.now(),
    )
    signal.set_identity("A. Bos", "K12345")
    history.save(signal, by=cast.coordinator)
    return signal


def a_reporter(cast: Cast) -> Reporter:
    reporter = Reporter(signal=a_signal(cast))
    reporter.set_identity("R. Vos", "K777", "After six, by telephone")
    history.save(reporter, by=cast.coordinator)
    return reporter


def a_signal_wall(cast: Cast) -> SignalWall:
    wall = SignalWall(
        signal=a_signal(cast),
        person_hash=cast.second_coordinator.signal_wall_hash,
        reason="A friend of his.",
        raised_by=cast.coordinator,
        raised_at=clock.now(),
    )
    history.save(wall, by=cast.coordinator)
    return wall


def a_duty_report(cast: Cast) -> DutyReport:
    report = DutyReport(trajectory=a_trajectory(cast), kind="address", reported_on=RECEIVED)
    history.save(report, by=cast.screening_officer)
    return report


def somebody_in_service(cast: Cast) -> StaffMember:
    staff = StaffMember(reference="P2018-BBBBB", in_service_from=RECEIVED, registered_at=clock.now())
    staff.set_identity("A. Bos", "K12345")
    history.save(staff, by=cast.screening_officer)
    return staff


def an_acknowledgement(cast: Cast) -> Acknowledgement:
    """With an edition beside it that nobody acknowledged."""
    an_item(CodeEdition, cast)
    acknowledged = Acknowledgement(
        staff=somebody_in_service(cast),
        edition_id="unknown",
        acknowledged_on=RECEIVED,
        acknowledged_year=RECEIVED.year,
        unit_id="unknown",
    )
    history.save(acknowledged, by=cast.screening_officer)
    return acknowledged


def a_session(cast: Cast) -> TrainingSession:
    session = TrainingSession(
        reference="T2018-AAAAA",
        held_on=RECEIVED,
        held_year=RECEIVED.year,
        topic_id="everyday_dilemmas",
        attending=12,
        registered_at=clock.now(),
    )
    history.save(session, by=cast.screening_officer)
    return session


def an_import(cast: Cast) -> ImportRun:
    return ImportRun.objects.create(
        register="elsewhere", profile="own", sha256="0" * 64, started_at=NOON, rows=3, accepted_rows=2, refused_rows=1
    )


def an_incoming_file(cast: Cast) -> Incoming:
    """With an import beside it, for the attempts that give it one."""
    an_import(cast)
    return Incoming.objects.create(
        kind="cases", name="a.csv", size=1, sha256="0" * 64, by=cast.investigator, came_at=NOON
    )


def an_import_profile(cast: Cast) -> ImportProfile:
    return ImportProfile.objects.create(
        kind="cases", name="own", text="register = 'own'", saved_by=cast.investigator, saved_at=NOON
    )


def a_proposal(cast: Cast) -> Proposal:
    return propose_role(by=cast.admin, about=cast.stranger, role="investigator", reason="Asked for.")


def a_link(cast: Cast) -> Link:
    make_link(to=cast.stranger, purpose=Purpose.INVITATION)
    return Link.objects.get()


def a_break(cast: Cast) -> SeriesBreak:
    found = SeriesBreak(begins_on=RECEIVED, text_en="Another list.", text_nl="Een andere lijst.")
    history.save(found, by=cast.admin)
    return found


def a_headcount(cast: Cast) -> Headcount:
    found = Headcount(year=2018, number=65_000, source="annual report")
    history.save(found, by=cast.admin)
    return found


def a_publication(_cast: Cast) -> Publication:
    """One that may be changed, as no other: without its triggers, by a role with the right to."""
    with as_owner():
        kept.lift(connection)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"GRANT UPDATE ON figures_publication TO {WEB}")
    return Publication.objects.create(
        first=2018,
        last=2018,
        as_at=datetime.date(2019, 3, 1),
        known_until=NOON,
        published_at=NOON,
        author_id=1,
        author="Mara Smit",
        threshold=5,
        content="{}",
        edition="{}",
    )


def a_kept_number(cast: Cast) -> KeptNumber:
    return KeptNumber.objects.create(series=KeptSeries.objects.create(key="own"), year=2018, value="", number=1)


def an_item(item: type[ListItem], cast: Cast) -> ListItem:
    return item.objects.create(key="own", label_en="Own", label_nl="Eigen")


# One valid record of each model, made as the register makes it.
MAKE: dict[type[models.Model], Callable[[Cast], Any]] = {
    Case: a_case,
    Subject: lambda cast: Subject.objects.get(case=a_case(cast)),
    Allegation: lambda cast: Allegation.objects.get(case=a_case(cast)),
    TeamMember: lambda cast: TeamMember.objects.get(case=a_case(cast)),
    Wall: a_wall,
    PossibleDuplicate: a_duplicate,
    Closure: a_closure,
    Investigation: an_investigation,
    Signal: a_signal,
    Reporter: a_reporter,
    SignalWall: a_signal_wall,
    Trajectory: a_trajectory,
    TrajectoryWall: a_trajectory_wall,
    Stage: lambda cast: Stage.objects.get(trajectory=a_trajectory(cast)),
    DutyReport: a_duty_report,
    StaffMember: somebody_in_service,
    Acknowledgement: an_acknowledgement,
    TrainingSession: a_session,
    ImportRun: an_import,
    Incoming: an_incoming_file,
    ImportProfile: an_import_profile,
    Change: lambda cast: Change.objects.create(table="cases.case", row=1, sign=1),
    KeptNumber: a_kept_number,
    User: lambda cast: cast.investigator,
    Proposal: a_proposal,
    Link: a_link,
    RoleGrant: lambda cast: RoleGrant.objects.get(user=cast.investigator),
    SeriesBreak: a_break,
    Headcount: a_headcount,
    EditionRule: lambda _cast: EditionRule.objects.get(),
    FigureToken: lambda cast: issue_token(by=cast.admin, name="Annual report")[0],
    Publication: a_publication,
    **{item: partial(an_item, item) for item in LISTS.values()},
}


@pytest.fixture(autouse=True)
def _that_day() -> Any:
    with clock.at(datetime.date(2018, 3, 20)):
        yield


def write(record: models.Model, values: dict[str, Any], cast: Cast) -> None:
    """Write `values` past every action; an IntegrityError leaves the transaction usable."""
    with transaction.atomic():
        assert type(record)._default_manager.filter(pk=record.pk).update(**in_full(values, cast)) == 1


def in_full(values: dict[str, Any], cast: Cast) -> dict[str, Any]:
    """`values` with the key of each person that they name by the part played."""
    return {
        name: getattr(cast, value[1:]).pk if isinstance(value, str) and value.startswith("@") else value
        for name, value in values.items()
    }


def spoke_up(error: IntegrityError, name: str) -> bool:
    """Whether it was this constraint that refused."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == name)
    said = str(error)
    if said in {f"CHECK constraint failed: {name}", f"UNIQUE constraint failed: index '{name}'"}:
        return True
    columns = [f"{MODELS[name]._meta.db_table}.{column}" for column in columns_of(name)]
    return bool(columns) and said == f"UNIQUE constraint failed: {', '.join(columns)}"


def columns_of(name: str) -> list[str]:
    """The columns of a unique constraint; SQLite names these where the constraint has no condition."""
    fields = UNIQUE[name].fields if name in UNIQUE else ()
    return [str(MODELS[name]._meta.get_field(field).column) for field in fields]  # type: ignore[union-attr]


def break_it(name: str, attempt: Attempt, cast: Cast) -> None:
    """Make the attempt; returns if the database refuses it by this constraint."""
    record = MAKE[MODELS[name]](cast)
    if attempt.first:
        write(record, attempt.first, cast)
    with pytest.raises(IntegrityError) as refusal:
        write(record, attempt.broken, cast)
    assert any(spoke_up(refusal.value, one) for one in (name, *attempt.also)), str(refusal.value)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_holds(name: str, cast: Cast) -> None:
    attempts = ATTEMPTS.get(name, [])
    assert attempts, "Nobody tries to break it."
    for attempt in attempts:
        with transaction.atomic():
            break_it(name, attempt, cast)
            transaction.set_rollback(True)


def test_every_attempt_has_its_constraint() -> None:
    assert set(ATTEMPTS) == set(CHECKS)


def test_an_attempt_that_breaks_nothing_is_seen(cast: Cast) -> None:
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        break_it("case_year_is_that_of_receipt", Attempt({"summary": "Another."}), cast)


def test_a_refusal_by_another_constraint_is_seen(cast: Cast) -> None:
    with pytest.raises(AssertionError):
        break_it("case_status_is_known", Attempt({"received_year": 2017}), cast)


def twin_of(record: Any, values: dict[str, Any], cast: Cast) -> None:
    """Insert a copy of `record` beside it, with `values` of its own, past every action."""
    copy = type(record)._default_manager.get(pk=record.pk)
    copy.pk = None
    for name, value in in_full(values, cast).items():
        setattr(copy, name, value)
    with transaction.atomic():
        type(record)._default_manager.bulk_create([copy])


@pytest.mark.parametrize("name", UNIQUE)
def test_no_twin_may_stand_beside_a_record(name: str, cast: Cast) -> None:
    assert name in TWINS, "Nobody tries to break it."
    twin = TWINS[name]
    record = MAKE[MODELS[name]](cast)
    if twin.first:
        write(record, twin.first, cast)
    with pytest.raises(IntegrityError) as refusal:
        twin_of(record, {**twin.own, **twin.same}, cast)
    assert spoke_up(refusal.value, name), str(refusal.value)
    twin_of(record, {**twin.own, **twin.other}, cast)


def test_every_twin_has_its_constraint() -> None:
    assert set(TWINS) == set(UNIQUE)
