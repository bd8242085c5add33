"""Kaipu ucap: static lists with 1-based pages, or lists from ``/common/search`` and ``/searchList``.

Where the catalogue is a tree that ``/u/channel/treeNew/<site>`` gives (JSONP), its annual-report
columns are found there; ``null.shtml`` there means that the column's template is not told.

Its successor keeps the site codes, has its lists at ``…/pc/list.html``, and writes the entries and
their files into the page as an array ``articleList``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit

from scraper import discover, years
from scraper.page import Page
from scraper.portals.base import CERTAIN, MAX_PAGES, Entry, Pager
from scraper.portals.data import day_of, files_of, has_reports, words_of
from scraper.portals.script import Scripts, UnresolvedError, field_of, literal, with_fields
from scraper.portals.trs import Trs

_SERVICE = re.compile(r"/(?:common/search|searchList)/")
_TREE = re.compile(r"/u/channel/treeNew/")
_JSONP = re.compile(r"\A\s*[\w$.]+\s*\(\s*(?=[{\[])")
_UNTOLD = re.compile(r"/null\.shtml$")
# Names of list templates, the commonest first.
_LISTS = ("list", "xlist", "xxgk_list")
_ARTICLE = re.compile(
    r"/\d{6}/(?:[0-9a-f]{32}|c\d*_\d+)\.s?html$|/\d{4}/\d{1,2}/\d{1,2}/[0-9a-f]{32}\.s?html$"
)
_DEPTH = 8
_TEMPLATE = re.compile(
    r"/(?:zfxxgklby_nb|zfxxgk_gkn[br]z|common_list|nav_list|xlists?|xxgk_lists?|xxgk_navs)\.s?html$"
)
_MARKS = re.compile(r"UCAPCONTENT|UCAP-CONTENT|createPageHTML\(\s*['\"]page_div", re.I)
_ARRAY = re.compile(r"\barticleList[\"']?\s*[:=]\s*(?=\[)")
_TOTAL = re.compile(r"\b(?:totalCount|totalRows|total)[\"']?\s*[:=]\s*[\"']?(\d{1,6})\b")
_PC_ARTICLE = re.compile(r"/content/content_\d{16,20}\.html$")


class Ucap(Trs):
    """Kaipu's ucap; its static pagers are those of `Trs`."""

    name = "ucap"
    body: tuple[str, ...] = ("#UCAP-CONTENT", "#zoomcon", "#zoom", "#Zoom")

    def recognise(self, page: Page) -> int:
        """By its search services, its pager, its article addresses, or its templates' names."""
        path = urlsplit(page.url).path
        if _SERVICE.search(path):
            return CERTAIN
        if _MARKS.search(page.text) or _SERVICE.search(page.scripts) or _TREE.search(page.scripts):
            return 9
        if any(map(_ARTICLE.search, page.link_paths)):
            return 9
        return 7 if _TEMPLATE.search(path) else 0

    def scripts(self, page: Page) -> list[str]:
        """The tree of the catalogue, where no link of the page leads to the column."""
        if (
            not _TREE.search(page.scripts)
            or discover.columns(page)
            or discover.names_a_column(page)
        ):
            return []
        try:
            request = Scripts(page.scripts).request(_TREE)
        except UnresolvedError:
            return []
        if request is None or request.post:
            return []
        fields = {name: str(value) for name, value in (request.fields or {}).items()}
        url = page.resolve(with_fields(request.url, **fields))
        return [url] if url else []

    def columns(self, page: Page) -> list[discover.Lead]:
        """The annual-report columns of the tree."""
        start = _JSONP.match(page.scripts)
        tree = literal(page.scripts[start.end() :]) if start else None
        leads = []
        for node in _nodes(tree, _DEPTH):
            name = words_of(node.get("name"))
            address = str(node.get("iframeurl") or node.get("url") or "")
            url = page.resolve(_UNTOLD.sub(f"/{_LISTS[0]}.shtml", address))
            if url is not None and discover.is_report_column(name):
                leads.append(discover.Lead(url, name, 10, years.in_words(name)))
        return leads

    def entries(self, page: Page) -> list[Entry]:
        """The results of a search service, or the generic rows."""
        if page.data is not None:
            return list(_results(page))
        return [] if _is_filled(page) else super().entries(page)

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """The service's totals and pages; on a page, its pager or the service it names."""
        if page.data is not None:
            return _service_pager(page, number)
        if number > 1 or not _is_filled(page):
            return super().pager(page, number, first)
        known = {"channelId": page.meta("channelid"), "channelid": page.meta("channelid")}
        free = frozenset({"page", "pageNo", "pageIndex", "curPage", "currentPage", "index"})
        scripts = Scripts(page.scripts, {k: v for k, v in known.items() if v}, free)
        try:
            request = scripts.request(_SERVICE)
        except UnresolvedError:
            return Pager(hidden=True)
        if request is None or request.post:
            return Pager(hidden=True)
        fields = {name: str(value) for name, value in (request.fields or {}).items()}
        url = page.resolve(with_fields(request.url, **{**fields, "page": "1"}))
        return Pager({1: url}) if url else Pager(hidden=True)


class UcapPc(Ucap):
    """The successor, ``/<site>/<column>/pc/list.html``."""

    name = "ucap_pc"
    body: tuple[str, ...] = ("#UCAP-CONTENT", "#zoomcon", "#zoom", ".article-content")

    def recognise(self, page: Page) -> int:
        """By its inline array, or by article addresses."""
        if _ARRAY.search(page.scripts):
            return CERTAIN
        if any(map(_PC_ARTICLE.search, page.link_paths)):
            return 9
        return 9 if re.search(r"/pc/(?:list\w*\.html$|content/)", urlsplit(page.url).path) else 0

    def entries(self, page: Page) -> list[Entry]:
        """The array's articles with their files; the generic rows where there is no array."""
        articles = _articles(page)
        if articles is None:
            return super().entries(page)
        return [entry for item in articles if (entry := _pc_entry(page, item)) is not None]

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """Its pager's pages; an array shorter than its total without a pager is not whole."""
        articles = _articles(page)
        found = super().pager(page, number, first)
        stated = _TOTAL.search(page.scripts)
        total = found.total_entries or (int(stated.group(1)) if stated else None)
        lacks = articles is not None and total is not None and len(articles) < total
        unread = number == 1 and lacks and not found.following
        array_lost = articles is None and _ARRAY.search(page.scripts) is not None
        return Pager(
            found.following, found.total_pages, total, found.unread or unread, hidden=array_lost
        )


def instead(url: str) -> str | None:
    """The next name under which a list that is not there may stand; None if there is none."""
    path = urlsplit(url).path
    for name, following in pairwise(_LISTS):
        if path.endswith(f"/{name}.shtml"):
            return urljoin(url, f"{following}.shtml")
    return None


def _nodes(tree: Any, depth: int) -> Iterator[dict[str, Any]]:
    """All nodes of a tree: a list, or an object whose lists hold them."""
    if isinstance(tree, dict):
        if "name" in tree:
            yield tree
        tree = [item for value in tree.values() if isinstance(value, list) for item in value]
    for node in tree if isinstance(tree, list) and depth else []:
        yield from _nodes(node, depth - 1)


def _is_filled(page: Page) -> bool:
    """Whether the search service fills the page's list."""
    return _SERVICE.search(page.scripts) is not None and not has_reports(page)


def _results(page: Page) -> Iterator[Entry]:
    for item in _data(page).get("results") or []:
        url = page.resolve(str(item.get("url") or "")) if isinstance(item, dict) else None
        if url is not None:
            day = day_of(item.get("publishedTimeStr") or item.get("publishedTime"))
            yield Entry(url, words_of(item.get("title")), day, files_of(page, item.get("resList")))


def _service_pager(page: Page, number: int) -> Pager:
    data = _data(page)
    if not isinstance(data.get("results"), list):
        return Pager(hidden=True)
    total, rows = data.get("total"), data.get("rows")
    if not isinstance(total, int) or not isinstance(rows, int) or rows < 1:
        more = {number + 1: with_fields(page.url, page=number + 1)} if data.get("results") else {}
        return Pager(more)
    pages = math.ceil(total / rows)
    # Some count from 0: the page's own number tells.
    offset = int(field_of(page.url, "page") or number) - number
    following = {
        n: with_fields(page.url, page=n + offset)
        for n in range(number + 1, min(pages, MAX_PAGES) + 1)
    }
    return Pager(following, pages, total)


def _data(page: Page) -> dict[str, Any]:
    answer = page.data if isinstance(page.data, dict) else {}
    data = answer.get("data", answer)
    return data if isinstance(data, dict) else {}


def _articles(page: Page) -> list[dict[str, Any]] | None:
    found = _ARRAY.search(page.scripts)
    items = literal(page.scripts[found.end() :]) if found else None
    if not isinstance(items, list):
        return None
    return [item for item in items if isinstance(item, dict)]


def _pc_entry(page: Page, item: dict[str, Any]) -> Entry | None:
    urls = item.get("urls")
    named = literal(urls) if isinstance(urls, str) and urls.startswith("{") else urls
    address = named.get("pc") if isinstance(named, dict) else named or item.get("url")
    files = files_of(page, item.get("articleFiles"))
    url = page.resolve(str(address or ""))
    if url is None:
        if not files:
            return None
        url, files = files[0][0], files[1:]
    return Entry(url, words_of(item.get("title")), day_of(item.get("pubDate")), files)
