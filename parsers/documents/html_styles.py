"""What the styles of a page do to its text: parts that are not shown, parts that may not be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml import etree

UNSEEN = "text_barely_seen"

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
# Letters of no size or colour, struck out, moved away or cut off: pages do so for other ends too,
# and what remains to be seen depends on the elements around them.
_ENDS = r"\s*(?:;|$|[\"'])"
_ODD = (
    rf"font-size\s*:\s*0(?:\.0)?(?:px|pt|em|%)?{_ENDS}|opacity\s*:\s*0(?:\.0)?{_ENDS}"
    r"|text-decoration[^;\"']{0,40}line-through|[;\"'\s]color\s*:\s*(?:#fff(?:fff)?\b|white\b"
    r"|transparent|rgba?\(\s*255\s*,\s*255\s*,\s*255)|(?:left|top|text-indent)\s*:\s*-\d{3}"
)
_LOOKS_ODD = re.compile(_ODD, re.I)
# A box of no size hides what is in it only if it cuts it off; a table's cells grow.
_NO_SIZE = re.compile(rf"[;\s](?:height|width)\s*:\s*0(?:px|pt)?{_ENDS}", re.I)
_LONGEST_STYLE = 2000
_STYLES = etree.XPath("//@style", smart_strings=False)
_HIDES = etree.XPath("boolean(//@hidden)")
_DIGIT = re.compile(r"\d")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
# A page has fewer rules that matter.
_MOST_RULES = 5000
# What a browser draws in a cell that holds no text.
_DRAWN = (
    "img", "input", "svg", "object", "embed", "canvas", "video", "select", "textarea", "script",
)  # fmt: skip
_TINY = 3


@dataclass(frozen=True, slots=True)
class Styles:
    """What the styles of one page may do.

    Attributes:
        hides: an element may be hidden by its own style or attribute.
        blurs: an element's own style, or a class of its, may make letters unseen.
        classes: of elements that the page's style sheets do not show as they stand.
    """

    hides: bool = False
    blurs: bool = False
    classes: frozenset[str] = frozenset()

    def hidden(self, element: etree._Element) -> bool:
        """Whether its own style hides an element; ask only where the page `hides` any."""
        style = element.get("style")
        return (style is not None and _HIDDEN.search(style) is not None) or (
            element.get("hidden") is not None
        )

    def blurred(self, cell: etree._Element, text: str) -> bool:
        """Whether digits of a cell may not be seen, or are struck out.

        Args:
            cell: the element.
            text: in it.
        """
        if not self.blurs or not _DIGIT.search(text):
            return False
        odd = (part for part in cell.iter() if self._is_odd(part))
        return any(_DIGIT.search(text_of(part)) for part in odd)

    def _is_odd(self, element: etree._Element) -> bool:
        style = element.get("style")
        if style is not None and _looks_odd(style):
            return True
        if element.tag == "font" and _looks_odd(f"color:{element.get('color')}"):
            return True
        named = element.get("class") if self.classes else None
        return named is not None and not self.classes.isdisjoint(named.split())


def _looks_odd(style: str) -> bool:
    return _is_odd(f";{style[:_LONGEST_STYLE]}")


@lru_cache(maxsize=4096)
def _is_odd(style: str) -> bool:
    if _LOOKS_ODD.search(style):
        return True
    return "overflow" in style and _NO_SIZE.search(style) is not None


def text_of(element: etree._Element) -> str:
    """All text in an element, as the parser left it."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def styles_of(root: etree._Element) -> Styles:
    """The styles of a page."""
    # A page repeats a few styles in all its elements.
    own = set(cast("list[str]", _STYLES(root)))
    own |= {f"color:{font.get('color')}" for font in root.iter("font")}
    hides = bool(_HIDES(root)) or any(map(_HIDDEN.search, own))
    classes = frozenset(_classes(root))
    return Styles(hides, bool(classes) or any(map(_looks_odd, own)), classes)


def _classes(root: etree._Element) -> Iterator[str]:
    count = 0
    for sheet in root.iter("style"):
        for piece in (sheet.text or "").split("}"):
            selector, _, rule = piece.rpartition("{")
            count += 1
            if count > _MOST_RULES:
                return
            if _HIDDEN.search(rule) or _looks_odd(rule):
                yield from _CLASS.findall(selector)


def is_drawn(cell: etree._Element) -> bool:
    """Whether a cell without text holds what a browser draws, which may be its number."""
    for part in cell.iterdescendants(*_DRAWN):
        sizes = [part.get("width") or "", part.get("height") or ""]
        if not any(size.isdecimal() and int(size) <= _TINY for size in sizes):
            return not (part.tag == "input" and part.get("type") == "hidden")
    return False
