"""Why no annual-report column was found from a portal's home page, and what was tried."""

from __future__ import annotations

from scraper import discover
from scraper.frontier import Frontier
from scraper.model import Failure
from scraper.page import Page

_MAX_PAGES = 20
_MAX_SHOWN = 8
_ACTION = (
    "find the column (政府信息公开年报) in a browser and give its address, "
    "or add it with `gongkai portals add`"
)


def no_column(frontier: Frontier, key: str, crawl: int) -> Failure:
    """The problem of a portal whose column was not found.

    The pages that were asked lie in the archive; they are read again, so that a crawl that was
    interrupted tells the same.

    Args:
        frontier: state and archive.
        key: the portal's home address.
        crawl: number of the pass.
    """
    rows = frontier.rows(
        "SELECT url FROM pages WHERE portal = ? AND crawl = ? AND state = 'done' "
        "ORDER BY depth, priority, url",
        (key, crawl),
    )
    asked = [str(row["url"]) for row in rows]
    pages = [page for url in asked[:_MAX_PAGES] if (page := _stored(frontier, url)) is not None]
    shown = asked[:_MAX_SHOWN] + (["…"] if len(asked) > _MAX_SHOWN else [])
    tried = f"{len(asked)} pages asked: {' '.join(shown)}"
    for page in pages:
        blind = discover.blind_columns(page)
        if blind:
            words, how = blind[0]
            return Failure(
                "portal",
                "failed",
                "column_by_script",
                f"the link {words!r} on {page.url} is opened by a script only ({how})",
                key,
                _ACTION,
                evidence=tried,
            )
    bare = [page.url for page in pages if not page.links and page.scripts.strip()]
    message = "no annual-report column was found from the home page"
    if bare:
        message += f"; {bare[0]} has no links, scripts make it"
    return Failure("portal", "failed", "no_report_column", message, key, _ACTION, evidence=tried)


def _stored(frontier: Frontier, url: str) -> Page | None:
    copy = frontier.copy(url)
    if copy is None:
        return None
    content = frontier.archive.read_content(copy.stored.file, copy.stored.offset)
    if content is None:
        return None
    return Page(copy.final_url, content, copy.charset, copy.media_type)
