"""The addresses of the application, as the resolver knows them, and which of them a written address means."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every route below this one."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def shape(address: str) -> list[str]:
    """The fixed words of an address, by which it is recognised in a route."""
    return [word if "{" not in word and "<" not in word else "" for word in address.split("?")[0].split("/")]


def fits(address: str, route: str) -> bool:
    """Whether an address is one of this route."""
    asked, written = shape(address), shape(route)
    return len(asked) == len(written) and all(word in ("", other) for other, word in zip(asked, written, strict=True))
