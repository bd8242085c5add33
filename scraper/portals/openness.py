"""Anhui's and Hulunbuir's ``*AnnualReport/show`` pages, and the older openness platform.

Reports are pages of their own: ``/XxgkAnnualReport/show/<id>.html``, or by unit and year
``/OpennessAnnualReport/year/show/<organ>/<year>.html`` and
``/xxgkAnnualReport/yearReportDetail/?branch_id=<id>&year=<year>``. Lists are ``showList/…/page_N``.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper import discover
from scraper.page import Page
from scraper.portals.base import MAX_PAGES, Pager
from scraper.portals.direct import by_unit_and_year, tabs
from scraper.portals.generic import Generic

_REPORT = re.compile(r"/(?:Xxgk|Openness)AnnualReport/(?:year/)?show/", re.I)
_LIST = re.compile(r"/(?:OpennessContent|News)/showList/", re.I)
_BY_YEAR = re.compile(
    r"/(?:Xxgk|Openness)AnnualReport/year/show/(?P<unit>\w+)/(?P<year>20[0-4]\d)\.html$", re.I
)
_DETAIL = re.compile(r"/xxgkAnnualReport/yearReportDetail/", re.I)
_TARGET = re.compile(
    r"/opennessContent/|/opennessTarget/|/openness/detail/content/[0-9a-f]{24}", re.I
)
_PAGE = re.compile(r"/page_(\d+)\.html$")


class Openness(Generic):
    """The openness platforms."""

    name = "openness"
    body: tuple[str, ...] = (".wzcon", "#zoom", ".j-fontContent", ".article-content", ".content")

    def recognise(self, page: Page) -> int:
        """By the addresses of its reports, details and lists."""
        paths = (urlsplit(page.url).path, *page.link_paths)
        if any(_REPORT.search(path) or _DETAIL.search(path) for path in paths):
            return 9
        return 8 if any(_LIST.search(path) or _TARGET.search(path) for path in paths) else 0

    def columns(self, page: Page) -> list[discover.Lead]:
        """Reports by unit and year that the page names, and lists beside this one."""
        found = by_unit_and_year(page, _DETAIL, "branch_id", "year")
        return tabs(page, _LIST) + found + by_unit_and_year(page, _BY_YEAR, "organ", "year")

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """The generic links; where only the number of pages is stated, ``page_N.html``."""
        found = super().pager(page, number, first)
        if found.following or number > 1 or not found.total_pages or not _PAGE.search(first):
            return found
        following = {
            n: _PAGE.sub(f"/page_{n}.html", first)
            for n in range(2, min(found.total_pages, MAX_PAGES) + 1)
        }
        return Pager(following, found.total_pages, found.total_entries)
