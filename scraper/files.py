"""Document files: which addresses give one, and which of them a report's page shows."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper.page import Page

_FILE = re.compile(r"\.(pdf|docx?|wps|xlsx?|et|ofd|rtf|zip|rar)$", re.I)
# Gateways that give a document file whose name stands in their query, or nowhere: VSB, Hanweb, jpaas.
_GATEWAY = re.compile(
    r"/system/_content/download\.jsp\?.*wbfileid=|/download/(?:downfile|down)\.jsp(?:\?|$)"
    r"|/front/document/file-download(?:\?|$)",
    re.I,
)
_VIEWED_FILE = re.compile(
    r"[?&](?:file|url|path)=([^&#]+\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar))", re.I
)


def is_file_address(url: str) -> bool:
    """Whether an address is that of a document file, or of a gateway that gives one."""
    return bool(_FILE.search(urlsplit(url).path) or _GATEWAY.search(url))


def attachments(page: Page, body: tuple[str, ...]) -> list[tuple[str, str]]:
    """Document files that a report page links or shows: address and words of the link, in order.

    Args:
        page: the report's page.
        body: selectors of the article's body; the whole page where none of them is there.
    """
    roots = [found for hint in body for found in page.find_all(hint)] or [page.tree]
    inside = {element for root in roots for element in root.iter("a", "iframe", "embed", "object")}
    found: dict[str, str] = {}
    for link in page.links:
        if link.element in inside:
            url = link.url if is_file_address(link.url) else _viewed(page, link.url)
            if url is not None:
                found.setdefault(url, link.text)
    for element in inside:
        if element.tag == "a":
            continue
        source = page.resolve(element.get("src") or element.get("data") or "")
        if source is not None:
            url = source if is_file_address(source) else _viewed(page, source)
            if url is not None:
                found.setdefault(url, "")
    return list(found.items())


def _viewed(page: Page, url: str) -> str | None:
    """The file that a viewer's address names (``viewer.html?file=x.pdf``)."""
    found = _VIEWED_FILE.search(url)
    return page.resolve(found.group(1)) if found else None
