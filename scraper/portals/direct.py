"""Parts of an annual-report column that a platform's addresses tell: by number, unit and year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scraper import discover, years
from scraper.page import Page, squeeze
from scraper.portals.script import field_of, with_fields


def tabs(page: Page, pattern: re.Pattern[str]) -> list[discover.Lead]:
    """Parts of a column whose addresses differ from its own in a number only.

    Args:
        page: none has parts unless it says itself that it is an annual-report column.
        pattern: found in the path of a list's address.
    """
    if not discover.names_a_column(page):
        return []
    return [
        discover.Lead(link.url, link.text, 8, years.in_words(link.text))
        for link in page.links
        if pattern.search(urlsplit(link.url).path)
        and (discover.is_tab(link.text) or discover.is_column_name(link.text))
        and link.url != page.url
    ]


def by_unit_and_year(
    page: Page, endpoint: re.Pattern[str], unit: str, year: str
) -> list[discover.Lead]:
    """The report of every unit in every year that a page names.

    Args:
        page: a column that links reports, and may offer units and years to choose from.
        endpoint: found in the path of a report's address; if it has groups called ``unit`` and
            ``year``, these stand in the path itself.
        unit: name of the field with the unit's code.
        year: name of the field with the year.

    Returns:
        One lead each; none if the page links no report, so that no address is made up.
    """
    links = [link for link in page.links if endpoint.search(urlsplit(link.url).path)]
    addresses = [link.url for link in links]
    if endpoint.search(urlsplit(page.url).path):
        addresses.append(page.url)
    if not addresses:
        return []

    def said(url: str, group: str, name: str) -> str | None:
        found = endpoint.search(urlsplit(url).path) if group in endpoint.groupindex else None
        return found.group(group) if found else field_of(url, name)

    units: dict[str, str] = {}
    for url, text in [*((link.url, link.text) for link in links), (page.url, page.title)]:
        if code := said(url, "unit", unit):
            units.setdefault(code, text)
    units |= {code: text for code, text in _options(page, unit) if code not in units}
    named = {
        int(value) for url in addresses if (value := said(url, "year", year)) and value.isdigit()
    }
    named |= {int(value) for value, _ in _options(page, year) if re.fullmatch(r"20[0-4]\d", value)}
    leads = []
    for code, text in units.items():
        for number in sorted(named, reverse=True):
            url = _written(addresses[0], endpoint, unit=(unit, code), year=(year, str(number)))
            if url != page.url:
                name = text if years.in_words(text) is None else f"{number}年"
                leads.append(discover.Lead(url, name, 9, number))
    return leads


def _written(url: str, endpoint: re.Pattern[str], **parts: tuple[str, str]) -> str:
    """An address with other parts; each is a field's name and its value."""
    fields = {
        name: value for group, (name, value) in parts.items() if group not in endpoint.groupindex
    }
    if fields:
        url = with_fields(url, **fields)
    split = urlsplit(url)
    found, path = endpoint.search(split.path), split.path
    for group in sorted(
        parts.keys() & endpoint.groupindex, key=endpoint.groupindex.__getitem__, reverse=True
    ):
        if found is not None:
            start, end = found.span(group)
            path = path[:start] + parts[group][1] + path[end:]
    return split._replace(path=path).geturl()


def _options(page: Page, name: str) -> Iterator[tuple[str, str]]:
    """Values and words of the choices of a field."""
    for element in page.tree.iter("select"):
        if name in (element.get("name"), element.get("id")):
            for option in element.iter("option"):
                value = (option.get("value") or "").strip()
                if value:
                    yield value, squeeze(option.text_content())
