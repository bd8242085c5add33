"""What the fields of a list's data say: dates, titles, files."""

from __future__ import annotations

import datetime
import re
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from scraper import discover
from scraper.page import Page, squeeze
from scraper.portals.generic import Generic

_DATE = re.compile(r"((?:19|20)\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})(?!\d{3})")
_WRITTEN = re.compile(r"(?<!\d)(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d)")
_TAG = re.compile(r"<[^>]*>")
_MILLISECONDS = 10**11
_TIME_ZONE = ZoneInfo("Asia/Shanghai")


def has_reports(page: Page) -> bool:
    """Whether dated reports are listed in the page itself: not menus, not the news beside a list."""
    return any(
        entry.date and discover.is_report_like(entry.title) for entry in Generic().entries(page)
    )


def day_in(text: str) -> str | None:
    """The last ISO date in a text, whatever separates its parts."""
    return day_of(found[-1]) if (found := _WRITTEN.findall(text)) else None


def day_of(value: object) -> str | None:
    """The ISO date that a field gives: as words, as seconds or as milliseconds since 1970."""
    text = str(value if value is not None else "").strip()
    if text.isdigit() and len(text) in (10, 13):
        seconds = int(text) / (1000 if int(text) > _MILLISECONDS else 1)
        return datetime.datetime.fromtimestamp(seconds, _TIME_ZONE).date().isoformat()
    found = _DATE.match(text)
    if found is None:
        return None
    try:
        return datetime.date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return None


def words_of(value: object) -> str:
    """A title without its markup, blanks squeezed out."""
    return squeeze(_TAG.sub("", str(value or "")))


def files_of(page: Page, items: Any) -> tuple[tuple[str, str], ...]:
    """Files that an entry of a list names: canonical address and name.

    Args:
        page: the list.
        items: objects with an address (``filePath``, ``url``), perhaps the site that it is on
            (``domainName``), and a name.
    """
    found: dict[str, str] = {}
    for item in items if isinstance(items, list) else []:
        if not isinstance(item, dict):
            continue
        path = str(item.get("filePath") or item.get("fileUrl") or item.get("url") or "")
        site = str(item.get("domainName") or "")
        if site and not site.startswith(("http", "//")):
            site = f"//{site}"
        url = page.resolve(urljoin(f"{site}/", path) if site and path else path)
        if url is not None:
            found.setdefault(url, words_of(item.get("fileName") or item.get("name")))
    return tuple(found.items())
