"""The pen that charts are drawn with, and what comes of it: SVG elements whose looks are left to the style sheet."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shape:
    """One SVG element, with its text if it has any."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass(frozen=True)
class Drawing:
    """A viewBox and what is in it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


@dataclass
class Pen:
    """Draws one shape after the other."""

    shapes: list[Shape] = field(default_factory=list)

    def text(self, kind: str, x: float, y: float, text: str, anchor: str = "middle") -> None:
        """Write `text` at a point, which is its middle unless `anchor` says so."""
        self.shapes.append(Shape("text", {"class": kind, "x": tenth(x), "y": tenth(y), "text-anchor": anchor}, text))

    def line(self, kind: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line."""
        self.shapes.append(
            Shape(
                "line",
                {"class": kind, "x1": tenth(x1), "x2": tenth(x2), "y1": tenth(y1), "y2": tenth(y2)},
            )
        )

    def rect(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        """A rectangle, half a unit wide and high at least."""
        size = {"width": tenth(max(width, 0.5)), "height": tenth(max(height, 0.5))}
        self.shapes.append(Shape("rect", {"class": kind, "x": tenth(x), "y": tenth(y), **size}))

    def path(self, kind: str, d: str) -> None:
        """A path, in SVG's own words."""
        self.shapes.append(Shape("path", {"class": kind, "d": d}))

    def dot(self, kind: str, x: float, y: float, radius: float) -> None:
        """A dot."""
        self.shapes.append(Shape("circle", {"class": kind, "cx": tenth(x), "cy": tenth(y), "r": tenth(radius)}))

    def drawing(self, width: float, height: float) -> Drawing:
        """What was drawn so far, as the whole of a picture."""
        return Drawing(width, height, tuple(self.shapes))


def tenth(number: float) -> str:
    """A coordinate, to a tenth, without what says nothing."""
    return f"{number:.1f}".removesuffix(".0")
