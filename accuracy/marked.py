"""Where each known figure stands in a rendered text.

Every page is rendered twice: with its figures, and with a marker in the place of each figure, a
number of eight digits that occurs once. What the foreign tool makes of the markers tells which
figures it printed, and where, whatever their values. Both texts are then walked in lockstep: they
may differ in blanks, in the length of rules, and in backslashes before a character of a figure;
any other difference means that the tool looked at the values, and the page is not judged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from accuracy.figures import Key
from accuracy.sheet import Piece

MARKER = re.compile(r"5\d{6}9")
_SOLID = re.compile(r"-{3,}|={3,}|\S")


class Markers:
    """Gives out markers for figures and knows them again."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    def mark(self, piece: Piece) -> str:
        """A new marker for a figure."""
        self._pieces.append(piece)
        return f"5{len(self._pieces) - 1:06d}9"

    def knows(self, marker: str) -> bool:
        """Whether it was given out; run together with other digits, a marker is none."""
        return int(marker[1:-1]) < len(self._pieces)

    def piece(self, marker: str) -> Piece:
        """The figure of a marker."""
        return self._pieces[int(marker[1:-1])]

    def fill(self, template: str) -> str:
        """The template with its figures."""
        return MARKER.sub(lambda m: self.piece(m[0]).text, template)


@dataclass(frozen=True)
class Segment:
    """A run of text; with a key it is that figure, or a part of it."""

    text: str
    key: Key | None = None
    torn: bool = False


Text = tuple[Segment, ...]


def plain(text: Iterable[Segment]) -> str:
    """The text without what is known of it."""
    return "".join(s.text for s in text)


def printed(text: Iterable[Segment]) -> dict[Key, bool]:
    """The figures that stand in the text; True: torn, or run together with another."""
    found: dict[Key, bool] = {}
    for segment in text:
        if segment.key is not None:
            found[segment.key] = found.get(segment.key, False) or segment.torn
    return found


def tidy(segments: Iterable[Segment]) -> Text:
    """Neighbouring words as one segment, empty ones dropped."""
    result: list[Segment] = []
    for segment in segments:
        if not segment.text:
            continue
        if segment.key is None and result and result[-1].key is None:
            result[-1] = replace(result[-1], text=result[-1].text + segment.text)
        else:
            result.append(segment)
    return tuple(result)


def filled(template: str, markers: Markers, sew: Callable[[str], str] | None = None) -> Text:
    """A template that was made here, with its figures; `sew` marks up a figure."""
    segments: list[Segment] = []
    at = 0
    for match in MARKER.finditer(template):
        piece = markers.piece(match[0])
        segments.append(Segment(template[at : match.start()]))
        text = sew(piece.text) if sew else piece.text
        segments.append(Segment(text, piece.key, piece.torn))
        at = match.end()
    segments.append(Segment(template[at:]))
    return tidy(segments)


def lockstep(template: str, text: str, markers: Markers) -> Text | None:
    """The text of a foreign tool, its figures found by the tool's text of the markers.

    Args:
        template: what the tool made of the page with markers.
        text: what it made of the page with figures.
        markers: the markers of that page.

    Returns:
        The text with its figures known, or None if the two texts differ in more than the figures.
    """
    solid = [(m[0][0], m.start(), m.end()) for m in _SOLID.finditer(text)]
    letters = "".join(s[0] for s in solid)
    spans: list[tuple[int, int, Piece]] = []
    position = at = 0
    for match in [*MARKER.finditer(template), None]:
        words = template[at : match.start()] if match else template[at:]
        literal = "".join(m[0][0] for m in _SOLID.finditer(words))
        if not letters.startswith(literal, position):
            return None
        position += len(literal)
        if match is None:
            break
        at = match.end()
        if not markers.knows(match[0]):
            return None
        piece = markers.piece(match[0])
        found = _figure(piece.text).match(letters, position)
        if found is None:
            return None
        spans.append((solid[position][1], solid[found.end() - 1][2], piece))
        position = found.end()
    if position != len(letters):
        return None
    return _cut(text, spans)


def _cut(text: str, spans: Sequence[tuple[int, int, Piece]]) -> Text:
    segments: list[Segment] = []
    at = 0
    for start, end, piece in spans:
        segments.append(Segment(text[at:start]))
        segments.append(Segment(text[start:end], piece.key, piece.torn))
        at = end
    segments.append(Segment(text[at:]))
    return tidy(segments)


@lru_cache(maxsize=65_536)
def _figure(text: str) -> re.Pattern[str]:
    """The figure as tools print it: characters escaped, or folded to half width."""
    folded = unicodedata.normalize("NFKC", text)
    patterns = [
        "".join(r"\\?" + re.escape(c) for c in form if not c.isspace())
        for form in dict.fromkeys((text, folded))
    ]
    return re.compile("|".join(patterns))
