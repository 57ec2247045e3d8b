"""Draw cases with all that hangs on them. Their facts are derived by `cases.facts`, as for any other case."""

import datetime
import random
from dataclasses import dataclass, field

from django.db import models

from accounts.models import User
from bench.draw import Keys, Urn, falling
from cases import facts
from cases.models import Allegation, Case, Closure, Investigation, Subject, TeamMember
from cases.models.values import Body, EndedReason, Finding, Recipient, TeamRole, Track
from lib import clock, history
from office.models import Category, Cause, Channel, Information, InformationSystem, RecipientType, Unit

LEAK_SHARE = 0.6
TWO_ALLEGATIONS = 0.25
INVESTIGATED = 0.5
TWO_TRACKS = 0.15
IDENTIFIED = 0.6
DATE_UNKNOWN = 0.02
CLOSED_SHARE = 0.8
VOIDED = 0.005
FINDINGS: dict[Finding, float] = {
    Finding.CONFIRMED: 30,
    Finding.REFUTED: 20,
    Finding.NOT_ESTABLISHED: 22,
    Finding.NO_BREACH: 12,
    Finding.ENDED: 12,
    Finding.PENDING: 4,
}
OFFENCE_SETS: dict[tuple[str, ...], float] = {
    ("secrecy",): 45,
    ("bribery",): 12,
    ("bribery", "secrecy"): 8,
    ("computer_trespass",): 8,
    ("computer_trespass", "secrecy"): 5,
    ("neglect_of_duty",): 17,
    ("other",): 5,
}


@dataclass
class Drawn:
    """Records that are not in the database yet, in the order in which they must go in."""

    cases: list[Case] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    allegations: list[Allegation] = field(default_factory=list)
    investigations: list[Investigation] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    team: list[TeamMember] = field(default_factory=list)

    def save(self, by: User) -> None:
        """Insert all, with their history."""
        batches: list[list[models.Model]] = [
            list(records)
            for records in (
                self.cases,
                self.subjects,
                self.allegations,
                self.investigations,
                self.closures,
                self.team,
            )
        ]
        for records in batches:
            history.create(records, by=by)
        through = Investigation.offences.through
        through.objects.bulk_create(
            through(investigation_id=each.pk, offence_id=offence)
            for each in self.investigations
            for offence in each.offence_set.split()
        )


class CaseSource:
    """Draws cases, one day at a time."""

    def __init__(self, source: random.Random, units: list[str], people: list[User], by: User, until: datetime.date):
        self.source = source
        self.keys = Keys(source)
        self.units = falling(list(Unit.objects.filter(key__in=units)))
        self.people = people
        self.by = by
        self.until = until
        self.leak_categories = falling(list(Category.objects.filter(leak=True)))
        self.other_categories = falling(list(Category.objects.filter(leak=False)))
        self.types = {recipient: _types(recipient) for recipient in Recipient}
        self.leak_recipients = Urn({Recipient.NON_CRIMINAL: 70, Recipient.CRIMINAL: 18, Recipient.UNKNOWN: 12})
        self.other_recipients = Urn({Recipient.NONE: 80, Recipient.NON_CRIMINAL: 20})
        self.causes, self.systems = _items(Cause), _items(InformationSystem)
        self.channels, self.information = _items(Channel), _items(Information)
        self.findings = Urn(FINDINGS)
        self.offence_sets = Urn(OFFENCE_SETS)
        self.tracks = Urn({Track.DISCIPLINARY: 55, Track.ORIENTATION: 25, Track.CRIMINAL: 20})
        self.bodies = Urn({Body.OWN: 70, Body.OTHER: 12, Body.RIJKSRECHERCHE: 15, Body.EXTERNAL: 3})
        self.ended = Urn(dict.fromkeys(EndedReason, 1.0))

    def add(self, drawn: Drawn, day: datetime.date) -> None:
        """Draw one case received on `day`."""
        case = Case(
            reference=self.keys.reference(day.year),
            received_on=day,
            registered_at=clock.now(),
            registered_by=self.by,
            summary=f"Information is said to have left the register; noticed on {day} by a colleague of the unit.",
        )
        if self.source.random() < VOIDED:
            case.voided_on, case.void_reason = day, "Registered twice."
        unit = self.units.draw(self.source)
        subject = self._subject(case)
        count = 2 if self.source.random() < TWO_ALLEGATIONS else 1
        allegations = [self._allegation(case, position, unit, subject) for position in range(1, count + 1)]
        investigations = self._investigations(case)
        lead, second = self.source.sample(self.people, 2)
        facts.derive_case(case, allegations, bool(investigations), None)
        closures = self._closures(case, lead, second)
        if closures:
            facts.derive_case(case, allegations, bool(investigations), closures[0].closed_on)
        for investigation in investigations:
            facts.derive_investigation(investigation, case, facts.offences_of(investigation))
        for closure in closures:
            facts.derive_closure(closure, case)
        drawn.cases.append(case)
        drawn.subjects.append(subject)
        drawn.allegations.extend(allegations)
        drawn.investigations.extend(investigations)
        drawn.closures.extend(closures)
        drawn.team.append(self._member(case, lead, TeamRole.LEAD))
        drawn.team.append(self._member(case, second, TeamRole.MEMBER))

    def _later(self, day: datetime.date, spread: int) -> datetime.date:
        return min(day + datetime.timedelta(days=int(self.source.expovariate(1 / spread))), self.until)

    def _allegation(self, case: Case, position: int, unit: Unit, subject: Subject) -> Allegation:
        leak = self.source.random() < LEAK_SHARE
        recipient = (self.leak_recipients if leak else self.other_recipients).draw(self.source)
        allegation = Allegation(
            case=case,
            public_key=self.keys.public_key(),
            position=position,
            subject=subject,
            category=(self.leak_categories if leak else self.other_categories).draw(self.source),
            recipient=recipient,
            recipient_type=self.types[recipient].draw(self.source),
            unit=unit,
            information_id=self.information.draw(self.source),
            system_id=self.systems.draw(self.source),
            channel_id=self.channels.draw(self.source),
            cause_id="unknown",
        )
        self._find(allegation, case.received_on)
        return allegation

    def _find(self, allegation: Allegation, received_on: datetime.date) -> None:
        found_on = received_on + datetime.timedelta(days=20 + int(self.source.expovariate(1 / 150)))
        finding = self.findings.draw(self.source)
        if finding == Finding.PENDING or found_on > self.until:
            return
        allegation.finding = finding
        allegation.finding_ground = "As the report of the investigation concludes."
        allegation.found_on = None if self.source.random() < DATE_UNKNOWN else found_on
        if finding == Finding.ENDED:
            allegation.ended_reason = self.ended.draw(self.source)
        if finding == Finding.CONFIRMED:
            allegation.established_category = allegation.category
            allegation.established_recipient = allegation.recipient
            allegation.established_recipient_type = allegation.recipient_type
            allegation.established_cause_id = self.causes.draw(self.source)

    def _subject(self, case: Case) -> Subject:
        subject = Subject(case=case, public_key=self.keys.public_key())
        if self.source.random() < IDENTIFIED:
            subject.identified_on = case.received_on
            subject.set_identity("A. Member of Staff", f"{self.source.randrange(60_000):06}1")
        return subject

    def _investigations(self, case: Case) -> list[Investigation]:
        if self.source.random() >= INVESTIGATED:
            return []
        count = 2 if self.source.random() < TWO_TRACKS else 1
        return [self._investigation(case) for _ in range(count)]

    def _investigation(self, case: Case) -> Investigation:
        started_on = self._later(case.received_on, 14)
        ended_on = started_on + datetime.timedelta(days=10 + int(self.source.expovariate(1 / 120)))
        offences = self.offence_sets.draw(self.source)
        return Investigation(
            case=case,
            public_key=self.keys.public_key(),
            track=self.tracks.draw(self.source),
            body=self.bodies.draw(self.source),
            started_on=started_on,
            ended_on=ended_on if ended_on <= self.until else None,
            offence_set=f" {' '.join(sorted(offences))} ",
        )

    def _closures(self, case: Case, lead: User, second: User) -> list[Closure]:
        if case.concluded_on is None or self.source.random() >= CLOSED_SHARE:
            return []
        closure = Closure(
            case=case,
            public_key=self.keys.public_key(),
            proposed_on=case.concluded_on,
            proposed_by=lead,
            proposal="Everything is done.",
            closed_on=self._later(case.concluded_on, 20),
            confirmed_by=second,
        )
        return [closure]

    def _member(self, case: Case, user: User, role: TeamRole) -> TeamMember:
        return TeamMember(
            case=case,
            public_key=self.keys.public_key(),
            user=user,
            role=role,
            reason="Appointed.",
            since=clock.now(),
        )


def _items(model: type[Cause | InformationSystem | Channel | Information]) -> Urn[str]:
    return falling(list(model.objects.values_list("key", flat=True)))


def _types(recipient: Recipient) -> Urn[RecipientType]:
    of_class = list(RecipientType.objects.filter(recipient=recipient))
    return falling(of_class or list(RecipientType.objects.filter(key="unknown")))
