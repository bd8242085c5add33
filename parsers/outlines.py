"""Headings of reports of 2008 to 2018, whose outline no notice laid down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from parsers import standard
from parsers.labels import fold

_ORDINAL = re.compile(
    r"^[#*\s]*第?(?P<n>[一二三四五六七八九十]{1,3})(?:\s*部分)?\s*[、,，.．:：;；\s]\s*(?=\S)"
)
_SENTENCE = re.compile(r"[。；;!！]")
_LONGEST = 45
_DIGITS = "一二三四五六七八九"
LAST = 99


@dataclass(frozen=True, slots=True)
class Heading:
    """A line with a top ordinal: its place, ordinal, and section (0: none of the six)."""

    block: int
    part: int
    ordinal: int
    number: int
    title: str


def ordinal(text: str) -> int | None:
    """The top ordinal that a heading begins with; `LAST` for an annex."""
    if text.lstrip("#* \t").startswith(standard.annex_words()):
        return LAST
    match = _ORDINAL.match(text)
    if match is None:
        return None
    tens, ten, ones = match["n"].rpartition("十")
    value = (_DIGITS.find(tens) + 1 or 1) * 10 if ten else 0
    return value + (_DIGITS.find(ones) + 1 if ones else 0)


@cache
def _titles() -> dict[str, int]:
    return {
        fold(title).core: section.number
        for section in standard.sections()
        for title in (section.title, *section.aliases, *section.older)
    }


def headings(texts: Iterable[tuple[int, int, str]]) -> list[Heading]:
    """All lines with a top ordinal that are no sentences, without those of a table of contents.

    Args:
        texts: block, part and text of every line and cell.
    """
    found = list(_candidates(texts))
    last = {(h.ordinal, fold(h.title).core): n for n, h in enumerate(found)}
    return [h for n, h in enumerate(found) if last[h.ordinal, fold(h.title).core] == n]


def _candidates(texts: Iterable[tuple[int, int, str]]) -> Iterator[Heading]:
    for block, part, text in texts:
        if not text or len(text) > _LONGEST or _SENTENCE.search(text):
            continue
        place = ordinal(text)
        if place is None:
            continue
        core = fold(_ORDINAL.sub("", text)).core
        yield Heading(block, part, place, _titles().get(core, 0), text.strip("#* \t\r\n|"))
