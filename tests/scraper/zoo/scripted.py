"""What the portals have in common whose lists a script fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.scraper.loopback import Answer, Request, Route
from tests.scraper.zoo.base import Report


def row(report: Report, address: str, *, cut: bool = False, date: str = "<span>{}</span>") -> str:
    """A row of a list; `cut`: the title's end is in its attribute only."""
    words = f"{report.title[:14]}..." if cut else report.title
    shown = date.format(report.day.isoformat())
    return f'<li><a href="{address}" title="{report.title}">{words}</a>{shown}</li>'


def tabs(names: Iterable[tuple[str, str]]) -> str:
    """Links to the parts of a column: (words, address)."""
    return "".join(f'<a class="tab" href="{address}">{name}</a>\n' for name, address in names)


def once_empty(answer: Callable[[Request], Answer | str], when: str, empty: Route) -> Route:
    """A service that gives an empty page the first time it is asked for `when`."""
    failed: set[str] = set()

    def route(request: Request) -> Answer | str:
        asked = request.path + request.body.decode()
        if when in asked and not failed:
            failed.add(asked)
            return empty(request) if callable(empty) else empty
        return answer(request)

    return route


REFUSED = Answer("<html><head><title>403</title></head><body>Forbidden</body></html>", 403)
