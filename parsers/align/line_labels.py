"""Labels and titles of sections at a place in a line, where no line end or blank parts the cells."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from parsers import labels, standard

# What may stand within a label beside its letters, how much of it together, and how far it reaches.
_WITHIN = frozenset(" \u3000\xa0\n、,;:“”\"'()")
_LONGEST_GAP = 4
_WIDEST = 100
_OPENING = frozenset('(“"')
_CLOSING = frozenset(")”\"'")
_ORDINAL = re.compile(
    r"\(?\s?(?P<ordinal>[一二三四五六七八九十]{1,3}|\d{1,2})\s?(?:\)[、.,]?|[、.,:])\s{0,2}"
)


class Label(NamedTuple):
    """A label or title: its letters, where it ends, its section and the ordinal before it."""

    core: str
    end: int
    section: str = ""
    ordinal: str = ""

    @property
    def opens(self) -> bool:
        """Whether a table, or its section, begins with it."""
        return bool(self.section or labels.exact(self.core).of("anchor", "corner", "note"))


def label_at(folded: str, at: int) -> Label | None:
    """The longest label, or title of a section, that begins at a place.

    Args:
        folded: a line, folded by `labels.even`.
        at: the place.

    Returns:
        The label, None if none begins there.
    """
    found = _ORDINAL.match(folded, at)
    ordinal = found["ordinal"] if found else ""
    label = _word_at(folded, found.end()) if found else None
    if label is None or not found:
        opened = folded[at : at + 1] in _OPENING
        return _word_at(folded, at + opened)
    core, end, section, _ = label
    if ordinal.isdecimal() and not section:
        # 12.其他 is none: its ordinal is 2.
        own = {role.ordinal for role in labels.exact(folded[at:end]).roles}
        if ordinal not in own:
            return None
    return Label(core, end, section, ordinal)


def _word_at(folded: str, at: int) -> Label | None:
    known, lengths = words()
    letters = ""
    ends: list[int] = []
    gap = 0
    for place in range(at, min(len(folded), at + _WIDEST)):
        one = folded[place]
        if one.isalnum() or one == "/":
            letters += one
            ends.append(place + 1)
            gap = 0
        elif one in _WITHIN and letters and gap < _LONGEST_GAP:
            gap += 1
        else:
            break
    for length in lengths:
        if length <= len(ends) and letters[:length] in known:
            end = ends[length - 1]
            while folded[end : end + 1] and folded[end] in _CLOSING:
                end += 1
            return Label(letters[:length], end, known[letters[:length]])
    return None


@cache
def words() -> tuple[dict[str, str], tuple[int, ...]]:
    """Labels and titles without blanks and marks, each title with its section; their lengths."""
    found = dict.fromkeys(labels.words(), "")
    for section in standard.sections():
        for text in (section.title, *section.aliases):
            found[labels.fold(text).core] = section.key
    return found, tuple(sorted({len(word) for word in found}, reverse=True))
