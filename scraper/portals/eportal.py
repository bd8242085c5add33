"""eportal: lists paged by ``/eportal/ui?pageId=…&currentPage=N&moduleId=…``."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from scraper.page import Page
from scraper.portals.base import MAX_PAGES, Pager
from scraper.portals.generic import Generic
from scraper.portals.pagers import read_links, stated_totals

# "eprotal" is how the platform itself spells it.
_SIGN = re.compile(r"eprotalCurrent|/eportal/ui\?|/eportal/uiFramework")
_MODULE = re.compile(r"moduleId['\"]?\s*[=:]\s*['\"]?([0-9a-f]{32})")
_PAGE_ID = re.compile(r"pageId['\"]?\s*[=:]\s*['\"]?(\d+)|eprotalCurrentPageId['\"][^>]*?value=['\"](\d+)")  # fmt: skip


class Eportal(Generic):
    """eportal: generic entries; pages that ``next(N)`` turns have an address of their own."""

    name = "eportal"

    def recognise(self, page: Page) -> int:
        """By the words that its templates leave in every page."""
        return 7 if _SIGN.search(page.text) else 0

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """Links where there are any, else what ``next(N)`` asks for."""
        said = super().pager(page, number, first)
        total, entries = stated_totals(page)
        links = read_links(page, number, first, total)
        known = max(total or 0, links.scripted) or links.turned
        module, page_id = _MODULE.search(page.text), _PAGE_ID.search(page.text)
        if links.following or known < 2 or module is None or page_id is None:
            return said
        query = f"pageId={page_id.group(1) or page_id.group(2)}&moduleId={module.group(1)}"
        following = {
            n: urljoin(first, f"/eportal/ui?{query}&currentPage={n}&staticRequest=yes")
            for n in range(2, min(known, MAX_PAGES) + 1)
            if n != number
        }
        return Pager(following, total, entries)
