"""Epoint EWB: lists by POST to ``getgovinfolist``, with ids from the site's own script file.

The page's script names the service, the column and the unit; the site's id stands in
``/js/webBuilderCommon.js``, which the page loads. The fields may be wrapped in ``params``.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any
from urllib.parse import urlsplit

from scraper.asks import ask_of, post_form, post_json
from scraper.page import Page
from scraper.portals.base import CERTAIN, MAX_PAGES, Entry, Pager
from scraper.portals.data import day_of, words_of
from scraper.portals.generic import Generic
from scraper.portals.script import Scripts, UnresolvedError, literal

_SERVICE = re.compile(r"/rest/\w+/getgovinfolist")
_SITE_SCRIPT = re.compile(r"/webBuilderCommon\.js(?:$|\?)")
_ARTICLE = re.compile(r"/govxxgk/\w+/\d{4}-\d\d-\d\d/[0-9a-f-]{36}\.html$")


class Epoint(Generic):
    """Epoint's web builder (新点)."""

    name = "epoint"
    body: tuple[str, ...] = ("#ivs_content", "#zoom", ".ewb-article-info", ".article-content")

    def recognise(self, page: Page) -> int:
        """By the service, the site's script file, or article addresses."""
        if _SERVICE.search(urlsplit(page.url).path):
            return CERTAIN
        if _SERVICE.search(page.scripts) or self.scripts(page):
            return 9
        return 8 if any(map(_ARTICLE.search, page.link_paths)) else 0

    def scripts(self, page: Page) -> list[str]:
        """The site's script file, for a page whose list comes from the service."""
        sources = [element.get("src") or "" for element in page.tree.iter("script")]
        urls = [url for url in map(page.resolve, sources) if url and _SITE_SCRIPT.search(url)]
        return urls[:1] if _SERVICE.search(page.scripts) else []

    def entries(self, page: Page) -> list[Entry]:
        """The articles of the service's answer; the generic rows of a static page."""
        if page.data is None:
            return [] if _SERVICE.search(page.scripts) else super().entries(page)
        found = []
        for item in _custom(page).get("data") or _custom(page).get("infodata") or []:
            url = page.resolve(str(item.get("infourl") or "")) if isinstance(item, dict) else None
            if url is not None:
                title = words_of(item.get("realtitle")) or words_of(item.get("title"))
                found.append(Entry(url, title, day_of(item.get("infodate") or item.get("date"))))
        return found

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """The service's first page, or from its answer the others."""
        if page.data is not None:
            return _service_pager(page, number)
        if not _SERVICE.search(page.scripts):
            return super().pager(page, number, first)
        scripts = Scripts(page.scripts, free=frozenset({"pageIndex", "index", "page"}))
        try:
            request = scripts.request(_SERVICE)
        except UnresolvedError:
            return Pager(hidden=True)
        url = page.resolve(request.url) if request is not None else None
        if request is None or url is None or not request.fields:
            return Pager(hidden=True)
        inner = _inner(request.fields)
        if inner.get("pageIndex") in (None, ""):
            inner["pageIndex"] = 0
        if request.is_json:
            return Pager({1: post_json(url, request.fields)})
        fields = {name: _text(value) for name, value in request.fields.items()}
        return Pager({1: post_form(url, fields)})


def _service_pager(page: Page, number: int) -> Pager:
    total = str(_custom(page).get("total") or "")
    ask = ask_of(page.url)
    sent = literal((ask.body or b"").decode())
    if not isinstance(sent, dict) or not total.isdigit():
        return Pager(hidden=True)
    fields = _inner(sent)
    size, index = str(fields.get("pageSize") or ""), str(fields.get("pageIndex") or "0")
    if not size.isdigit() or not int(size) or not index.isdigit():
        return Pager(hidden=True, total_entries=int(total))
    pages = math.ceil(int(total) / int(size))
    following = {}
    for wanted in range(number + 1, min(pages, MAX_PAGES) + 1):
        value = int(index) + wanted - number
        fields["pageIndex"] = str(value) if isinstance(fields.get("pageIndex"), str) else value
        following[wanted] = post_json(ask.url, sent)
    return Pager(following, pages, int(total))


def _inner(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields themselves, out of their wrapping."""
    params = fields.get("params")
    return params if isinstance(params, dict) else fields


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _custom(page: Page) -> dict[str, Any]:
    answer = page.data if isinstance(page.data, dict) else {}
    custom = answer.get("custom")
    if isinstance(custom, str):
        custom = literal(custom)
    return custom if isinstance(custom, dict) else {}
