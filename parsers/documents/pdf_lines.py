"""What stands outside the ruled tables of a PDF: lines of text, page numbers and running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.documents import pdf_text
from parsers.documents.pdf_child import Box
from parsers.documents.pdf_glyphs import Glyph, Sheet
from parsers.documents.pdf_tables import Piece, Seen, location

# The part of a page, at its top and its foot, where running heads and page numbers stand.
_MARGIN = 0.12
_PAGE_NUMBER = re.compile(
    r"[-—–－~·]+\s*(\d{1,4})\s*[-—–－~·]+|第\s*(\d{1,4})\s*页.{0,12}|(\d{1,4})(?:\s*/\s*\d{1,4})?"
)
# In sizes of its type: a page number is no closer to the text.
_APART = 1.6
# Nor are its own words further apart than this.
_ONE_PHRASE = 1.0
# Lines at the top and at the foot of a page that may run through all of them.
_OUTER = 2


@dataclass(slots=True)
class TextLine:
    """A line outside the ruled tables, with its glyphs from the left.

    `seen` says where it lies if it comes from a picture.
    """

    page: int
    box: Box
    text: str
    glyphs: list[Glyph]
    seen: Seen | None = None

    def place(self, box: Box) -> str:
        """The location of a part of it."""
        return location(self.page, box, self.seen)


def text_lines(sheet: Sheet) -> list[TextLine]:
    """The lines of a page outside its tables, from the top."""
    made = []
    for line in pdf_text.lines(sheet.glyphs):
        box = (
            min(g.x0 for g in line),
            min(g.base - 0.88 * g.size for g in line),
            max(g.x1 for g in line),
            max(g.base + 0.12 * g.size for g in line),
        )
        made.append(TextLine(sheet.number, box, pdf_text.of_line(line), line))
    return made


def is_page_number(line: TextLine) -> bool:
    """Whether a line says of itself that it is a page number: ``— 16 —``, ``第16页 共20页``."""
    if _number(line) is None or line.text.strip()[0].isdecimal():
        return False
    # Marks and a number that are further apart are figures in columns.
    return all(b.x0 - a.x1 < _ONE_PHRASE * a.size for a, b in pairwise(line.glyphs))


def without_furniture(
    pages: Sequence[list[TextLine | Piece]], sheets: Sequence[Sheet]
) -> list[list[TextLine | Piece]]:
    """Leaves out page numbers and what runs along the top or the foot of the pages.

    A running head stays on the first page that has it. A number alone is a page number only if it
    stands in the margin, away from the text, and counts the pages.
    """
    heads: Counter[tuple[str, int]] = Counter()
    steps: Counter[int] = Counter()
    outer = [_outer(page, sheet) for page, sheet in zip(pages, sheets, strict=True)]
    for lines, sheet in zip(outer, sheets, strict=True):
        heads.update({_key(line) for line in lines})
        steps.update({n - sheet.number for line in lines if (n := _number(line)) is not None})
    seen: set[tuple[str, int]] = set()
    kept: list[list[TextLine | Piece]] = []
    for page, lines, sheet in zip(pages, outer, sheets, strict=True):
        drop: set[int] = set()
        for line in lines:
            number = _number(line)
            if number is not None:
                marked = not line.text.strip().isdecimal()
                counts = steps[number - sheet.number] > 1 or number == sheet.number
                if marked or (counts and not _is_close(line, page)):
                    drop.add(id(line))
            elif heads[_key(line)] > 1 and heads[_key(line)] * 2 >= len(pages):
                if _key(line) in seen:
                    drop.add(id(line))
                seen.add(_key(line))
        kept.append([item for item in page if id(item) not in drop])
    return kept


def _outer(page: Sequence[TextLine | Piece], sheet: Sheet) -> list[TextLine]:
    top = [i for i in page[:_OUTER] if i.box[3] < _MARGIN * sheet.height]
    foot = [i for i in page[-_OUTER:] if i.box[1] > (1 - _MARGIN) * sheet.height]
    found = {id(i): i for i in (*top, *foot) if isinstance(i, TextLine)}
    return list(found.values())


def _is_close(line: TextLine, page: Sequence[TextLine | Piece]) -> bool:
    """Whether a line is as close to another one as the lines of a cell are."""
    others = [i for i in page if isinstance(i, TextLine) and i is not line]
    reach = _APART * line.glyphs[0].size
    return any(abs(i.glyphs[0].middle - line.glyphs[0].middle) < reach for i in others)


def _key(line: TextLine) -> tuple[str, int]:
    return "".join(line.text.split()), round(line.box[3] / 4)


def _number(line: TextLine) -> int | None:
    match = _PAGE_NUMBER.fullmatch(line.text.strip())
    return int(next(filter(None, match.groups()))) if match else None
