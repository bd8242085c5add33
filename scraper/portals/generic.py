"""Static lists of whatever platform: rows of a link and a date, and a pager of links."""

from __future__ import annotations

from scraper.discover import Lead
from scraper.page import Page
from scraper.portals import rows
from scraper.portals.base import MAX_PAGES, Entry, Pager
from scraper.portals.pagers import filled, guessed, read_links, stated_totals

__all__ = ["Generic", "stated_totals"]


class Generic:
    """Any portal whose lists are in the HTML: ``li``, table rows, or ``dd`` with a date each."""

    name = "generic"
    body: tuple[str, ...] = (
        "#zoom",
        "#Zoom",
        "#zoomcon",
        "#UCAP-CONTENT",
        "#vsb_content",
        ".v_news_content",
        ".bt_content",
        ".article-content",
        ".article_content",
        ".govIntro",
        ".wzcon",
        "#ivs_content",
    )

    def recognise(self, page: Page) -> int:
        """Always a little: whatever nobody else recognises is read this way."""
        return 1

    def scripts(self, page: Page) -> list[str]:
        """None: everything is in the page."""
        return []

    def columns(self, page: Page) -> list[Lead]:
        """None but the page's links."""
        return []

    def why(self, page: Page) -> str:
        """The general words; families that can say more do."""
        return "no sign of a known platform" if self.name == "generic" else "by its templates"

    def entries(self, page: Page) -> list[Entry]:
        """Rows of the structure that holds the annual reports, or else the dated rows."""
        return rows.listed(page)

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """Numbered links, next links, the words 共N条, 共N页, and what scripts state.

        Where the pages' number is known but no link leads to them, the family's own rule gives
        their addresses; without one, both ways in which static directories write them are tried.
        """
        total_pages, total_entries = stated_totals(page)
        links = read_links(page, number, first, total_pages)
        following = filled(links.following)
        known = max(total_pages or 0, links.scripted)
        # On the last page, "next" may turn to one that is not there.
        ruled = self._by_rule(first, min(known or links.turned, MAX_PAGES))
        if all(ruled.get(n, url) == url for n, url in following.items()):
            following |= {n: url for n, url in ruled.items() if n != number}
        if not following and number == 1 and known > 1:
            following = guessed(page, first, known)
        unread = not following and number == 1 and total_pages != 1 and links.blind
        return Pager(following, total_pages, total_entries, unread)

    def _by_rule(self, first: str, total: int) -> dict[int, str]:
        """Addresses of pages 2 to `total` by the family's rule; none where it has no rule."""
        return {}
