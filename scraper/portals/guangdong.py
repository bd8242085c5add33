"""Guangdong: gkmlpt, whose columns are a tree in a script and whose lists are JSON; and NFCMS.

A gkmlpt page embeds ``window._CONFIG`` with the site's ``SID`` and ``TREE``; a column's list is
``/gkmlpt/api/all/<id>?page=N&sid=<SID>``; an article has its body in ``_CONFIG.DETAIL.content``.
NFCMS writes static lists: ``index.html``, ``index_2.html`` and so on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from scraper import discover, years
from scraper.page import Page
from scraper.portals.base import CERTAIN, MAX_PAGES, Entry, Pager
from scraper.portals.data import day_of, words_of
from scraper.portals.generic import Generic
from scraper.portals.script import field_of, literal, with_fields

_CONFIG = re.compile(r"\b_CONFIG\s*=\s*(?=\{)")
_NAMED = re.compile(r"\bwindow\._CONFIG\b|\b_CONFIG\s*=")
_PLATFORM = re.compile(r"^.*?/gkmlpt/")
_POST = re.compile(r"/content/(?:\d+/\d+/)?m?post_\d+\.html$")
_MOBILE = re.compile(r"/mpost_(?=\d+\.html$)")
_DEPTH = 12
# Published before written (成文).
_DAYS = ("display_publish_time", "first_publish_time", "create_time", "date")


class Gkmlpt(Generic):
    """The province's platform of disclosure catalogues (公开目录平台)."""

    name = "gkmlpt"
    body: tuple[str, ...] = (".article-content", "#zoom")

    def recognise(self, page: Page) -> int:
        """By its addresses and its configuration."""
        if "/gkmlpt/" in urlsplit(page.url).path:
            return CERTAIN
        return 9 if _NAMED.search(page.scripts) else 0

    def columns(self, page: Page) -> list[discover.Lead]:
        """The tree's annual-report columns and what is below them, as their lists' addresses."""
        config = _config(page)
        sid = config.get("SID")
        start = _PLATFORM.match(urlsplit(page.url).path)
        if sid is None or start is None:
            return []
        api = urljoin(page.url, start.group(0) + "api/all/")
        leads = []
        for node, name in _report_nodes(config.get("TREE"), _DEPTH):
            jump = page.resolve(str(node.get("jump_url") or ""))
            url = jump or page.resolve(f"{api}{node['id']}?page=1&sid={quote(str(sid))}")
            if url is not None:
                leads.append(discover.Lead(url, name, 10, years.in_words(name)))
        return leads

    def entries(self, page: Page) -> list[Entry]:
        """The articles of a list's data."""
        return list(_articles(page)) if page.data is not None else []

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """The data's total; pages are as long as the first one."""
        if page.data is None:
            has_tree = bool(_config(page).get("TREE"))
            return Pager(hidden=not has_tree and _NAMED.search(page.scripts) is not None)
        answer = page.data if isinstance(page.data, dict) else {}
        total, articles = answer.get("total"), answer.get("articles")
        if not isinstance(articles, list):
            return Pager(hidden=True)
        came = len(articles)
        if not isinstance(total, int):
            more = {number + 1: with_fields(page.url, page=_asked(page, number) + 1)}
            return Pager(more if came else {})
        pages = math.ceil(total / came) if number == 1 and came else None
        offset = _asked(page, number) - number
        last = min(pages or number, MAX_PAGES)
        following = {n: with_fields(page.url, page=n + offset) for n in range(2, last + 1)}
        return Pager(following, pages, total)


class Nfcms(Generic):
    """NFCMS's static lists."""

    name = "nfcms"
    body: tuple[str, ...] = (".article-content", ".news_cont_d_wrap", "#zoom")

    def recognise(self, page: Page) -> int:
        """By its variables and article addresses."""
        if "NFCMS_" in page.scripts:
            return 9
        return 8 if any(map(_POST.search, page.link_paths)) else 0

    def entries(self, page: Page) -> list[Entry]:
        """The generic rows; an article's page for telephones counts as the article."""
        found: dict[str, Entry] = {}
        for entry in super().entries(page):
            found.setdefault(_MOBILE.sub("/post_", entry.url), entry)
        return list(found.values())

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """The generic links; where only the number of pages is stated, ``index_N.html``."""
        found = super().pager(page, number, first)
        if found.following or number > 1 or not found.total_pages:
            return found
        following = {
            n: urljoin(first, f"index_{n}.html")
            for n in range(2, min(found.total_pages, MAX_PAGES) + 1)
        }
        return Pager(following, found.total_pages, found.total_entries)


def _config(page: Page) -> dict[str, Any]:
    found = _CONFIG.search(page.scripts)
    value = literal(page.scripts[found.end() :]) if found else None
    return value if isinstance(value, dict) else {}


def _report_nodes(nodes: Any, depth: int, above: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Nodes of the annual-report column, wherever it stands in the tree, and those below it."""
    for node in nodes if isinstance(nodes, list) and depth else []:
        if not isinstance(node, dict) or "id" not in node:
            continue
        name = words_of(node.get("name"))
        own = discover.is_report_column(name)
        below = node.get("children")
        # A node whose articles are all in its children has none of its own.
        if (own or above) and not (below and node.get("post_count") == 0):
            yield node, f"{above}/{name}".strip("/") if above else name
        yield from _report_nodes(below, depth - 1, name if own else above)


def _articles(page: Page) -> Iterator[Entry]:
    items = page.data.get("articles") if isinstance(page.data, dict) else None
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        address = item.get("url") or item.get("post_url")
        if item.get("type") == "url":
            address = item.get("post_url") or address
        url = page.resolve(str(address or ""))
        if url is None:
            continue
        if "/gkmlpt/content/" in url:
            # Without it, the page sends its reader on to another one.
            url = with_fields(url, jump="false")
        days = (day_of(item.get(key)) for key in _DAYS)
        yield Entry(url, words_of(item.get("title")), next((day for day in days if day), None))


def _asked(page: Page, number: int) -> int:
    asked = field_of(page.url, "page") or ""
    return int(asked) if asked.isdigit() else number
