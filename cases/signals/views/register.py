"""Register a signal, or several at once."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import me
from accounts.models import User
from cases.models import Signal
from cases.signals import access, actions, registering
from cases.signals.views.steps import warn_of_names
from lib import identity
from lib.methods import require_http_methods


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The forms, and from them signals, in one act."""
    user = me(request)
    access.enter_to_register(user)
    people = access.possible_to_keep_from(user)
    if request.method != "POST":
        return _page(request, registering.one(people))
    if "another" in request.POST:
        return _page(request, registering.one_more(request.POST, people))
    forms = registering.sent(request.POST, people)
    if not forms.is_valid():
        return _page(request, forms)
    return _registered(request, user, [form.cleaned_data for form in forms])


def _page(request: HttpRequest, forms: Any) -> HttpResponse:
    wrong = [form for form in forms if form.is_bound and form.errors]
    context = {
        "forms": forms,
        "form": wrong[0] if wrong else None,
        "number_wrong": sum(len(form.errors) for form in wrong),
        "several": len(forms) > 1,
        "full": len(forms) >= registering.MOST,
    }
    return render(request, "signals/register.html", context)


def _registered(request: HttpRequest, user: User, said: Sequence[dict[str, Any]]) -> HttpResponse:
    signals = actions.register_signals(by=user, signals=said)
    mine = [_concerns(user, one) for one in said]
    shown = [signal for signal, is_mine in zip(signals, mine, strict=True) if not is_mine]
    opened = set(access.visible_to(user).filter(pk__in=[one.pk for one in shown]).values_list("pk", flat=True))
    for sentence in _told(shown, opens_all=len(opened) == len(shown)):
        messages.success(request, sentence)
    if any(mine):
        messages.success(request, _("What concerns you is registered too. You cannot open it."))
    if any(one["name"] and not one["number"] for one in said):
        messages.warning(
            request,
            _(
                "A person concerned has no personnel number: nothing keeps them out. If it is somebody who works with "
                "this register, have a coordinator raise a wall."
            ),
        )
    for one in said:
        people = [(one["name"], one["number"]), (one["reporter_name"], one["reporter_number"])]
        warn_of_names(request, [one["text"], one["keep_reason"]], people)
    if len(signals) == 1 and opened:
        return redirect(signals[0])
    return redirect("signals:undecided" if access.may_triage_any(user) else "cases:list")


def _concerns(user: User, said: dict[str, Any]) -> bool:
    return bool(user.signal_hash) and identity.signal_hash(said["number"]) == user.signal_hash


def _told(signals: Sequence[Signal], *, opens_all: bool) -> list[str]:
    """Under which references they are registered, and who goes on with them."""
    if not signals:
        return []
    said = {"references": ", ".join(signal.reference for signal in signals)}
    if opens_all:
        sentence = ngettext(
            "Registered under %(references)s. Decide next what happens with it.",
            "Registered under %(references)s. Decide next what happens with them.",
            len(signals),
        )
    else:
        sentence = ngettext(
            "Registered under %(references)s. A coordinator decides on it.",
            "Registered under %(references)s. A coordinator decides on them.",
            len(signals),
        )
    return [sentence % said]
