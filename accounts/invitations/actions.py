"""Links by which a person sets a password, so that no admin ever knows one."""

import datetime
import hashlib
import secrets
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import rules, sessions
from accounts.invitations import mails
from accounts.models import Link, Purpose, User
from audit import log
from audit.kinds import Kind
from lib import clock
from lib.refusal import Refused

VALID = datetime.timedelta(hours=72)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def make_link(*, to: User, purpose: str) -> str:
    """A new link, as part of an act; earlier ones no longer work. Returns its token, which is stored nowhere."""
    end_links(of=to)
    token, now = secrets.token_urlsafe(32), clock.now()
    Link.objects.create(user=to, purpose=purpose, token_hash=_hashed(token), made_at=now, valid_until=now + VALID)
    return token


def end_links(*, of: User) -> None:
    """What was sent and not used no longer works."""
    Link.objects.filter(user=of, ended_at=None).update(ended_at=clock.now())


def invite(*, to: User, site: str) -> None:
    """Make a first link as part of an act, and mail it once that is committed."""
    token = make_link(to=to, purpose=Purpose.INVITATION)
    transaction.on_commit(partial(mails.send_link, to=to, purpose=Purpose.INVITATION, token=token, site=site))


def send_link(*, by: User, to: User, reason: str, site: str) -> None:
    """Mail a new link to the address on file. The password stays as it is until the link is used.

    Raises Refused where there is no address or no active account, mails.NotSent if the mail could not be sent.
    """
    if not by.has_perm("accounts.manage"):
        raise PermissionDenied
    purpose = purpose_for(to)
    with log.acting(by, Kind.LINK_SENT, target=to.username, reason=reason, detail={"link": purpose}):
        person = User.objects.select_for_update().get(pk=to.pk)
        rules.check_has_address(person)
        token = make_link(to=person, purpose=purpose)
        transaction.on_commit(partial(mails.send_link, to=person, purpose=purpose, token=token, site=site))


def purpose_for(person: User) -> str:
    """An invitation for who has no password yet, otherwise a new password."""
    return Purpose.RESET if person.has_usable_password() else Purpose.INVITATION


def link_of(token: str) -> Link | None:
    """The link with this token, if it works."""
    return Link.objects.open(clock.now()).filter(token_hash=_hashed(token)).select_related("user").first()


def set_password(*, token: str, password: str) -> User:
    """Set the password of whoever the link is for; the link works no more, and all sessions of the person end.

    Raises Refused if the link does not work, or was used a moment ago.
    """
    link = link_of(token)
    if link is None:
        raise Refused(gone())
    person = link.user
    with log.acting(person, Kind.PASSWORD_SET, target=person.username, detail={"link": link.purpose}):
        # Whoever comes second finds it ended.
        locked = Link.objects.select_for_update(of=("self",)).filter(pk=link.pk, ended_at=None).first()
        if locked is None:
            raise Refused(gone())
        person.set_password(password)
        person.save(update_fields=["password"])
        end_links(of=person)
        sessions.end_all(person)
    return person


def gone() -> str:
    """Why a link does not work; the same whatever the cause."""
    return _("It was used, replaced by a newer one, or is older than 72 hours.")
