"""Charts as SVG in the page: drawn by `lib.svg`, named by title and description; the style sheet gives the looks."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from figures.charts import Chart, Key
from figures.grids import Cell
from lib.pen import Shape

register = template.Library()


def _element(shape: Shape) -> str:
    """One element. Written without `format_html`, which would take a third of the page's time for its many shapes."""
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in shape.attributes.items() if value)
    end = f">{escape(shape.text)}</{shape.tag}>" if shape.text else "/>"
    return f"<{shape.tag}{attributes}{end}"


@register.simple_tag
def chart(drawn: Chart, name: str) -> SafeString:
    """The drawing with its title and description; `name` is its own on the page."""
    return format_html(
        '<svg viewBox="0 0 {w} {h}" role="img" aria-labelledby="{n}-title {n}-desc">'
        '<title id="{n}-title">{title}</title><desc id="{n}-desc">{desc}</desc>{shapes}</svg>',
        w=f"{drawn.drawing.width:g}",
        h=f"{drawn.drawing.height:g}",
        n=name,
        title=drawn.title,
        desc=drawn.description,
        shapes=SafeString("".join(map(_element, drawn.drawing.shapes))),
    )


@register.simple_tag
def swatch(key: Key) -> SafeString:
    """The mark of a line of the legend."""
    line = '<line class="thru" x1="0.5" x2="11.5" y1="6" y2="6"/>' if key.mark.lined else ""
    square = '<svg viewBox="0 0 12 12"><rect class="{}" x="0.5" y="0.5" width="11" height="11" rx="1"/>{}</svg>'
    return format_html(square, key.mark.kind, SafeString(line))


@register.simple_tag
def number(cell: Cell) -> SafeString:
    """A number with the way to the list behind it."""
    if not cell.href:
        return format_html("{}", cell.text)
    return format_html('<a class="n" href="{}" aria-label="{}">{}</a>', cell.href, cell.label, cell.text)
