"""Pages of tokens for the admin, and the addresses under which a program reads published figures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import me
from accounts.recent import recently_signed_in
from figures.definitions import FIGURES
from figures.tokens import access, actions, published
from figures.tokens.forms import TokenForm
from lib.methods import require_http_methods, require_POST, require_safe


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """Every token there was."""
    found = access.tokens(me(request))
    first = request.build_absolute_uri(reverse("figures_open:figure", args=[FIGURES[0].key]))
    return render(request, "figures/tokens.html", {"tokens": found, "address": first})


@recently_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """Issue a token, which is shown once and never again."""
    user = me(request)
    access.enter(user)
    form = TokenForm(request.POST or None)
    shown = ""
    if form.is_valid():
        _made, shown = actions.issue_token(by=user, name=form.cleaned_data["name"])
    return render(request, "figures/token_issue.html", {"form": form, "shown": shown})


@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraw a token: from now on it reads nothing."""
    user = me(request)
    actions.withdraw_token(by=user, token=access.to_withdraw(user, key))
    messages.success(request, _("The token was withdrawn. It reads nothing any more."))
    return redirect("figures_tokens:list")


@login_not_required
@require_safe
def index(request: HttpRequest) -> JsonResponse:
    """Which figures were published, and where each of them is read."""
    try:
        actions.note_use(token=access.by_token(request.headers.get("Authorization", "")))
    except access.NoToken:
        return _refused()
    in_force = published.in_force()
    keys = [figure.key for figure in FIGURES if published.figure(figure.key, in_force)]
    return JsonResponse(
        {"figures": [{"key": key, "address": reverse("figures_open:figure", args=[key])} for key in keys]}
    )


@login_not_required
@require_safe
def open_figure(request: HttpRequest, key: str) -> JsonResponse:
    """One figure as published: the newest number of each year."""
    try:
        actions.note_use(token=access.by_token(request.headers.get("Authorization", ""), key))
    except access.NoToken:
        return _refused()
    found = published.figure(key, published.in_force())
    if found is None:
        return JsonResponse({"error": "No figure was published under this key."}, status=404)
    return JsonResponse(found)


def _refused() -> JsonResponse:
    answer = JsonResponse({"error": "Show a token that is valid: Authorization: Bearer …"}, status=401)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
