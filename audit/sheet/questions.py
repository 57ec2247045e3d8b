"""The questions that a sheet asks of a month, each with its rule."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.columns import EXPORTS
from audit.kinds import Kind
from audit.models import Event
from audit.sheet.parts import Day, Item, Mark, Section

SMALL = 5
"""A list of fewer records than this can point to a person."""
MANY = 40
"""More different records than this, opened on one day, are unusual."""
EVENING, MORNING = 22, 6
"""Reading from the one hour to the other, local time, is unusual; so is reading at weekends."""
FAILURES = 3
"""So many failures for one account on one day are more than typing errors."""

BEGUN = tuple(kind for kind in EXPORTS if kind.value.endswith("begun"))
ENDED = tuple(kind for kind in EXPORTS if kind not in BEGUN)
POWER = (
    Kind.ACCOUNT_PROPOSED,
    Kind.ACCOUNT_MADE,
    Kind.FIRST_PERSON_MADE,
    Kind.ROLE_PROPOSED,
    Kind.ROLE_GRANTED,
    Kind.ROLE_ENDED,
    Kind.NUMBER_PROPOSED,
    Kind.NUMBER_CHANGED,
    Kind.FACTOR_RESET_PROPOSED,
    Kind.FACTOR_RESET,
    Kind.REACTIVATION_PROPOSED,
    Kind.REACTIVATED,
    Kind.PROPOSAL_DECLINED,
    Kind.DEACTIVATED,
    Kind.LINK_SENT,
    Kind.KEYS_ADDED,
    Kind.KEYS_ROTATED,
    Kind.PERSON_SOUGHT,
)
_SATURDAY = 5

Says = Callable[[list[Mark]], list[str]]
Groups = Mapping[str, list[Mark]]


def _by(marks: Iterable[Mark], of: Callable[[Mark], str]) -> Groups:
    """The events by person (or account), in the order of the names."""
    groups: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        groups[of(mark)].append(mark)
    return dict(sorted(groups.items()))


def _actor(mark: Mark) -> str:
    return mark.actor


def _targets(marks: Iterable[Mark]) -> int:
    return len({mark.target for mark in marks if mark.target})


def _days(marks: Iterable[Mark], **asked: str) -> list[Day]:
    """The days of these events; `asked` is what the log is asked for, but for the day."""
    rest = urlencode(asked)
    days = Counter(mark.day for mark in marks)
    return [Day(day, number, f"?since={day}&until={day}&{rest}") for day, number in sorted(days.items())]


def _items(section: str, groups: Groups, says: Says, kind: str) -> list[Item]:
    """An item for each person; `says` gives what he did, one thing at a time."""
    return [
        Item(
            key=f"{marks[0].day:%Y-%m}.{section}.{actor}",
            who=marks[-1].who,
            says=says(marks),
            days=_days(marks, person=actor, kind=kind),
            last=max(mark.pk for mark in marks),
        )
        for actor, marks in groups.items()
    ]


def _n(number: int) -> dict[str, str]:
    return {"count": number_format(number)}


def refused(marks: Iterable[Mark]) -> Section:
    """Who asked for what he may not have."""

    def says(those: list[Mark]) -> list[str]:
        number = _targets(those)
        attempts = ngettext("%(count)s attempt", "%(count)s attempts", len(those))
        different = ngettext("%(count)s different reference or name", "%(count)s different references or names", number)
        return [attempts % _n(len(those)), *([different % _n(number)] if number else [])]

    rule = _("Every request that was refused to somebody who was signed in.")
    items = _items("refused", _by(marks, _actor), says, Kind.REQUEST_REFUSED)
    return Section("refused", _("Refused attempts"), rule, items)


def throttled(marks: Iterable[Mark], most: int, minutes: int) -> Section:
    """Who was braked."""

    def says(those: list[Mark]) -> list[str]:
        return [ngettext("Had to wait %(count)s time", "Had to wait %(count)s times", len(those)) % _n(len(those))]

    rule = _("Whoever asks for more than %(most)s different records within %(minutes)s minutes has to wait.")
    items = _items("throttled", _by(marks, _actor), says, Kind.READING_THROTTLED)
    return Section("throttled", _("Slowed down"), rule % {"most": most, "minutes": minutes}, items)


def sign_ins(marks: Iterable[Mark]) -> Section:
    """At whose account somebody failed to sign in, or to confirm who he is."""
    items = []
    for account, all_of_them in _by(marks, lambda mark: mark.target).items():
        often = {day for day, number in Counter(mark.day for mark in all_of_them).items() if number >= FAILURES}
        those = [mark for mark in all_of_them if mark.day in often]
        if not those:
            continue
        origins = len({mark.origin for mark in those})
        failures = ngettext("%(count)s failure", "%(count)s failures", len(those))
        addresses = ngettext("From %(count)s address", "From %(count)s addresses", origins)
        items.append(
            Item(
                key=f"{those[0].day:%Y-%m}.sign_ins.{account}",
                who=account or _("Unknown user names"),
                says=[failures % _n(len(those)), addresses % _n(origins)],
                days=_days(those, target=account, kind="failures"),
                last=max(mark.pk for mark in those),
            )
        )
    rule = _("Accounts at which a password, code or passkey was wrong %(number)s times or more on one day.")
    return Section("sign_ins", _("Failed sign-ins"), rule % {"number": FAILURES}, items)


def drilled(marks: Iterable[Mark]) -> Section:
    """Who listed so few records behind a number that they can point to a person."""

    def says(those: list[Mark]) -> list[str]:
        return [ngettext("%(count)s list", "%(count)s lists", len(those)) % _n(len(those))]

    few = [mark for mark in marks if 0 < int(mark.detail.get("rows", SMALL)) < SMALL]
    rule = _("Lists of fewer than %(small)s records behind a number.") % {"small": SMALL}
    items = _items("drilled", _by(few, _actor), says, Kind.FIGURE_DRILLED)
    return Section("drilled", _("Small numbers opened"), rule, items)


def exported(begun: Sequence[Mark], ended: Mapping[str, Mark]) -> Section:
    """Which files went out, for what, and whether they went out whole; `ended` by the number of the export."""
    items = []
    for mark in reversed(begun):
        end = ended.get(mark.target)
        items.append(
            Item(
                key=f"{mark.day:%Y-%m}.exported.{mark.target or mark.key}",
                who=mark.who,
                says=[Event(kind=mark.kind).label, _end_in_words(end), *_purpose_and_hash(mark, end)],
                days=[Day(mark.day, 1, f"?{urlencode({'target': mark.target})}")],
                last=end.pk if end else mark.pk,
                alarming=end is None or not end.detail.get("complete", True),
            )
        )
    rule = _("Every file of rows or counts, with the purpose given, its number and its SHA-256.")
    return Section("exported", _("Exports"), rule, items)


def _end_in_words(end: Mark | None) -> str:
    if end is None:
        return _("It never ended")
    rows = int(end.detail.get("rows", 0))
    if end.detail.get("complete", True):
        return ngettext("%(count)s row", "%(count)s rows", rows) % _n(rows)
    return ngettext("Broken off after %(count)s row", "Broken off after %(count)s rows", rows) % _n(rows)


def _purpose_and_hash(mark: Mark, end: Mark | None) -> list[str]:
    said = [_("Purpose: %(purpose)s") % {"purpose": mark.reason or "–"}]
    if mark.target:
        said.append(_("Number %(number)s") % {"number": mark.target})
    if end and end.detail.get("sha256"):
        said.append(f"SHA-256 {end.detail['sha256']}")
    return said


def many(opened: Iterable[Mark]) -> Section:
    """Who opened many different records on one day."""
    different: defaultdict[tuple[str, datetime.date], set[str]] = defaultdict(set)
    opened = list(opened)
    for mark in opened:
        different[mark.actor, mark.day].add(mark.target)

    def says(those: list[Mark]) -> list[str]:
        most = max(len(different[mark.actor, mark.day]) for mark in those)
        in_words = ngettext("%(count)s different record on one day", "%(count)s different records on one day", most)
        return [in_words % _n(most)]

    those = [mark for mark in opened if len(different[mark.actor, mark.day]) > MANY]
    rule = _("More than %(many)s different records opened by one person on one day.") % {"many": MANY}
    return Section("many", _("Much reading"), rule, _items("many", _by(those, _actor), says, "opened"))


def unusual_hours(opened: Iterable[Mark]) -> Section:
    """Who opened records at night or at the weekend."""

    def says(those: list[Mark]) -> list[str]:
        number = _targets(those)
        return [ngettext("%(count)s different record", "%(count)s different records", number) % _n(number)]

    rule = _("Records opened between %(evening)s and %(morning)s local time, or on Saturday or Sunday.")
    hours = {"evening": f"{EVENING:02}:00", "morning": f"{MORNING:02}:00"}
    items = _items("hours", _by(filter(_is_unusual, opened), _actor), says, "opened")
    return Section("hours", _("Reading at unusual hours"), rule % hours, items)


def _is_unusual(mark: Mark) -> bool:
    return mark.at.hour >= EVENING or mark.at.hour < MORNING or mark.at.weekday() >= _SATURDAY


def power(marks: Sequence[Mark]) -> Section:
    """What was done to accounts and roles."""
    items = [
        Item(
            key=f"{mark.day:%Y-%m}.power.{mark.key}",
            who=mark.who,
            says=[
                Event(kind=mark.kind).label,
                _("Account: %(account)s") % {"account": mark.target or "–"},
                *([_("Reason: %(reason)s") % {"reason": mark.reason}] if mark.reason else []),
            ],
            days=_days([mark], target=mark.target, kind=mark.kind),
            last=mark.pk,
        )
        for mark in reversed(marks)
    ]
    rule = _(
        "Accounts, roles, personnel numbers, second factors, links and keys: what was proposed, decided, sent or "
        "changed."
    )
    return Section("power", _("Changes of power"), rule, items)
