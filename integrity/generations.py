"""Which keys this register knows: a check value of each, so that a start with a wrong key is refused and says which.

A check value is a keyed digest: who reads it learns nothing of the key. It is a mark of the register, so never changed:
a new key is a new generation. Names and numbers stand under the newest generation that is *settled*, and under those
after it; older keys are no longer needed. The audit log is never written anew, so all of its keys are.
"""

import hashlib
import hmac
from collections.abc import Iterator

from django.conf import settings

from audit.models import RegisterMark
from lib import keys

NAMES = tuple(name for name in keys.NAMES if name != "SECRET_KEY")
BEGIN = "`manage.py rotate_keys --begin`"


def check_value(name: str, key: str) -> str:
    """What is kept of a key."""
    return hmac.digest(key.encode(), f"integrity: {name}".encode(), hashlib.sha256).hex()[:32]


def given(name: str) -> list[str]:
    """The check values of the keys that this process was given, newest first."""
    values = getattr(settings, name)
    if name not in keys.SEVERAL:
        values = [value for value in (values, getattr(settings, f"{name}_OLD")) if value]
    return [check_value(name, value) for value in values]


def known(name: str) -> list[str]:
    """The check values that the register knows, oldest first."""
    marks = dict(RegisterMark.objects.filter(name__startswith=f"key:{name}:").values_list("name", "value"))
    found: list[str] = []
    while (value := marks.get(f"key:{name}:{len(found) + 1}")) is not None:
        found.append(value)
    return found


def settled(name: str) -> int:
    """The newest generation under which everything is."""
    prefix = f"settled:{name}:"
    marks = RegisterMark.objects.filter(name__startswith=prefix).values_list("name", flat=True)
    return max((int(mark.removeprefix(prefix)) for mark in marks), default=1)


def add(name: str, value: str) -> None:
    """A new generation."""
    RegisterMark.objects.create(name=f"key:{name}:{len(known(name)) + 1}", value=value)


def settle(name: str) -> None:
    """Everything is under the newest generation now."""
    RegisterMark.objects.create(name=f"settled:{name}:{len(known(name))}", value="")


def first() -> None:
    """Learn the keys of a new register."""
    for name in NAMES:
        if not known(name):
            for value in reversed(given(name)):
                add(name, value)


def new() -> dict[str, str]:
    """The keys of the environment that the register does not know: the check value of each, by name."""
    return {name: given(name)[0] for name in NAMES if given(name)[0] not in known(name)}


def beginning_problems() -> Iterator[str]:
    """What is wrong with keys that are about to be added: nothing else may be amiss, and one change ends first."""
    for name in new():
        older = given(name)[1:]
        if name in unsettled():
            yield f"The last change of {name} has not ended. Run `manage.py rotate_keys` first, with the keys of then."
        elif not older:
            old = name if name in keys.SEVERAL else f"{name}_OLD"
            yield f"{old} must hold the key before, too, until `manage.py rotate_keys` has ended."
        else:
            yield from _problems(name, older, known(name))
    for name in NAMES:
        if name not in new():
            yield from _problems(name, given(name), known(name))


def unsettled() -> list[str]:
    """The keys that are being replaced."""
    return [name for name in NAMES if name != "AUDIT_KEYS" and settled(name) < len(known(name))]


def problems() -> Iterator[str]:
    """What is wrong with the keys that this process was given, a sentence each that says which and what to do."""
    for name in NAMES:
        yield from _problems(name, given(name), known(name))


def _problems(name: str, here: list[str], register: list[str]) -> Iterator[str]:
    if not register:
        yield f"The register does not know its {name} yet. Run `manage.py migrate`."
    elif not set(here) <= set(register):
        yield f"{name} is not the key that this register knows. Put the right one back, or run {BEGIN} if it is new."
    elif here[0] != register[-1]:
        yield f"{name} begins with an older key than this register uses. Put the newest one first."
    elif not set(register[settled(name) - 1 :]) <= set(here):
        old = name if name in keys.SEVERAL else f"{name}_OLD"
        yield f"{old} lacks a key that this register still needs. Put it back; README.md says when it may go."
