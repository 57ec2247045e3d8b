"""Pages of the reference lists, for those who keep them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import me
from lib import clock
from lib.methods import require_http_methods, require_POST, require_safe
from lib.refusal import is_allowed
from office import actions, rules
from office.forms import RECIPIENT_CLASSES, AddItem, EditItem, RetireItem
from office.models import LISTS, ListItem

View = Callable[..., HttpResponse]


def for_editors(view: View) -> View:
    """Who keeps no lists finds nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not me(request).has_perm("office.edit_lists"):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_editors
def lists(request: HttpRequest) -> HttpResponse:
    """All reference lists, with how many items each has."""
    shown = [_summary(name, model) for name, model in LISTS.items()]
    return render(request, "office/lists.html", {"lists": shown})


@require_safe
@for_editors
def items(request: HttpRequest, name: str) -> HttpResponse:
    """One list: its items, retired ones too."""
    model = _list(name)
    about = _about(name, model)
    rows = [
        {"item": item, "mark": _mark_words(item, about["mark_field"]), "terms": _terms(item)}
        for item in model.objects.all()
    ]
    return render(request, "office/items.html", {**about, "rows": rows, "today": clock.today()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def item_add(request: HttpRequest, name: str) -> HttpResponse:
    """Add an item."""
    model = _list(name)
    form = AddItem(request.POST or None, model=model, initial={"position": 500})
    if form.is_valid():
        item = actions.add_item(by=me(request), model=model, **form.cleaned_data)
        messages.success(request, _("“%(label)s” was added.") % {"label": item.label})
        return redirect("office:items", name)
    return render(request, "office/item_add.html", {**_about(name, model), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def item_edit(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Change the labels and the position of an item."""
    model = _list(name)
    item = get_object_or_404(model, pk=key)
    form = EditItem(request.POST or None, model=model, key=key, initial=model_to_dict(item))
    if form.is_valid():
        actions.edit_item(by=me(request), item=item, **form.cleaned_data)
        messages.success(request, _("“%(label)s” was changed.") % {"label": item.label})
        return redirect("office:items", name)
    context = {
        **_about(name, model),
        "form": form,
        "item": item,
        "can_retire": is_allowed(rules.check_can_retire, item),
        "why_kept": rules.why_kept(item),
    }
    return render(request, "office/item_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def item_retire(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Retire an item from a day on."""
    model = _list(name)
    item = get_object_or_404(model, pk=key)
    form = RetireItem(request.POST or None, initial={"on": clock.today()})
    if form.is_valid():
        try:
            actions.retire_item(by=me(request), item=item, on=form.cleaned_data["on"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("“%(label)s” was retired.") % {"label": item.label})
            return redirect("office:items", name)
    context = {**_about(name, model), "form": form, "item": item}
    return render(request, "office/item_retire.html", context)


@require_POST
@for_editors
def item_bring_back(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """Let a retired item be chosen again."""
    item = actions.bring_back_item(by=me(request), item=get_object_or_404(_list(name), pk=key))
    messages.success(request, _("“%(label)s” can be chosen again.") % {"label": item.label})
    return redirect("office:items", name)


def _list(name: str) -> type[ListItem]:
    if name not in LISTS:
        raise Http404
    return LISTS[name]


def _summary(name: str, model: type[ListItem]) -> dict[str, Any]:
    """How many items of a list can be chosen, and how many were retired."""
    retired = Q(valid_to__lte=clock.today())
    counts = model.objects.aggregate(in_use=Count("pk", filter=~retired), retired=Count("pk", filter=retired))
    return {"name": name, "label": model._meta.verbose_name_plural, **counts}


def _about(name: str, model: type[ListItem]) -> dict[str, Any]:
    mark = rules.fixed_mark(model)
    return {
        "name": name,
        "list_label": model._meta.verbose_name_plural,
        "mark_field": mark.name if mark else "",
        "mark_label": mark.verbose_name if mark else "",
        "terms": [term.verbose_name for term in rules.terms(model)],
    }


def _mark_words(item: ListItem, field: str) -> str:
    """The mark of an item in words; nothing where the list has none."""
    value = getattr(item, field) if field else ""
    return _yes_or_no(value) if isinstance(value, bool) else str(RECIPIENT_CLASSES.get(value, value))


def _terms(item: ListItem) -> list[dict[str, Any]]:
    """What the terms of a level are, each under the head of its column."""
    return [
        {"label": term.verbose_name, "words": _term_words(getattr(item, term.name))} for term in rules.terms(type(item))
    ]


def _term_words(value: bool | int | None) -> str:
    if value is None:
        return _("Never")
    return _yes_or_no(value) if isinstance(value, bool) else str(value)


def _yes_or_no(value: bool) -> str:
    return _("Yes") if value else _("No")
