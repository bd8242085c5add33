"""VSB (博达): lists whose older pages count down, query pagers, articles ``/info/<tree>/<id>.htm``.

``zfxxgknb.htm`` is the newest page, ``zfxxgknb/12.htm`` the second of thirteen, ``zfxxgknb/1.htm``
the last. A next link therefore tells how many pages there are. Columns that a script serves say it
in their query (``totalpage``, ``ainfolist<id>t``).
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.page import Page
from scraper.portals.base import MAX_PAGES, Pager
from scraper.portals.generic import Generic
from scraper.portals.pagers import NEXT

_ARTICLE = re.compile(r"^(?:/[\w-]+)*/info/(?:\d+/\d+|egovinfo/[\w/-]+/[\w-]+)\.htm$")
_SIGN = re.compile(r"vsb_content|_showDynClicks|/system/_content/|/__local/")
_TOTAL = re.compile(r"^(totalpage|ainfolist\w*t)$", re.I)
_CURRENT = re.compile(r"^(PAGENUM|ainfolist\w*p)$", re.I)


class Vsb(Generic):
    """VSB: generic entries, pagers that count down or stand in the query."""

    name = "vsb"
    body: tuple[str, ...] = ("#vsb_content", "#vsb_content_2", "#vsb_content_4", ".v_news_content")

    def recognise(self, page: Page) -> int:
        """By article addresses, or by what its templates leave in the page."""
        if _ARTICLE.search(urlsplit(page.url).path) or any(map(_ARTICLE.search, page.link_paths)):
            return 8
        return 7 if _SIGN.search(page.text) else 0

    def why(self, page: Page) -> str:
        """The first article address, or the word in the page."""
        found = next(filter(_ARTICLE.search, (urlsplit(page.url).path, *page.link_paths)), None)
        sign = _SIGN.search(page.text)
        return (
            f"article address {found}"
            if found
            else f"{sign.group(0) if sign else ''!r} in the page"
        )

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """Pages counted down, pages by query, or else the generic ones."""
        counted = _counted_down(page, number, first) or _by_query(page, number)
        said = super().pager(page, number, first)
        if counted is None:
            return said
        total, following = counted
        following = {n: url for n, url in following.items() if n != number and url != first}
        return Pager(following, total, said.total_entries)


def _counted_down(page: Page, number: int, first: str) -> tuple[int, dict[int, str]] | None:
    """Total and addresses, from a next link or numbered links to ``<name>/<N>.htm``."""
    parts = urlsplit(first)
    stem, _, _ = parts.path.rpartition(".htm")
    if not stem:
        return None
    older = re.compile(rf"^{re.escape(stem)}/(\d+)\.htm$")
    totals = []
    for link in page.links:
        found = older.match(urlsplit(link.url).path)
        if found is None:
            continue
        if link.text.isdigit() and int(link.text) > 1:
            totals.append(int(link.text) + int(found.group(1)) - 1)
        elif NEXT.match(link.text):
            totals.append(number + int(found.group(1)))
    if not totals or len(set(totals)) > 1:
        return None
    total = totals[0]
    return total, {
        n: urlunsplit(parts._replace(path=f"{stem}/{total - n + 1}.htm"))
        for n in range(2, min(total, MAX_PAGES) + 1)
    }


def _by_query(page: Page, number: int) -> tuple[int, dict[int, str]] | None:
    """Total and addresses, from a link whose query names both the total and the page."""
    for link in page.links:
        parts = urlsplit(link.url)
        fields = parse_qsl(parts.query, keep_blank_values=True)
        totals = [int(value) for name, value in fields if _TOTAL.match(name) and value.isdigit()]
        current = [name for name, value in fields if _CURRENT.match(name) and value.isdigit()]
        if not totals or not current:
            continue
        return totals[0], {
            n: urlunsplit(parts._replace(query=_with(fields, current[0], n)))
            for n in range(2, min(totals[0], MAX_PAGES) + 1)
        }
    return None


def _with(fields: list[tuple[str, str]], name: str, number: int) -> str:
    return urlencode([(key, str(number) if key == name else value) for key, value in fields])
