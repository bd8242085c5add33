"""The cells of ruled tables, piece by piece: what stands on one page of one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parsers.documents import pdf_text
from parsers.documents.blocks import DRAWING
from parsers.documents.pdf_child import Box
from parsers.documents.pdf_glyphs import Glyph, Sheet
from parsers.documents.pdf_rules import Place, Ruled

# Of a digit's width: so much of it may lie beyond a rule.
_OVER = 0.2

ACROSS_RULE = "digits_across_rule"
STRUCK = "digits_struck"
LOOSE = "cell_not_closed"


@dataclass(frozen=True, slots=True)
class Seen:
    """How something was read in a picture.

    Attributes:
        name: of the page or picture, as locations begin: ``ocr:p3``.
        back: six numbers that lead from points of the picture set straight to the given one.
        sure: how sure its least sure character is, 0 to 1.
    """

    name: str
    back: tuple[float, float, float, float, float, float]
    sure: float

    def box(self, box: Box) -> Box:
        """Where a box lies in the given picture."""
        a, b, c, d, e, f = self.back
        corners = [(box[x], box[y]) for x in (0, 2) for y in (1, 3)]
        xs = [a * x + b * y + c for x, y in corners]
        ys = [d * x + e * y + f for x, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(slots=True)
class PieceCell:
    """A cell of a piece: its box and text; base row from 0 and how many it covers.

    `slack` is the room in its last line, in sizes of the type; `seen` says where it lies if it
    comes from a picture.
    """

    box: Box
    text: str
    row: int
    rows: int
    doubt: str = ""
    page: int = 0
    slack: float = 0.0
    seen: Seen | None = None

    @property
    def location(self) -> str:
        """Where it stands."""
        return location(self.page, self.box, self.seen)


@dataclass(slots=True)
class Piece:
    """What one page prints of a table.

    Attributes:
        page: its number.
        xs: where columns are parted.
        rows: how many it has.
        cells: in reading order.
    """

    page: int
    box: Box
    xs: list[float]
    rows: int
    cells: list[PieceCell] = field(default_factory=list)

    def row(self, number: int) -> list[PieceCell]:
        """The cells that begin in a row."""
        return [cell for cell in self.cells if cell.row == number]


def location(page: int, box: Box, seen: Seen | None = None) -> str:
    """``pdf:p3@x0,y0,x1,y1``: points from the top left of the shown page.

    Of what was read in a picture ``ocr:p3@x0,y0,x1,y1;conf=0.93``, in points of the PDF's page or
    in pixels of the picture.
    """
    if seen is None:
        return f"pdf:p{page}@" + ",".join(str(round(side)) for side in box)
    sides = ",".join(str(max(0, round(side))) for side in seen.box(box))
    return f"{seen.name}@{sides};conf={seen.sure:.2f}"


def pieces(sheet: Sheet, ruled: Sequence[Ruled], lone: Sequence[Box]) -> list[Piece]:
    """The tables of a page; the glyphs in them are taken from the sheet.

    Args:
        sheet: the page.
        ruled: its tables by their rules.
        lone: level rules of no table: one through a number strikes it out.
    """
    _strike(sheet.glyphs, lone)
    if not ruled:
        return []
    inside: list[dict[int, list[Glyph]]] = [{} for _ in ruled]
    outside: list[Glyph] = []
    for glyph in sheet.glyphs:
        for number, table in enumerate(ruled):
            place = table.find(glyph.centre, glyph.middle)
            if place is not None:
                inside[number].setdefault(id(place), []).append(glyph)
                break
        else:
            outside.append(glyph)
    sheet.glyphs = outside
    made = []
    for table, held in zip(ruled, inside, strict=True):
        if held:
            _doubt_across(table, held)
            made.append(_piece(sheet, table, held))
    return made


def _piece(sheet: Sheet, table: Ruled, held: dict[int, list[Glyph]]) -> Piece:
    piece = Piece(sheet.number, table.box, table.xs, len(table.ys) - 1)
    drawings = [*sheet.marks, *_small(sheet.pictures, table.box)]
    for place in table.places:
        x0, _, x1, _ = place.box
        text, doubt = pdf_text.of_cell(held.get(id(place), ()), x1 - x0)
        if place.outside and not text:
            continue  # beside a row that is narrower than others
        if place.loose or place.outside:
            doubt = doubt or LOOSE
        elif not text and drawings and any(_lies_in(box, place) for box in drawings):
            doubt = DRAWING
        cell = PieceCell(place.box, text, place.row, place.rows, doubt, sheet.number)
        if text and place.row + place.rows == piece.rows:
            cell.slack = pdf_text.slack(held[id(place)], x1 - x0)
        piece.cells.append(cell)
    return piece


def _small(pictures: Iterable[Box], table: Box) -> list[Box]:
    """Pictures that may stand in a cell: those behind the whole table do not."""
    return [p for p in pictures if not (p[0] <= table[0] and p[1] <= table[1] and p[2] >= table[2])]


def _lies_in(box: Box, place: Place) -> bool:
    x0, y0, x1, y1 = place.box
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if box[2] - box[0] > x1 - x0 or box[3] - box[1] > y1 - y0:
        # Larger than the cell, as a seal is: whether it prints anything here is not known.
        return box[0] < x1 - 1 and x0 + 1 < box[2] and box[1] < y1 - 1 and y0 + 1 < box[3]
    return x0 <= x <= x1 and y0 <= y <= y1


def _strike(glyphs: Iterable[Glyph], lone: Sequence[Box]) -> None:
    if not lone:
        return
    for glyph in glyphs:
        if not glyph.is_digit:
            continue
        low, high = glyph.base - 0.62 * glyph.size, glyph.base - 0.1 * glyph.size
        if any(r[0] <= glyph.centre <= r[2] and low < r[1] < high for r in lone):
            glyph.doubt = glyph.doubt or STRUCK


def _doubt_across(table: Ruled, held: dict[int, list[Glyph]]) -> None:
    """Doubts digits that touch one another across a rule: a number that its cell is too narrow for."""
    digits = [g for cell in held.values() for g in cell if g.is_digit]
    for line in pdf_text.lines(digits):
        for left, right in itertools.pairwise(line):
            size = max(left.size, right.size)
            if right.x0 - left.x1 < 0.1 * size and (
                table.find(left.centre, left.middle) is not table.find(right.centre, right.middle)
            ):
                left.doubt = left.doubt or ACROSS_RULE
                right.doubt = right.doubt or ACROSS_RULE
        for glyph in line:
            place = table.find(glyph.centre, glyph.middle)
            reach = _OVER * (glyph.x1 - glyph.x0)
            if place is not None and (
                glyph.x0 + reach < place.box[0] or glyph.x1 - reach > place.box[2]
            ):
                glyph.doubt = glyph.doubt or ACROSS_RULE
