"""A fetched page as a crawler sees it: text, tree, links with the words around them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

from parsers.decode import decode
from parsers.documents.embedded import unwrap
from scraper.hosts import canonical

_BLANK = re.compile(r"[\s\u3000\u200b\ufeff]+")
_DECORATION = " ·•●>»›≫-–—|【】[]「」"
_MOVES = re.compile(
    r"""(?:location(?:\.href)?\s*=|window\.open\s*\(|jumpToDetail\s*\(|location\.(?:replace|assign)\s*\()"""
    r"""\s*['"]([^'"]+)['"]""",
    re.I,
)
# openUrl('/zwgk/nb/'): an address handed to whatever function.
_HANDED = re.compile(
    r"""\(\s*['"]((?:https?:)?//?[^'"\s]+|\.{1,2}/[^'"\s]+|[^'"\s(]+\.(?:s?html?|jsp)(?:[?#][^'"\s]*)?)['"]""",
    re.I,
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Templates put together from parts end more than once; lxml drops what follows the first end.
_ENDS = re.compile(r"</(?:body|html)\s*>", re.I)
_SKIPPED = ("javascript:", "mailto:", "tel:", "data:", "about:", "ftp:", "file:")
_HINTED = etree.XPath("descendant-or-self::*[@id or @class]")
# The parent alone is asked, not all above it: pages can be nested without sense.
_SHOWN = etree.XPath(
    "descendant::text()[not(parent::script or parent::style or parent::title or parent::head)]",
    smart_strings=False,
)
_HIDDEN = {"script", "style", "noscript", "template", "head"}


def squeeze(text: str) -> str:
    """NFKC without any blanks: the form in which words are compared."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True, eq=False)
class Link:
    """An anchor of a page.

    Attributes:
        url: canonical address it leads to.
        text: its words (the longer of its text and its title), blanks squeezed out.
        element: where it stands.
    """

    url: str
    text: str
    element: etree._Element


class Page:
    """A page with its address.

    Args:
        url: the final address.
        content: decompressed bytes.
        charset: as declared outside the page.
        media_type: as declared, None if it was not.
        shown_on: the page that shows it, for a list's data: its links are relative to that.
    """

    def __init__(
        self,
        url: str,
        content: bytes,
        charset: str | None = None,
        media_type: str | None = None,
        shown_on: str | None = None,
    ) -> None:
        self.url = url
        self.content = content
        self.media_type = media_type
        # The family that has been found to be the page's, see `portals.choose`.
        self.recognised: object | None = None
        self._charset = charset
        self._shown_on = shown_on

    @cached_property
    def is_html(self) -> bool:
        """Whether it can be read for links."""
        declared = self.media_type is not None and "html" in self.media_type
        return self.is_whole or (declared and self.data is None)

    @cached_property
    def is_whole(self) -> bool:
        """Whether it is a page of its own, not a fragment or data that another page shows."""
        head = self.content[:2000].lstrip().lower()
        return b"<html" in head or b"<!doctype html" in head or b"<body" in head

    @cached_property
    def data(self) -> Any:
        """What it says if it is a JSON object or array, None if it is none."""
        if self.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            return None
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

    def part(self, source: str) -> Page:
        """A piece of HTML that stands in this page's data, as a page."""
        return Page(self.url, source.encode(), "utf-8", "text/html", self.base)

    @cached_property
    def text(self) -> str:
        """The decoded source."""
        return decode(self.content, self._charset).text

    @cached_property
    def tree(self) -> lxml.html.HtmlElement:
        """The tree; an empty one if nothing can be made of the page."""
        text = _ENDS.sub("", _XML_DECLARATION.sub("", unwrap(self.text)))
        source = text.encode("utf-8", "replace")
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
        try:
            return lxml.html.document_fromstring(source, parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            return lxml.html.document_fromstring("<html><body></body></html>")

    @cached_property
    def title(self) -> str:
        """Words of the title element, blanks squeezed out."""
        found = self.tree.find(".//title")
        return squeeze(found.text_content()) if found is not None else ""

    @cached_property
    def visible(self) -> str:
        """All visible words, blanks squeezed out."""
        return squeeze("".join(_visible(self.tree)))

    def meta(self, name: str) -> str:
        """Content of the meta element of that name, whatever its case; empty if there is none."""
        for element in self.tree.iter("meta"):
            if (element.get("name") or "").lower() == name.lower():
                return (element.get("content") or "").strip()
        return ""

    def find_all(self, hint: str) -> list[lxml.html.HtmlElement]:
        """Elements by ``#id`` or ``.class``, in order."""
        return self._hinted.get(hint, [])

    @cached_property
    def _hinted(self) -> dict[str, list[lxml.html.HtmlElement]]:
        found: dict[str, list[lxml.html.HtmlElement]] = defaultdict(list)
        for element in cast(list[lxml.html.HtmlElement], _HINTED(self.tree)):
            if identifier := element.get("id"):
                found[f"#{identifier}"].append(element)
            for name in dict.fromkeys((element.get("class") or "").split()):
                found[f".{name}"].append(element)
        return dict(found)

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to."""
        if self._shown_on is not None and not self.is_whole:
            return self._shown_on
        found = self.tree.find(".//base[@href]")
        return (
            urljoin(self.url, (found.get("href") or "").strip()) if found is not None else self.url
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All anchors that lead to an http or https address, in order."""
        return tuple(self._links())

    @cached_property
    def link_paths(self) -> tuple[str, ...]:
        """Paths of the links, in order."""
        return tuple(urlsplit(link.url).path for link in self.links)

    @cached_property
    def blind(self) -> tuple[tuple[str, str], ...]:
        """Anchors that only a script can follow: their words, and what they say to it."""
        followable = {link.element for link in self.links}
        found = []
        for element in self.tree.iter("a"):
            how = str(element.get("onclick") or element.get("href") or "").strip()
            words = squeeze(element.text_content() or element.get("title") or "")
            if element not in followable and words and how not in ("", "#"):
                found.append((words, how[:200]))
        return tuple(found)

    def _links(self) -> Iterator[Link]:
        for element in self.tree.iter("a"):
            url = self.resolve(_target(element))
            if url is None:
                continue
            words = squeeze(element.text_content())
            title = squeeze(element.get("title") or "")
            # Lists cut long titles; the attribute then has the whole one.
            cut = words.endswith(("...", "…", "..")) and not title.endswith(("...", "…"))
            text = title if title and (cut or len(title) > len(words)) else words
            yield Link(url, text.strip(_DECORATION), element)

    def resolve(self, address: str) -> str | None:
        """The canonical absolute address, None if it is none that a crawler asks."""
        cleaned = re.sub(r"[\r\n\t]", "", address).strip().replace("\\", "/")
        if not cleaned or cleaned.startswith("#") or cleaned.lower().startswith(_SKIPPED):
            return None
        try:
            return canonical(urljoin(self.base, cleaned))
        except ValueError:
            return None

    @property
    def asks_password(self) -> bool:
        """Whether a field for a password is on it."""
        return any(
            (item.get("type") or "").lower() == "password" for item in self.tree.iter("input")
        )

    @cached_property
    def frames(self) -> tuple[str, ...]:
        """Addresses of the frames of the page."""
        sources = [item.get("src") or "" for item in self.tree.iter("iframe", "frame")]
        return tuple(url for url in map(self.resolve, sources) if url)

    @cached_property
    def scripts(self) -> str:
        """All scripts in the page and those that were included, one after the other."""
        return "\n".join(item.text or "" for item in self.tree.iter("script"))

    def include(self, script: str) -> None:
        """Add a script file that the page loads."""
        self.scripts = f"{script}\n{self.scripts}"


def _target(element: etree._Element) -> str:
    href = str(element.get("href") or "").strip()
    if href and href != "#" and not href.lower().startswith("javascript:"):
        return href
    for source in (href, str(element.get("onclick") or "")):
        found = _MOVES.search(source) or _HANDED.search(source)
        if found:
            return found.group(1)
    return str(element.get("to-href") or element.get("data-href") or "")


def _visible(element: etree._Element) -> Iterable[str]:
    """Visible text, in order."""
    if next(element.iter("noscript", "template"), None) is None:
        return cast(list[str], _SHOWN(element))
    return _walked(element)


def _walked(element: etree._Element) -> Iterator[str]:
    """The same where whole trees may be hidden, by an explicit stack: trees can be deeper than ours."""
    stack: list[etree._Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
            continue
        if item.tail and item is not element:
            stack.append(item.tail)
        if not isinstance(item.tag, str) or item.tag in _HIDDEN:
            continue
        stack.extend(reversed(list(item)))
        if item.text:
            yield item.text
