"""The icons: sixteen units square, one stroke, always beside a word or with a title."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SHAPES = {
    "alert": '<path d="M8 2 14.5 13.5h-13zM8 6.5v3M8 11.5v.1"/>',
    "chain": '<path d="M6.5 9.5l3-3M7 4.5l1.5-1.5a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5 7.5 13a2.8 2.8 0 0 1-4-4L5 7.5"/>',
    "check": '<path d="m3 8.5 3.5 3.5L13 4.5"/>',
    "down": '<path d="M8 2.5v8M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11"/>',
    "eye": '<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>',
    "filter": '<path d="M2 4h12M4.5 8h7M6.5 12h3"/>',
    "flag": '<path d="M4 14V2.5h8l-2 3 2 3H4"/>',
    "key": '<circle cx="5.5" cy="10.5" r="3"/><path d="m7.7 8.3 5.3-5.3M10.5 5.5l2 2"/>',
    "list": '<path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1"/>',
    "lock": '<rect x="3" y="7" width="10" height="6.5" rx="1"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>',
    "newer": '<path d="M10 3.5 5.5 8l4.5 4.5"/>',
    "note": '<path d="M3 2.5h10v7.5l-3.5 3.5H3zM9.5 13.5V10H13M5.5 5.5h5M5.5 8h3"/>',
    "older": '<path d="M6 3.5 10.5 8 6 12.5"/>',
    "out": '<path d="M6.5 2.5h-4v11h4M10 5l3 3-3 3M13 8H6"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "print": '<path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "swap": '<path d="M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13"/>',
    "user": '<circle cx="8" cy="5.5" r="2.5"/><path d="M3 13.5c.6-2.6 2.5-4 5-4s4.4 1.4 5 4"/>',
    "x": '<path d="m4.5 4.5 7 7M11.5 4.5l-7 7"/>',
}


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """One icon, hidden from a screen reader unless it has a title (then it stands alone)."""
    shape = mark_safe(SHAPES[name])  # noqa: S308 - a constant of this file
    if title:
        return format_html('<svg class="i" viewBox="0 0 16 16" role="img"><title>{}</title>{}</svg>', title, shape)
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', shape)
