"""What is written of incoming files and saved profiles. A move is made only from a state that allows it.

Two tabs, two clicks or two processes never make one move twice: each is an update of the row in the state that it was
seen in, and who finds it otherwise is told.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from audit import log
from audit.kinds import Kind as Act
from integrity.intake import access, keeping, starting
from integrity.intake.kinds import Kind
from lib import clock
from lib.refusal import Refused
from lib.uploads import Received
from office.models import ImportProfile, Incoming
from office.models.intake import LONGEST_NAME, State

MOST_WAITING = 10
"""So many files of one person may lie there at a time."""
OPEN = (State.MAPPING, State.CHECKED, State.FAILED)
"""The states in which the person decides what happens."""
LONGEST_FILE_NAME = 200


def check_can_receive(user: User) -> None:
    """Refuse one more file where too many of this person lie there."""
    if Incoming.objects.of(user).waiting().count() >= MOST_WAITING:
        raise Refused(
            _("You have %(most)s files here that wait. Import or discard one of them first.") % {"most": MOST_WAITING}
        )


def receive(*, by: User, kind: Kind, received: Received) -> Incoming:
    """A file that has been uploaded, and lies in the vault, becomes one that can be imported."""
    if not kind.may(by):
        raise PermissionDenied
    detail = {"kind": kind.key.value, "bytes": received.size, "sha256": received.sha256}
    with log.acting(by, Act.INCOMING_RECEIVED, target=received.key, detail=detail):
        check_can_receive(by)
        return Incoming.objects.create(
            public_key=received.key,
            kind=kind.key,
            name=as_one_line(received.name)[:LONGEST_FILE_NAME] or _("file without a name"),
            size=received.size,
            sha256=received.sha256,
            by=by,
            came_at=timezone.now(),
            language=get_language() or "",
        )


def as_one_line(text: str) -> str:
    """The name of a file or profile without what no page shows."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def read_as(*, by: User, incoming: Incoming, overrides: Mapping[str, Any], profile: str, name: str) -> None:
    """Keep how the file is read: what the person said of it, and the profile in TOML. A dry run before is void."""
    with log.acting(by, Act.INCOMING_MAPPED, target=incoming.public_key):
        _move(
            incoming,
            OPEN,
            State.MAPPING,
            overrides=dict(overrides),
            profile=profile,
            profile_name=as_one_line(name)[:LONGEST_NAME],
            outcome={},
            failure="",
            rows_read=0,
        )


def ask_for_check(*, by: User, incoming: Incoming) -> None:
    """Have the file tried in a process of its own."""
    with log.acting(by, Act.INCOMING_CHECK_ASKED, target=incoming.public_key):
        _check_nothing_at_work(by)
        _move(incoming, OPEN, State.CHECKING, outcome={}, **_unworked())
        starting.start_after_commit(incoming.public_key)


def ask_for_import(*, by: User, incoming: Incoming, mark: str) -> None:
    """Have the file imported in a process of its own; `mark` is that of the dry run that the person looked at."""
    with log.acting(by, Act.INCOMING_IMPORT_ASKED, target=incoming.public_key):
        _check_nothing_at_work(by)
        if incoming.state == State.CHECKED and incoming.outcome.get("mark") != mark:
            raise Refused(_("There was another dry run since. Look at that one first."))
        _move(incoming, (State.CHECKED,), State.IMPORTING, outcome__mark=mark, **_unworked())
        starting.start_after_commit(incoming.public_key)


def discard(*, by: User | None, incoming: Incoming) -> None:
    """Take the file away. The institution itself discards what has lain too long."""
    with log.acting(by, Act.INCOMING_DISCARDED, target=incoming.public_key):
        _move(incoming, OPEN, State.DISCARDED, worker="")
        transaction.on_commit(lambda: keeping.remove(incoming.public_key))


def _unworked() -> dict[str, Any]:
    return {"worker": "", "worked_at": None, "rows_read": 0, "failure": "", "language": get_language() or ""}


def _check_nothing_at_work(by: User) -> None:
    if Incoming.objects.of(by).at_work().exists():
        raise Refused(_("Another file of yours is being worked on. Wait until that has ended."))


def _move(incoming: Incoming, before: tuple[State, ...], after: State, *, outcome__mark: str = "", **said: Any) -> None:
    """Change the row if it stands as it was seen; raises Refused with what stands now otherwise."""
    marked = {"outcome__mark": outcome__mark} if outcome__mark else {}
    if not Incoming.objects.filter(pk=incoming.pk, state__in=before, **marked).update(state=after, **said):
        now = Incoming.objects.get(pk=incoming.pk)
        raise Refused(
            _("This file stands otherwise by now: %(state)s. Look at its page.") % {"state": now.get_state_display()}
        )
    incoming.refresh_from_db()


def save_profile(*, by: User, kind: Kind, name: str, text: str) -> ImportProfile:
    """Save a profile under a name; the one that had that name before is withdrawn.

    Raises BadProfile, and ValidationError for a name that cannot be one.
    """
    if not (kind.may(by) or access.may_keep_profiles(by)):
        raise PermissionDenied
    name = as_one_line(name)
    if not name or len(name) > LONGEST_NAME:
        raise ValidationError({"name": _("Enter a name of at most %(most)s characters.") % {"most": LONGEST_NAME}})
    if name in kind.shipped():
        raise ValidationError({"name": _("A profile of this name ships with the register. Choose another name.")})
    kind.checked(text, name)
    detail = {"kind": kind.key.value, "name": name}
    try:
        with log.acting(by, Act.PROFILE_SAVED, detail=detail) as act:
            ImportProfile.objects.standing().filter(kind=kind.key, name=name).update(withdrawn_on=clock.today())
            saved = ImportProfile.objects.create(
                kind=kind.key, name=name, text=text, saved_by=by, saved_at=timezone.now()
            )
            act.target = saved.public_key
    except IntegrityError as error:
        raise Refused(_("Somebody saved a profile of this name at the same moment. Try again.")) from error
    return saved


def withdraw_profile(*, by: User, profile: ImportProfile) -> None:
    """Take a saved profile out of use; what was imported by it stays as it is."""
    if not access.may_keep_profiles(by):
        raise PermissionDenied
    detail = {"kind": profile.kind, "name": profile.name}
    with log.acting(by, Act.PROFILE_WITHDRAWN, target=profile.public_key, detail=detail):
        ImportProfile.objects.standing().filter(pk=profile.pk).update(withdrawn_on=clock.today())
