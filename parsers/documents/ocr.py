"""Pictures and scans to tables and lines, by OCR.

What a picture prints is said by `ocr_child`, in a process of its own; from there pages of pictures
go the way of the pages of a PDF. All of it is in doubt; what may be confirmed by the arithmetic of
the form (`parsers.confirm`) has the doubt `numbers.OCR`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parsers.documents import ocr_process
from parsers.documents.blocks import Page
from parsers.documents.pdf_child import Box
from parsers.documents.pdf_flow import flow
from parsers.documents.pdf_glyphs import Glyph, Sheet
from parsers.documents.pdf_lines import TextLine, text_lines
from parsers.documents.pdf_tables import LOOSE, Piece, PieceCell, Seen
from parsers.errors import DocumentError
from parsers.notes import note
from parsers.numbers import OCR

# What is less sure is not confirmed by any sum.
_SURE = 0.9
# Of the box of a line: where its baseline lies, and how high its type is.
_BASE = 0.82
_TYPE = 0.72
_HALF = 0.5

# Digits that are not sure, or that run into a rule; ink that could not be read; no rules about it.
UNSURE = "ocr_unsure"
INK = "ocr_ink"
NO_RULES = "ocr_no_rules"


def items(number: int, drawn: Mapping[str, Any], name: str = "") -> list[TextLine | Piece]:
    """Lines and tables of a picture, from the top.

    Args:
        number: of its page, from 1.
        drawn: what the reading process says of it.
        name: of the page, as locations begin, by default ``ocr:p`` and the number.
    """
    name = name or f"ocr:p{number}"
    tables = [_piece(number, table, drawn, name) for table in drawn["tables"]]
    lines = _lines(number, drawn, name)
    return sorted((*tables, *lines), key=lambda item: (item.box[1], item.box[0]))


def noted(page: Page, numbers: Sequence[int], what: str, location: str | None = None) -> None:
    """Says which pages were read by OCR.

    Args:
        page: gets the finding.
        numbers: of the pages.
        what: what they are.
        location: of the first.
    """
    listed = ", ".join(map(str, numbers))
    page.findings.append(
        note(
            code="read_by_ocr",
            message=f"{what} {listed} was read by OCR: its figures are in doubt unless two sums of "
            "the form confirm them, and its words may be misread",
            message_zh=f"第{listed}页由文字识别（OCR）读取，数字除经勾稽关系验证外均存疑",
            location=location,
        )
    )


def _piece(number: int, table: Mapping[str, Any], drawn: Mapping[str, Any], name: str) -> Piece:
    piece = Piece(number, table["box"], table["xs"], table["rows"])
    for cell in table["cells"]:
        text: str = cell["text"]
        if cell["outside"] and not text and cell["bare"]:
            continue  # beside a row that is narrower than others
        made = PieceCell(cell["box"], text, cell["row"], cell["rows"], _doubt(cell), number)
        made.seen = Seen(name, drawn["back"], cell["sure"])
        if text and cell["row"] + cell["rows"] == piece.rows:
            made.slack = cell["room"] / drawn["type"]
        piece.cells.append(made)
    return piece


def _doubt(cell: Mapping[str, Any]) -> str:
    if cell["loose"] or cell["outside"]:
        return LOOSE
    if not cell["text"]:
        return "" if cell["bare"] else INK
    return OCR if cell["sure"] >= _SURE and not cell["touches"] else UNSURE


def _lines(number: int, drawn: Mapping[str, Any], name: str) -> list[TextLine]:
    """What stands outside the tables, as glyphs whose places are known by the half of a character."""
    glyphs: list[Glyph] = []
    sure: dict[int, float] = {}
    for line in drawn["lines"]:
        made = _glyphs(line["text"], line["spots"], line["box"])
        glyphs += made
        sure |= {id(glyph): line["sure"] for glyph in made}
    lines = text_lines(Sheet(number, 0.0, 0.0, glyphs))
    for one in lines:
        one.seen = Seen(name, drawn["back"], min(sure[id(glyph)] for glyph in one.glyphs))
    return lines


def _glyphs(text: str, spots: Sequence[float], box: Box) -> list[Glyph]:
    """The characters of a line: each reaches half way to the next, unless a blank parts them."""
    x0, y0, x1, y1 = box
    size, base = _TYPE * (y1 - y0), y0 + _BASE * (y1 - y0)
    at = [x0 + spot * (x1 - x0) for spot in spots]
    made = []
    for n, (character, middle) in enumerate(zip(text, at, strict=True)):
        if character.isspace():
            continue
        left = x0 if n == 0 else (at[n - 1] + middle) / 2
        right = x1 if n == len(at) - 1 else (middle + at[n + 1]) / 2
        glyph = Glyph(character, left, y0, right, y1, left, base, size)
        glyph.doubt = NO_RULES
        made.append(glyph)
    return made


def read_picture(content: bytes) -> Page:
    """Reads a picture file: a scan, or a table that a page shows as a picture.

    Args:
        content: its bytes.

    Returns:
        Its page. Places are ``ocr:p1@x0,y0,x1,y1;conf=0.93``, in pixels from the top left.

    Raises:
        DocumentError: it cannot be decoded, is too large, or the extra ``ocr`` is not installed.
    """
    page, _ = read_pictures([(content, "")])
    if not page.blocks:
        raise DocumentError("the picture has no text", code="empty_document")
    return page


def read_pictures(pictures: Sequence[tuple[bytes, str]]) -> tuple[Page, dict[int, DocumentError]]:
    """Reads pictures that follow one another in a document as one page.

    Args:
        pictures: bytes, and what locations in it begin with.

    Returns:
        Their page, and what could not be read, by its place in `pictures`.

    Raises:
        DocumentError: of the last one, if none could be read.
    """
    page = Page(reading="ocr")
    parts: list[list[TextLine | Piece]] = []
    failed: dict[int, DocumentError] = {}
    for place, (content, prefix) in enumerate(pictures):
        try:
            drawn = ocr_process.picture(content)
        except DocumentError as error:
            failed[place] = error
            continue
        for frame, one in enumerate(drawn, start=1):
            parts.append(items(len(parts) + 1, one, f"{prefix}ocr:p{frame}"))
    if len(failed) == len(pictures):
        raise failed[len(pictures) - 1]
    if any(parts):
        noted(page, range(1, len(parts) + 1), "picture")
    flow(page, parts)
    return page, failed
