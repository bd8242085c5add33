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
_PICTURE = re.compile(r"\.(?:jpe?g|png|bmp|tiff?)$", re.I)
# Addresses that a script opens: window.open('/files/a.pdf'), javascript:down("a.docx").
_OPENED = re.compile(
    r"""['"]([^'"\s<>]{4,300}\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar))['"]""", re.I
)
_SHOWING = ("a", "iframe", "embed", "object", "button", "span", "img")
# A table is printed on few pictures; an article with more is a gallery.
_PICTURES = 20
_VIEWED_FILE = re.compile(
    r"[?&](?:file|url|path)=([^&#]+\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar))", re.I
)


def is_file_address(url: str) -> bool:
    """Whether an address is that of a document file, or of a gateway that gives one."""
    return bool(_FILE.search(urlsplit(url).path) or _GATEWAY.search(url))


def attachments(page: Page, body: tuple[str, ...]) -> list[tuple[str, str]]:
    """Document files that a report page links or shows: address and words of the link, in order.

    A link gives a file by its address, by the address that its script opens, or by its words
    (``附件：年度报告.docx`` behind an address of any kind). Where the article has no table, its
    pictures may be the tables, and are files too.

    Args:
        page: the report's page.
        body: selectors of the article's body; the whole page where none of them is there.
    """
    articles = [found for hint in body for found in page.find_all(hint)]
    roots = articles or [page.tree]
    inside = {element for root in roots for element in root.iter(*_SHOWING)}
    found: dict[str, str] = {}
    for link in page.links:
        if link.element in inside:
            named = _FILE.search(link.text.strip()) or link.element.get("download") is not None
            direct = is_file_address(link.url) or _PICTURE.search(urlsplit(link.url).path) or named
            url = link.url if direct else _viewed(page, link.url)
            if url is not None:
                found.setdefault(url, link.text)
    for root in roots:
        for element in root.iter(*_SHOWING):
            if element.tag != "a":
                source = page.resolve(element.get("src") or element.get("data") or "")
                if source is not None:
                    url = source if is_file_address(source) else _viewed(page, source)
                    if url is not None:
                        found.setdefault(url, "")
            for address in _OPENED.findall(element.get("onclick") or element.get("href") or ""):
                url = page.resolve(address)
                if url is not None and is_file_address(url):
                    found.setdefault(url, " ".join(element.text_content().split()))
    for article in articles:
        if next(article.iter("table"), None) is None:
            pictures = (page.resolve(img.get("src") or "") for img in article.iter("img"))
            for url in [p for p in pictures if p and _PICTURE.search(urlsplit(p).path)][:_PICTURES]:
                found.setdefault(url, "")
    return list(found.items())


def _viewed(page: Page, url: str) -> str | None:
    """The file that a viewer's address names (``viewer.html?file=x.pdf``)."""
    found = _VIEWED_FILE.search(url)
    return page.resolve(found.group(1)) if found else None
