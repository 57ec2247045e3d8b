"""How far a trajectory is, in six ticks beside the word for its stage."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from screening.models.values import StageKind

register = template.Library()

TICKS = 6
TICK_OF = {
    StageKind.REQUESTED: 1,
    StageKind.FORM: 2,
    StageKind.FILES: 3,
    StageKind.REFERENCES: 3,
    StageKind.INTERVIEW: 4,
    StageKind.ENVIRONMENT: 4,
    StageKind.ADVICE: 5,
    StageKind.INTENTION: 6,
    StageKind.VIEW: 6,
}
"""The tick that a stage stands at; from the decision on all are done."""


@register.simple_tag
def pips(stage: str) -> SafeString:
    """The ticks of a stage: done, at it now, ahead. For the eye only: the word stands beside them."""
    now = TICK_OF.get(StageKind(stage), TICKS + 1)
    marks = ["d" if tick < now else "c" if tick == now else "" for tick in range(1, TICKS + 1)]
    return format_html(
        '<span class="pips" aria-hidden="true">{}</span>',
        format_html_join("", '<i class="{}"></i>', ((mark,) for mark in marks)),
    )
