"""The pages on which a person says how a file is read: how it is written, which column is what, which value is what."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import me
from integrity.intake import access, actions, kinds, mapping, shown
from integrity.intake.actions import OPEN
from integrity.intake.forms import ProfileNameForm, ProfileTextForm
from integrity.intake.mapping import Reading
from integrity.intake.mappingforms import ColumnsForm, ReadingForm, ValuesForm
from integrity.intake.views.profiles import TOML
from lib.methods import require_http_methods, require_POST, require_safe
from lib.refusal import Refused
from office import profiles
from office.models import Incoming
from office.profiles import BadProfile
from office.tabular import Unreadable

Page = Callable[..., HttpResponse]


def of_a_file(name: str) -> Callable[[Page], Callable[..., HttpResponse]]:
    """Make a page on how a file is read: through the door, and only while nothing works on the file.

    A file that cannot be read as it stands is shown on the page where that is changed.
    """

    def decorate(page: Page) -> Callable[..., HttpResponse]:
        @wraps(page)
        def opened(request: HttpRequest, key: str, **more: Any) -> HttpResponse:
            user = me(request)
            found = access.open_incoming(user, key, to_act=request.method == "POST")
            if found.state not in OPEN:
                return _not_now(request, found)
            reading = Reading(found)
            try:
                return page(request, reading, **more)
            except Refused as refusal:
                access.look_again(user, found)
                return _not_now(request, found, str(refusal.message))
            except Unreadable as error:
                if name == "reading":
                    raise
                messages.error(request, str(error))
                if request.method == "POST":
                    access.look_again(user, found)
                return redirect("intake:reading", key)

        return opened

    return decorate


def _not_now(request: HttpRequest, found: Incoming, why: str = "") -> HttpResponse:
    """The page of the file as it stands, with why nothing can be changed; the look is recorded."""
    if request.method == "POST" and not why:
        access.look_again(me(request), found)
    found.refresh_from_db()
    refusal = why or _("How this file is read can no longer be changed.")
    context = {**shown.page_of(found, me(request), request.GET), "refusal": refusal}
    return render(request, "intake/incoming.html", context, status=409)


def _page(request: HttpRequest, name: str, reading: Reading, **more: Any) -> HttpResponse:
    found = reading.incoming
    context = {
        "file": found,
        "kind": reading.kind,
        "steps": shown.steps_of(found, name if name in shown.WAY else "values"),
        "same_file": access.was_imported_before(found),
        **more,
    }
    return render(request, f"intake/{name}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_file("reading")
def reading(request: HttpRequest, reading: Reading) -> HttpResponse:
    """How the file is written: what was found, with its first rows, and what the person says of it."""
    user, found = me(request), reading.incoming
    problem = ""
    form = ReadingForm(request.POST if request.method == "POST" else None, reading=reading)
    if request.method == "POST" and form.is_valid():
        try:
            mapping.read_as(by=user, reading=reading, said=form.said, formats=form.cleaned_data["date_formats"])
        except Unreadable as error:
            problem = str(error)
        else:
            messages.success(request, _("The file is read that way now."))
            return redirect("intake:columns" if "go_on" in request.POST else "intake:reading", found.public_key)
    if request.method == "POST":
        access.look_again(user, found)
    try:
        look = reading.look
    except Unreadable as error:
        look, problem = None, problem or str(error)
    return _page(request, "reading", reading, form=form, look=look, problem=problem)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_file("columns")
def columns(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Which column feeds which field."""
    form = ColumnsForm(request.POST if request.method == "POST" else None, reading=reading)
    if request.method == "POST":
        if form.is_valid():
            content = mapping.with_values(reading, form.content)
            mapping.keep(by=me(request), reading=reading, content=content)
            return redirect("intake:values", reading.incoming.public_key)
        access.look_again(me(request), reading.incoming)
    return _page(request, "columns", reading, form=form, sample=mapping.sample_of(reading))


@require_safe
@of_a_file("values")
def values(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Every field whose values are mapped, with what is not mapped yet; and what the mapping lacks."""
    return _page(request, "values", reading, fields=mapping.fields_with_values(reading), problems=reading.problems())


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_file("values_of")
def values_of(request: HttpRequest, reading: Reading, field: str) -> HttpResponse:
    """The values of one field: each with its count, and what it means."""
    if field not in mapping.names_with_values(reading):
        raise Http404
    form = ValuesForm(request.POST if request.method == "POST" else None, reading=reading, field=field)
    if request.method == "POST":
        if form.is_valid():
            mapping.keep(by=me(request), reading=reading, content=form.content)
            messages.success(request, _("The values are kept."))
            return redirect("intake:values", reading.incoming.public_key)
        access.look_again(me(request), reading.incoming)
    return _page(request, "values_of", reading, form=form, field=mapping.described(field))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_file("profile")
def profile(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Read the file by another profile: one that ships, one that somebody saved, or one that is pasted."""
    user, kind = me(request), reading.kind
    form = ProfileTextForm(request.POST if "text" in request.POST else None)
    problem = ""
    if request.method == "POST":
        try:
            name, text = _chosen(request, reading, form)
            if text:
                mapping.load(by=user, reading=reading, name=name, text=text)
                messages.success(request, _("The file is read by the profile “%(name)s” now.") % {"name": name})
                return redirect("intake:values", reading.incoming.public_key)
        except BadProfile as error:
            problem = str(error)
        access.look_again(user, reading.incoming)
    return _page(
        request,
        "profile",
        reading,
        form=form,
        name_form=ProfileNameForm(initial={"name": reading.incoming.profile_name}),
        problem=problem,
        shipped=kind.shipped(),
        saved=access.profiles_for(user, [kind]).select_related("saved_by"),
    )


def _chosen(request: HttpRequest, reading: Reading, form: ProfileTextForm) -> tuple[str, str]:
    """The name and the text of the profile that was chosen; nothing where the form was not filled in."""
    kind = reading.kind
    if "text" in request.POST:
        name = reading.incoming.profile_name or str(kind.key.value)
        return (name, form.cleaned_data["text"]) if form.is_valid() else ("", "")
    if (shipped := request.POST.get("shipped", "")) in kind.shipped():
        return shipped, (kind.folder / f"{shipped}.toml").read_text(encoding="utf-8")
    saved = access.profiles_for(me(request), [kind]).filter(public_key=request.POST.get("saved", "")).first()
    if saved is None:
        raise BadProfile(_("Choose a profile."))
    return saved.name, saved.text


@require_POST
@of_a_file("profile")
def save_profile(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Save how the file is read, for the next one."""
    user, found = me(request), reading.incoming
    form = ProfileNameForm(request.POST)
    problem = ""
    if form.is_valid():
        try:
            text = profiles.as_toml(reading.content)
            saved = actions.save_profile(by=user, kind=reading.kind, name=form.cleaned_data["name"], text=text)
        except BadProfile as error:
            problem = str(error)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The profile “%(name)s” is saved.") % {"name": saved.name})
            return redirect("intake:profile", found.public_key)
    access.look_again(user, found)
    return _page(
        request,
        "profile",
        reading,
        form=ProfileTextForm(),
        name_form=form,
        problem=problem,
        shipped=reading.kind.shipped(),
        saved=access.profiles_for(user, [reading.kind]).select_related("saved_by"),
    )


@require_safe
@of_a_file("profile")
def profile_text(request: HttpRequest, reading: Reading) -> HttpResponse:
    """How the file is read, as a profile for the command line."""
    if request.GET:
        raise BadRequest(_("This file cannot be written that way."))
    name = f"{kinds.of(reading.incoming).key.value}-{reading.incoming.public_key}.toml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(profiles.as_toml(reading.content), content_type=TOML, headers=headers)
