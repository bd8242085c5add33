"""Lonsun (龙讯): unit pages ``/public/column/<organ>?type=T``, lists from ``/site/label/8888``.

``type=3`` is a unit's annual report, ``type=4`` a list of its catalogue. The service answers a
fragment of the list; its first page prints ``pageCount:N`` in a script.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper import discover, years
from scraper.asks import ask_of, post_form
from scraper.page import Page
from scraper.portals.base import CERTAIN, MAX_PAGES, Entry, Pager
from scraper.portals.generic import Generic, stated_totals
from scraper.portals.script import Scripts, UnresolvedError, field_of, with_fields

_SERVICE = re.compile(r"/site/label/8888\b")
_LIST = re.compile(r"labelName[\"']?\s*[=:]\s*[\"']?publicInfoList")
_UNIT = re.compile(r"/public/column/(\d+)$")
_ARTICLE = re.compile(r"/public/(?:content/)?(?:\d+/)?\d+(?:\.html)?$")
_PAGE_COUNT = re.compile(r"\bpageCount[\"']?\s*[:=]\s*[\"']?(\d{1,5})")
_ANNUAL_REPORT = "3"


class Lonsun(Generic):
    """Lonsun's disclosure platform, of Anhui and elsewhere."""

    name = "lonsun"
    body: tuple[str, ...] = (".j-fontContent", ".wzcon", "#zoom", ".article-content")

    def recognise(self, page: Page) -> int:
        """By the service, or by unit and article addresses."""
        path = urlsplit(page.url).path
        if _SERVICE.search(path):
            return CERTAIN
        if _SERVICE.search(page.scripts) or _UNIT.search(path):
            return 9
        paths = page.link_paths
        if any(_UNIT.search(path) for path in paths):
            return 9
        return 7 if any(_ARTICLE.search(path) for path in paths) else 0

    def columns(self, page: Page) -> list[discover.Lead]:
        """The annual-report page of every unit that the page links, as one of them is written."""
        written = [page.url, *(link.url for link in page.links)]
        pattern = next((url for url in written if _is_annual_report(url)), None)
        if pattern is None:
            return []
        leads: dict[str, discover.Lead] = {}
        for link in page.links:
            if not _UNIT.search(urlsplit(link.url).path):
                continue
            url = link.url
            if not _is_annual_report(url):
                if field_of(url, "type") in ("2", "6"):  # guides, documents: the menu of a unit
                    continue
                parts = urlsplit(url)
                url = parts._replace(query=urlsplit(pattern).query).geturl()
            if url != page.url and link.text:
                leads.setdefault(url, discover.Lead(url, link.text, 9, years.in_words(link.text)))
        return list(leads.values())

    def entries(self, page: Page) -> list[Entry]:
        """The rows of the service's fragment; the generic ones of a page without the service."""
        if _SERVICE.search(urlsplit(page.url).path) or not _has_list(page):
            return [
                entry
                for entry in super().entries(page)
                if not _UNIT.search(urlsplit(entry.url).path)
            ]
        return []

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """The service's pages, as many as it states; without a number, until one is empty."""
        if not _SERVICE.search(urlsplit(page.url).path):
            return _first_page(page) or super().pager(page, number, first)
        count = _PAGE_COUNT.search(page.text)
        _, total = stated_totals(page)
        if count is None and not super().entries(page):
            return Pager({}, None, total, hidden=number == 1 and not page.visible)
        pages = int(count.group(1)) if count and number == 1 else None
        last = pages if pages is not None else number + (count is None)
        following = {n: _numbered(page.url, n) for n in range(number + 1, min(last, MAX_PAGES) + 1)}
        return Pager(following, pages, total)


def _is_annual_report(url: str) -> bool:
    return bool(_UNIT.search(urlsplit(url).path)) and field_of(url, "type") == _ANNUAL_REPORT


def _has_list(page: Page) -> bool:
    return bool(_SERVICE.search(page.scripts) and _LIST.search(page.scripts))


def _first_page(page: Page) -> Pager | None:
    """The service's first page; None if the page's list is not the service's."""
    if not _has_list(page):
        return None
    unit = _UNIT.search(urlsplit(page.url).path)
    known = {"organId": unit.group(1)} if unit else {}
    scripts = Scripts(page.scripts, known, frozenset({"pageIndex", "page", "index"}))
    try:
        request = scripts.request(_SERVICE)
    except UnresolvedError:
        return Pager(hidden=True)
    fields = {name: str(value) for name, value in ((request and request.fields) or {}).items()}
    url = page.resolve(request.url) if request is not None else None
    if request is None or url is None:
        return Pager(hidden=True)
    if "publicInfoList" not in (field_of(url, "labelName"), fields.get("labelName")):
        return Pager(hidden=True)
    if request.post:
        return Pager({1: post_form(url, {**fields, "pageIndex": "1"})})
    return Pager({1: with_fields(url, **{**fields, "pageIndex": "1"})})


def _numbered(address: str, number: int) -> str:
    ask = ask_of(address)
    if ask.body is None:
        return with_fields(ask.url, pageIndex=number)
    return post_form(ask.url, {**ask.form, "pageIndex": str(number)})
