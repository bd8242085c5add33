"""Hanweb JCMS: records of a list in a script, further ones from ``dataproxy.jsp``.

A list page holds one ``<datastore>`` per unit (``text/xml`` in a script): totals, the first records,
and ``nextgroup``, the address of the next ones. Where that is missing, the parameters of the
``jpage`` call say what to ask for. The disclosure module (``/module/xxgk/search.jsp``) answers
table rows; ``xxgkAnnualReport.jsp`` gives one report by unit and year.
"""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from scraper import discover
from scraper.asks import ask_of, post_form
from scraper.page import Page
from scraper.portals.base import CERTAIN, MAX_PAGES, Entry, Pager
from scraper.portals.data import day_in, has_reports
from scraper.portals.direct import by_unit_and_year, tabs
from scraper.portals.generic import Generic, stated_totals
from scraper.portals.script import Request, Scripts, UnresolvedError, field_of, with_fields

_PROXY = re.compile(r"/module/(?:web/)?jpage/dataproxy\.jsp")
_SEARCH = re.compile(r"/module/xxgk/search\.jsp")
_ANNUAL_REPORT = re.compile(r"/module/xxgk/xxgkAnnualReport\.jsp")
_STORE = re.compile(r"<datastore\b.*?</datastore\s*>", re.I | re.S)
_RECORD = re.compile(r"<record\b[^>]*>(.*?)</record\s*>", re.I | re.S)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.S)
_NEXT_GROUP = re.compile(r"<nextgroup\b[^>]*>(.*?)</nextgroup\s*>", re.I | re.S)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'>\s]+)""", re.I)
_COLUMN = re.compile(r"/col/col(\d+)(?:/|$)")
_ARTICLE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_(\d+)_\d+\.html$")
_DIVISION = re.compile(r"^(?:div|col)+(\d+)$")
_GROUP = 3
_FREE = frozenset({"currpage", "currPage", "pageNo", "page", "startrecord", "endrecord", "perpage"})


@dataclass(frozen=True, slots=True)
class _Store:
    total: int | None
    records: tuple[str, ...]
    following: str | None


class Hanweb(Generic):
    """Hanweb's classic content management."""

    name = "hanweb"
    body: tuple[str, ...] = ("#zoom", ".bt_content", ".bt-content", ".article-content")

    def recognise(self, page: Page) -> int:
        """By its data services, its record stores, or its addresses of lists and articles."""
        path = urlsplit(page.url).path
        if _PROXY.search(path) or _SEARCH.search(path):
            return CERTAIN
        if _ANNUAL_REPORT.search(path) or "<datastore" in page.text or _SEARCH.search(page.scripts):
            return 9
        paths = page.link_paths
        if any(_ARTICLE.search(path) or _ANNUAL_REPORT.search(path) for path in paths):
            return 8
        return 7 if _COLUMN.search(path) or any(_COLUMN.search(path) for path in paths) else 0

    def columns(self, page: Page) -> list[discover.Lead]:
        """Reports by unit and year that the page names, and columns beside this one."""
        return tabs(page, _COLUMN) + by_unit_and_year(page, _ANNUAL_REPORT, "area", "fbtime")

    def entries(self, page: Page) -> list[Entry]:
        """The records of the page's own unit, or rows: of the disclosure module, or generic."""
        store = _own_store(page)
        if store is not None:
            return _records(page, store)
        if _SEARCH.search(page.scripts) and not has_reports(page):
            return []
        found = super().entries(page)
        asked = _DIVISION.match(
            ask_of(page.url).form.get("divid") or field_of(page.url, "divid") or ""
        )
        if asked is None or not _SEARCH.search(urlsplit(page.url).path):
            return found
        # The module does not keep to the column that it was asked for.
        return [e for e in found if (own := _column_of(e.url)) is None or own == asked.group(1)]

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """The next records: as the store, the call, or the module's script names them."""
        if _SEARCH.search(urlsplit(page.url).path):
            return _search_pages(page, number)
        store = _own_store(page)
        if store is None and _PROXY.search(urlsplit(page.url).path):
            return Pager(hidden=True)
        if store is None:
            named = _SEARCH.search(page.scripts) and not has_reports(page)
            return _search(page) if named else super().pager(page, number, first)
        if _PROXY.search(urlsplit(page.url).path):
            return _next_records(page, store, number)
        return _first_records(page, store)


def _stores(page: Page) -> list[_Store]:
    found = []
    for source in _STORE.findall(page.text):
        total = re.search(r"<totalrecord>\s*(\d+)", source, re.I)
        group = _NEXT_GROUP.search(source)
        address = _HREF.search(_plain(group.group(1))) if group else None
        found.append(
            _Store(
                int(total.group(1)) if total else None,
                tuple(_plain(record) for record in _RECORD.findall(source)),
                html.unescape(address.group(1)) if address else None,
            )
        )
    return found


def _plain(source: str) -> str:
    inside = _CDATA.findall(source)
    return "".join(inside) if inside else source


def _own_store(page: Page) -> _Store | None:
    """The unit that is the page's list: by its column's number, else by its records."""
    stores = _stores(page)
    if not any(store.records for store in stores) and has_reports(page):
        return None  # the records are in the page itself, and the service has none
    if len(stores) < 2:
        return stores[0] if stores else None
    own = _COLUMN.search(urlsplit(page.base).path)
    if own is not None:
        mine = [
            store
            for store in stores
            if field_of(store.following or "", "columnid") == own.group(1)
            or any(_column_of(entry.url) == own.group(1) for entry in _records(page, store))
        ]
        stores = mine or stores
    return max(
        stores,
        key=lambda store: (
            sum(discover.is_report_like(entry.title) for entry in _records(page, store)),
            len(store.records),
        ),
    )


def _records(page: Page, store: _Store) -> list[Entry]:
    """One entry per record: the link with the most words, and the date beside it."""
    found: dict[str, Entry] = {}
    for record in store.records:
        part = page.part(f"<ul><li>{record}</li></ul>")
        link = max(part.links, key=lambda link: len(link.text), default=None)
        if link is not None and link.text:
            beside = part.visible.replace(link.text, "", 1)
            found.setdefault(link.url, Entry(link.url, link.text, day_in(beside)))
    return list(found.values())


def _column_of(url: str) -> str | None:
    found = _ARTICLE.search(urlsplit(url).path)
    return found.group(1) if found else None


def _first_records(page: Page, store: _Store) -> Pager:
    came = len(store.records)
    if store.total is not None and came >= store.total:
        return Pager({}, 1, store.total)
    if store.following:
        url = page.resolve(store.following)
        return Pager({2: url} if url else {}, None, store.total, hidden=url is None)
    if store.total is None:
        return Pager(hidden=not came)
    scripts = Scripts(page.scripts, free=_FREE)
    try:
        call = scripts.request(_PROXY)
    except UnresolvedError:
        call = None
    size = re.search(r"\bper[pP]age[\"']?\s*:\s*[\"']?(\d+)", page.scripts)
    url = page.resolve(call.url) if call is not None else None
    if call is None or url is None or not call.fields or size is None:
        return Pager({}, None, store.total, hidden=True)
    return _by_record(url, call, came, int(size.group(1)), store.total)


def _by_record(url: str, call: Request, came: int, size: int, total: int) -> Pager:
    """The rest of a list by the numbers of its records, a group of pages at a time."""
    step = size * _GROUP
    following = {}
    for n, start in enumerate(range(came + 1, total + 1, step), start=2):
        if n > MAX_PAGES:
            break
        end = min(start + step - 1, total)
        address = with_fields(url, startrecord=start, endrecord=end, perpage=size)
        fields = {name: str(value) for name, value in (call.fields or {}).items()}
        get = with_fields(address, **fields)
        following[n] = post_form(address, fields) if call.post else get
    return Pager(following, 1 + len(following), total)


def _next_records(page: Page, store: _Store, number: int) -> Pager:
    """The following group of a chain; where groups are asked by number, the next number."""
    if field_of(ask_of(page.url).url, "startrecord") is not None:
        return Pager({}, None, store.total)  # the first page gave them all
    if not store.records:
        return Pager({}, None, store.total)
    if store.following:
        url = page.resolve(store.following)
        return Pager({number + 1: url} if url else {}, None, store.total, hidden=url is None)
    asked = field_of(page.url, "page") or ""
    done = store.total is not None and len(store.records) * number >= store.total
    if not asked.isdigit() or done:
        return Pager({}, None, store.total)
    return Pager({number + 1: with_fields(page.url, page=int(asked) + 1)}, None, store.total)


def _search(page: Page) -> Pager:
    """The disclosure module's first page, as the page's script asks for it."""
    scripts = Scripts(page.scripts, free=_FREE)
    loaded = re.search(
        r"""loadDynamic\s*\(\s*(["'])([^"']*/module/xxgk/search\.jsp[^"']*)\1\s*(?:,\s*(["'])([^"']*)\3)?""",
        scripts.source,
    )
    try:
        if loaded is not None:
            address, sent = loaded.group(2), loaded.group(4) or ""
            fields = dict(parse_qsl(sent, keep_blank_values=True))
        else:
            request = scripts.request(_SEARCH)
            if request is None:
                return Pager(hidden=True)
            address = request.url
            fields = {name: str(value) for name, value in (request.fields or {}).items()}
    except UnresolvedError:
        return Pager(hidden=True)
    url = page.resolve(address)
    if url is None:
        return Pager(hidden=True)
    fields = {**dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)), **fields}
    return Pager({1: post_form(url.partition("?")[0], {**fields, "currpage": "1"})})


def _search_pages(page: Page, number: int) -> Pager:
    ask = ask_of(page.url)
    pages, entries = stated_totals(page)
    if pages is None and entries and number == 1:
        came = len(Generic().entries(page))
        pages = math.ceil(entries / came) if came else None
    last = min(pages or number, MAX_PAGES)
    following = {
        n: post_form(ask.url, {**ask.form, "currpage": str(n)}) for n in range(number + 1, last + 1)
    }
    # Its count is that of all columns, so it says nothing of this one's entries.
    return Pager(following, pages)
