"""Marks: a shape and a word for an outcome, a recipient or a result. The shape reads in grey and in print."""

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

SHAPES = {
    # Outcomes and findings.
    "confirmed": "conf",
    "unfounded": "ref",
    "refuted": "ref",
    "not_established": "half",
    "no_breach": "nobr",
    "ended_without_finding": "end",
    "pending": "open",
    # Recipients.
    "criminal": "crim",
    "non_criminal": "non",
    "none": "own",
    "unknown": "open",
    # Results of a screening.
    "positive": "conf",
    "conditional": "half",
    "negative": "ref",
    "withdrawn": "end",
    "discontinued": "end",
    "insufficient_data": "half",
}


@register.simple_tag
def mark(value: str, label: str | Promise) -> SafeString:
    """The mark of a machine value with its label; a value without a shape is its label alone."""
    shape = SHAPES.get(str(value))
    if shape is None:
        return format_html("{}", label)
    return format_html('<span class="mark {}">{}</span>', shape, label)
