"""Pages that are built to break their reader, known by their markup before it is parsed."""

from __future__ import annotations

import re
from itertools import islice

from parsers.errors import DocumentError

# A page pasted from Word has some thousand tags.
_MOST_TAGS = 250_000
# libxml2 compares each attribute of a tag with all before it: this many words in one tag, or as
# many comparisons in all, take it half a second.
_MOST_WORDS = 20_000
# Below this size attributes are looked at only if something stands between tags that is as long
# as a tag with very many of them.
_LARGE = 256_000
_LONG_PIECE = 60_000
_LONG_TAG = 600
_TAG = re.compile(rb"<[a-zA-Z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+")
# A quoted value is one word, whatever stands in it.
_WORD = re.compile(rb"=\s*+(?:\"[^\"]*+\"|'[^']*+')|[^\s=]+")


def check_markup(body: bytes) -> None:
    """Checks a page before it is parsed.

    Raises:
        DocumentError: it has more tags, or a tag has more attributes, than a page made in earnest.
    """
    if body.count(b"<") > _MOST_TAGS:
        raise _trap(f"the page has more than {_MOST_TAGS} tags", "too_many_tags")
    if len(body) <= _LARGE and not _has_long_piece(body):
        return
    compared = 0
    for match in _TAG.finditer(body):
        if match.end() - match.start() > _LONG_TAG:
            words = _WORD.finditer(body, match.start(), match.end())
            compared += sum(1 for _ in islice(words, _MOST_WORDS)) ** 2
            if compared >= _MOST_WORDS**2:
                raise _trap("a tag of the page has attributes without end", "too_many_attributes")


def _has_long_piece(body: bytes) -> bool:
    """Whether so much stands behind a ``<`` without another one."""
    at = body.find(b"<")
    while 0 <= at < len(body) - _LONG_PIECE:
        following = body.rfind(b"<", at + 1, at + 1 + _LONG_PIECE)
        if following < 0:
            return True
        at = following
    return False


def _trap(message: str, code: str) -> DocumentError:
    return DocumentError(
        message, code=code, action="look at the page in a browser; it may be broken on purpose"
    )
