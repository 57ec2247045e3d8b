"""The pages of files: one's own list, the upload, one file and how far it is, and what comes of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.access import me
from audit import log
from audit.kinds import Kind as Act
from integrity.intake import access, actions, keeping, mapping, shown
from integrity.intake.forms import UploadForm
from lib import csvout
from lib.methods import require_http_methods, require_POST, require_safe
from lib.refusal import Refused
from lib.uploads import Received, VaultUpload
from office import profiles, sources
from office.models import Incoming
from office.models.intake import State


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The files that this person uploaded, the newest first."""
    user = me(request)
    access.enter(user)
    found = list(access.incoming_for(user)[: shown.MOST_FILES])
    context = {
        "files": [shown.listed(incoming) for incoming in found],
        "kept_days": keeping.KEPT_FOR.days,
        "may_take_back": access.may_take_back(user),
        "may_keep_profiles": access.may_keep_profiles(user),
    }
    return render(request, "intake/list.html", context)


# The form's own guard comes after the handler that takes the file: it reads the form, and with it the file.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Choose what the rows are, and upload. Who brings nothing in is refused before a byte of his file is read."""
    user = me(request)
    access.enter(user)
    if request.method != "POST":
        return csrf_protect(_upload_page)(request)
    handler = VaultUpload(keeping.path_of, sources.MOST_BYTES)
    request.upload_handlers = [handler]
    taken = False
    try:
        answer = csrf_protect(_received)(request, handler)
        taken = answer.status_code == 302
        return answer
    finally:
        handler.drop()
        if not taken:
            keeping.remove(handler.key)


def _upload_page(request: HttpRequest, form: UploadForm | None = None, problem: str = "") -> HttpResponse:
    found = access.enter(me(request))
    context = {
        "form": form or UploadForm(kinds=found),
        "problem": problem,
        "kinds": found,
        "most": sources.MOST_BYTES >> 20,
        "kept_days": keeping.KEPT_FOR.days,
    }
    return render(request, "intake/new.html", context)


def _received(request: HttpRequest, handler: VaultUpload) -> HttpResponse:
    user = me(request)
    form = UploadForm(request.POST, kinds=access.enter(user))
    found: Any = request.FILES.get("file")
    problem = handler.problem or ("" if isinstance(found, Received) else _("Choose the file to import."))
    if not form.is_valid() or problem:
        return _upload_page(request, form, problem)
    try:
        incoming = actions.receive(by=user, kind=access.enter_kind(user, form.cleaned_data["kind"]), received=found)
    except Refused as refusal:
        return _upload_page(request, form, str(refusal.message))
    return redirect("intake:reading", incoming.public_key)


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty file with exactly the columns that the profile of this kind reads."""
    found = access.enter_kind(me(request), kind)
    line = next(csvout.lines(profiles.template(str(found.key.value), found.folder), (), csvout.Dialect(bom=True)))
    return HttpResponse(
        line, content_type=csvout.MEDIA, headers={"Content-Disposition": f'attachment; filename="{kind}.csv"'}
    )


@require_safe
def incoming(request: HttpRequest, key: str) -> HttpResponse:
    """How far a file is: progress, what a dry run found, what an import did."""
    user = me(request)
    return _page(request, access.open_incoming(user, key))


def _page(request: HttpRequest, found: Incoming, refusal: str = "") -> HttpResponse:
    context = {**shown.page_of(found, me(request), request.GET), "refusal": refusal}
    return render(request, "intake/incoming.html", context, status=409 if refusal else 200)


def _refused(request: HttpRequest, found: Incoming, refusal: Refused) -> HttpResponse:
    """The page of the file as it stands, with why the move was not made; that page is a look."""
    access.look_again(me(request), found)
    found.refresh_from_db()
    return _page(request, found, str(refusal.message))


@require_POST
def check(request: HttpRequest, key: str) -> HttpResponse:
    """Have a dry run made."""
    user = me(request)
    found = access.open_incoming(user, key, to_act=True)
    try:
        mapping.settle(user, found)
        mapping.check_is_whole(found)
        actions.ask_for_check(by=user, incoming=found)
    except Refused as refusal:
        return _refused(request, found, refusal)
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm the import, and have it made."""
    user = me(request)
    found = access.open_incoming(user, key, to_act=request.method == "POST")
    if found.state != State.CHECKED:
        refusal = Refused(_("A file is imported after its dry run. Look at what stands on its page."))
        if request.method == "POST":
            return _refused(request, found, refusal)
        return _page(request, found, str(refusal.message))
    if request.method != "POST":
        return render(request, "intake/confirm.html", shown.page_of(found, user, request.GET))
    try:
        actions.ask_for_import(by=user, incoming=found, mark=request.POST.get("mark", ""))
    except Refused as refusal:
        return _refused(request, found, refusal)
    return redirect(found)


@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Take the file away."""
    user = me(request)
    found = access.open_incoming(user, key, to_act=True)
    try:
        actions.discard(by=user, incoming=found)
    except Refused as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("“%(name)s” is discarded. Nothing of it is kept.") % {"name": found.name})
    return redirect("intake:list")


@require_safe
def refused(request: HttpRequest, key: str) -> HttpResponseBase:
    """The refused rows as a file, each with its reason: corrected, it can be imported as a file of its own."""
    user = me(request)
    found = access.open_incoming(user, key, to_act=True)
    if not keeping.path_of(key, keeping.REFUSED).exists() or not found.outcome.get("refused_rows"):
        raise Http404
    if request.GET:
        raise BadRequest(_("This file cannot be written that way."))
    log.read(user, Act.REFUSED_ROWS_TAKEN, target=key, detail={"rows": found.outcome["refused_rows"]})
    return csvout.download(f"refused-{key}.csv", keeping.pieces(key, keeping.REFUSED))
