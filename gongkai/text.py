"""Untrusted text on its way to a terminal or a log."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rich.text import Text

# Controls (C0, DEL, C1), bidirectional marks and overrides, lone surrogates, line and paragraph
# separators, byte-order marks: none may reach a terminal, where they could move the cursor,
# recolour, or reorder what stands beside them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_BLANKS = re.compile(r"[\t\r\n\v\f]+")


def clean(text: object) -> str:
    """`text` on one line, unsafe characters as U+FFFD."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", _BLANKS.sub(" ", str(text)))


def safe(text: object, style: str = "") -> Text:
    """Clean text for rich, never read as markup."""
    return Text(clean(text), style=style)


def shorten(text: object, limit: int) -> str:
    """Clean text of at most `limit` characters, with an ellipsis if cut."""
    words = clean(text)
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def nearest(word: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known words that are likest to `word`, best first; empty if none is like it."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for messages about a wrong word

    folded = {unicodedata.normalize("NFKC", item).casefold(): item for item in known}
    asked = unicodedata.normalize("NFKC", word).casefold()
    found = process.extract(asked, list(folded), scorer=fuzz.ratio, limit=limit, score_cutoff=60)
    return [folded[item] for item, _, _ in found]
