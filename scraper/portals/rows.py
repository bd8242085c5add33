"""Rows of a static list: which links of a page are its entries, and the date beside each."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice

from lxml import etree

from scraper import discover
from scraper.page import Link, Page, squeeze
from scraper.portals.base import Entry

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_ROWS = ("li", "tr", "dd", "dt", "p", "div", "span")
# More than this many links in one row make it a menu, not an entry.
_LINKS_PER_ROW = 3
# Pages can be nested without sense; a list never needs more.
_ROW_DEPTH = 8
_PATH_DEPTH = 40


def listed(page: Page) -> list[Entry]:
    """Rows of the structure that holds the annual reports, or else the dated rows."""
    groups: dict[tuple[str, ...], list[tuple[Link, str | None]]] = defaultdict(list)
    for link in page.links:
        if discover.is_pager_word(link.text) or not link.text or link.url == page.url:
            continue
        if discover.is_column_name(link.text):  # the menu's way back to the column itself
            continue
        row = _row(link.element)
        groups[_path(row)].append((link, _date(row, link)))
    best = max(groups.values(), key=_rank, default=[])
    if not best or _rank(best)[:2] == (0, 0):
        return []
    entries: dict[str, Entry] = {}
    for link, date in best:
        known = entries.get(link.url)
        if known is None or len(link.text) > len(known.title):
            entries[link.url] = Entry(link.url, link.text, date or (known.date if known else None))
    return list(entries.values())


def _row(element: etree._Element) -> etree._Element:
    """The smallest element around a link that reads as an entry of a list."""
    best = element
    for ancestor in islice(element.iterancestors(), _ROW_DEPTH):
        if ancestor.tag in ("body", "ul", "ol", "table", "tbody", "dl"):
            break
        if sum(1 for _ in islice(ancestor.iter("a"), _LINKS_PER_ROW + 1)) > _LINKS_PER_ROW:
            break
        if ancestor.tag in _ROWS:
            best = ancestor
            if ancestor.tag in ("li", "tr") or _DATE.search(_own_words(ancestor)):
                break
    return best


def _path(row: etree._Element) -> tuple[str, ...]:
    """Where a row stands: tags and classes from its parent up. Rows of one list share it."""
    names = [str(row.tag)]
    names += [
        f"{item.tag}.{item.get('class') or ''}" for item in islice(row.iterancestors(), _PATH_DEPTH)
    ]
    return tuple(names)


def _rank(group: list[tuple[Link, str | None]]) -> tuple[int, int, int]:
    """Lists of reports before dated lists before long lists."""
    reports = sum(1 for link, _ in group if discover.is_report_like(link.text))
    dated = sum(1 for _, date in group if date)
    return (reports, dated, len(group))


def _own_words(row: etree._Element) -> str:
    return squeeze(" ".join(str(text) for text in row.itertext()))


def _date(row: etree._Element, link: Link) -> str | None:
    """The date beside a link; one within its own words only if there is none beside it."""
    words = squeeze("\x00".join(str(text) for text in row.itertext()))
    inside = squeeze("\x00".join(str(text) for text in link.element.itertext()))
    for text in (words.replace(inside, "", 1), words):
        for found in reversed(list(_DATE.finditer(text))):
            year, month, day = (int(part) for part in found.groups())
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{year:04d}-{month:02d}-{day:02d}"
    return None
