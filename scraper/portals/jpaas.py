"""Hanweb jpaas: lists that ``front/page/build/unit`` fills, page by page until one is empty.

The page's script element carries the request in its attributes: ``url`` and ``queryData``, an
object literal. The service takes these fields and ``paramJson={"pageNo":1,"pageSize":15}``, and
answers JSON whose ``data.html`` is a fragment of the list, relative to the page that shows it.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from scraper.page import Page
from scraper.portals.base import CERTAIN, Entry, Pager
from scraper.portals.data import has_reports
from scraper.portals.generic import Generic, stated_totals
from scraper.portals.script import field_of, literal, with_fields

_SERVICE = "/front/page/build/unit"
_ARTICLE = re.compile(r"/art/(?:19|20)\d\d/art_[0-9a-f]{32}\.html$")
_LIST_TAGS = re.compile(r"列表|list", re.I)
# What the platform's own script asks for where the page names no size.
_PAGE_SIZE = 15


class Jpaas(Generic):
    """Hanweb's platform for site clusters (集约化)."""

    name = "jpaas"
    body: tuple[str, ...] = ("#zoom", ".bt-content", ".jpaas-ai-content", ".bt_content")

    def recognise(self, page: Page) -> int:
        """By the list service, in the page or as the address; by article addresses."""
        if _SERVICE in urlsplit(page.url).path or _units(page):
            return CERTAIN
        if any(map(_ARTICLE.search, page.link_paths)):
            return 9
        return 7 if "jpaas-publish-server" in page.text or "unitbuild.js" in page.text else 0

    def entries(self, page: Page) -> list[Entry]:
        """The rows of the fragment; the generic ones of a page that has its list in itself."""
        fragment = _fragment(page)
        if fragment is not None:
            return super().entries(fragment)
        return [] if _list_unit(page) else super().entries(page)

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """The next page, until one is empty; totals if the fragment's pagination has them."""
        fragment = _fragment(page)
        if fragment is None:
            return _first_page(page) or super().pager(page, number, first)
        if not fragment.content:
            return Pager(hidden=_answer(page) is None)
        total_pages, total_entries = _totals(fragment)
        if not super().entries(fragment) or (total_pages and number >= total_pages):
            return Pager({}, total_pages, total_entries)
        sent = literal(field_of(page.url, "paramJson") or "") or {}
        following = {number + 1: _numbered(page.url, sent, number + 1)}
        return Pager(following, total_pages, total_entries)


def _units(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """The requests that the page's units make: address and fields."""
    found = []
    for element in page.tree.iter("script", "div"):
        query = element.get("querydata") or element.get("queryData")
        if query is None:
            continue
        address = page.resolve(element.get("url") or element.get("src") or "")
        if address is None or _SERVICE not in urlsplit(address).path:
            continue
        fields = literal(query)
        if isinstance(fields, dict):
            found.append((address, fields))
    return found


def _list_unit(page: Page) -> tuple[str, dict[str, Any]] | None:
    """The unit that fills the page's list; None if none does, or if more than one may."""
    units = _units(page)
    lists = [unit for unit in units if _LIST_TAGS.search(str(unit[1].get("tagId", "")))]
    paged = [unit for unit in lists if "分页" in str(unit[1].get("tagId"))]
    if not lists and len(units) == 1 and not has_reports(page):
        lists = units
    found = paged if len(paged) == 1 else lists
    return found[0] if len(found) == 1 else None


def _first_page(page: Page) -> Pager | None:
    """The data of the page's list; None if the page has its list in itself."""
    unit = _list_unit(page)
    if unit is None:
        scripted = _units(page) or "unitbuild.js" in page.text
        return Pager(hidden=True) if scripted and not has_reports(page) else None
    address, fields = unit
    sent = literal(str(fields.pop("paramJson", ""))) or {}
    query = urlencode({name: str(value) for name, value in fields.items()})
    return Pager({1: _numbered(f"{address}?{query}", sent, 1)})


def _numbered(url: str, sent: dict[str, Any], number: int) -> str:
    asked = {"pageSize": _PAGE_SIZE, **sent, "pageNo": number}
    return with_fields(url, paramJson=json.dumps(asked, separators=(",", ":")))


def _fragment(page: Page) -> Page | None:
    """The fragment in the service's answer, None if the page is none."""
    if _SERVICE not in urlsplit(page.url).path:
        return None
    return page.part(_answer(page) or "")


def _answer(page: Page) -> str | None:
    """The fragment's source, None if the answer has none: an error of the service."""
    answer = page.data if isinstance(page.data, dict) else {}
    data = answer.get("data")
    html = data.get("html") if isinstance(data, dict) else data
    return html if isinstance(html, str) else None


def _totals(fragment: Page) -> tuple[int | None, int | None]:
    for element in fragment.tree.iter("div", "ul"):
        count, rows = element.get("count") or "", element.get("rows") or ""
        if count.isdigit() and rows.isdigit() and int(rows):
            return math.ceil(int(count) / int(rows)), int(count)
    return stated_totals(fragment)
