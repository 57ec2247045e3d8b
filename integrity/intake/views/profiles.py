"""The pages of saved profiles, for who keeps them: all of them, one in as TOML, one out, one out of use."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import me
from integrity.intake import access, actions, kinds
from integrity.intake.forms import ProfileInForm
from lib.methods import require_http_methods, require_POST, require_safe
from office.models import ImportProfile
from office.profiles import BadProfile

TOML = "application/toml; charset=utf-8"


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All saved profiles."""
    rows = [{"profile": profile, "kind": kinds.of(profile).label} for profile in access.all_profiles(me(request))]
    return render(request, "intake/profiles.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Save a profile that somebody wrote or took out elsewhere."""
    user = me(request)
    if not access.may_keep_profiles(user):
        raise Http404
    form = ProfileInForm(request.POST if request.method == "POST" else None, kinds=kinds.KINDS)
    if form.is_valid():
        said = form.cleaned_data
        try:
            saved = actions.save_profile(by=user, kind=kinds.BY_KEY[said["kind"]], name=said["name"], text=said["text"])
        except BadProfile as error:
            form.add_error("text", str(error))
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The profile “%(name)s” is saved.") % {"name": saved.name})
            return redirect("intake:profiles")
    return render(request, "intake/profile_in.html", {"form": form})


@require_safe
def text(request: HttpRequest, key: str) -> HttpResponse:
    """A saved profile as the command line reads it."""
    return as_file(access.open_profile(me(request), key))


def as_file(profile: ImportProfile) -> HttpResponse:
    """A profile as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{profile.public_key}.toml"'}
    return HttpResponse(profile.text, content_type=TOML, headers=headers)


@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take a profile out of use."""
    user = me(request)
    profile = access.open_profile(user, key)
    actions.withdraw_profile(by=user, profile=profile)
    messages.success(request, _("The profile “%(name)s” is withdrawn.") % {"name": profile.name})
    return redirect("intake:profiles")
