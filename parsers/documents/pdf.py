"""PDF with text to blocks: ruled tables as grids, everything else as lines, in reading order.

What stands where is said by PDFium, in a process of its own (`pdf_process`); what belongs together
is found out here, from boxes alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.documents import ocr, ocr_process, pdf_glyphs, pdf_process, pdf_rules
from parsers.documents.blocks import MOST_BLOCKS, Page, check_text_size
from parsers.documents.pdf_child import Box
from parsers.documents.pdf_damage import damage
from parsers.documents.pdf_flow import flow
from parsers.documents.pdf_glyphs import Glyph, Sheet
from parsers.documents.pdf_lines import TextLine, text_lines, without_furniture
from parsers.documents.pdf_tables import Piece, location, pieces
from parsers.errors import DocumentError
from parsers.model import Cause, Severity
from parsers.notes import note

# Fewer characters on a page beside a picture are a page number or a stamp.
_FEW = 30
# A picture that covers so much of a page may be the page itself, scanned.
_A_PAGE = 0.3
# Smaller pictures, in points, are emblems and codes.
_A_TABLE = (150.0, 40.0)
# A picture with more characters over it is a background.
_OVER = 8
# Pages and pictures of a report, at most.
_MOST_SCANS = 25
_MOST_PICTURES = 6


def read_pdf(content: bytes) -> Page:
    """Reads a PDF; pages that are pictures, and pictures of tables, by OCR if it is installed.

    Args:
        content: its bytes.

    Returns:
        Its page. Places are ``pdf:p3@x0,y0,x1,y1``, in points from the top left of the third page
        as it is shown. Pictures that may hold tables are in `images`, by place.

    Raises:
        DocumentError: it cannot be opened, is damaged, or has no text (``pdf_without_text``)
            and OCR is not installed.
    """
    answer = pdf_process.pages(content)
    said = damage(content)
    if said:
        raise DocumentError(
            f"the PDF is damaged: {said}", code="broken_file", action="download it again"
        )
    broken = [n for n, drawn in enumerate(answer["pages"], start=1) if drawn.get("broken")]
    if broken:
        raise DocumentError(
            f"the PDF is damaged: page {_listed(broken)} cannot be read",
            code="broken_file",
            action="download it again",
        )
    sheets = [pdf_glyphs.sheet(n, drawn) for n, drawn in enumerate(answer["pages"], start=1)]
    check_text_size(sum(len(sheet.glyphs) for sheet in sheets))
    # The title in a PDF's properties is not kept: it is that of the template, as often as not.
    page = Page(reading="pdf")
    scans = _scans(page, sheets)
    _note_hidden(page, sheets)
    seen = _recognised(page, content, scans)
    items = [_items(sheet, seen.get(sheet.number, ())) for sheet in sheets]
    flow(page, without_furniture(items, sheets))
    if not page.blocks and scans:
        raise DocumentError(
            f"the PDF has no text, and in its pictures (page {_listed(list(scans))}) none was found",
            code="pdf_without_text",
            action="look for the report's web page",
        )
    if len(page.blocks) > MOST_BLOCKS:
        raise DocumentError(f"the PDF has more than {MOST_BLOCKS} lines", code="too_many_lines")
    return page


def _items(sheet: Sheet, seen: Sequence[TextLine | Piece]) -> list[TextLine | Piece]:
    """Lines and tables of one page, from the top, with those `seen` in its pictures."""
    ruled, lone = pdf_rules.tables(sheet.rules, sheet.areas)
    tables = pieces(sheet, ruled, lone)
    return sorted((*tables, *text_lines(sheet), *seen), key=lambda i: (i.box[1], i.box[0]))


def _scans(page: Page, sheets: Sequence[Sheet]) -> dict[int, list[Box | None]]:
    """What is to be read by OCR: of each page its pictures that may be tables, None for all of it.

    Raises:
        DocumentError: no page has text, and OCR is not installed.
    """
    scanned = [s.number for s in sheets if len(s.glyphs) < _FEW and _is_scan(s)]
    if not scanned and not any(s.glyphs for s in sheets):
        raise DocumentError("the PDF prints nothing", code="empty_document")
    lacking = ocr_process.missing()
    if lacking and scanned and not any(len(s.glyphs) >= _FEW for s in sheets):
        raise DocumentError(
            f"the PDF has no text: page {_listed(scanned)} of {len(sheets)} is a picture",
            code="pdf_without_text",
            action=f"{ocr_process.INSTALL}, and parse it again",
        )
    if lacking and scanned:
        page.findings.append(
            note(
                code="pdf_without_text",
                message=f"page {_listed(scanned)} of {len(sheets)} is a picture and was not read "
                f"({ocr_process.INSTALL}, and parse it again)",
                message_zh=f"第{_listed(scanned)}页是图片，未能读取",
                location=location(scanned[0], (0, 0, *_size(sheets[scanned[0] - 1]))),
            )
        )
    found: dict[int, list[Box | None]] = {number: [None] for number in scanned}
    for sheet in sheets:
        boxes = [
            box
            for box in sheet.pictures
            if box[2] - box[0] >= _A_TABLE[0] and box[3] - box[1] >= _A_TABLE[1]
        ]
        page.images += [location(sheet.number, box) for box in boxes]
        if sheet.number not in found:
            bare = [box for box in boxes if sum(_holds(box, g) for g in sheet.glyphs) < _OVER]
            found[sheet.number] = [*bare[:_MOST_PICTURES]]
    return {} if lacking else {number: boxes for number, boxes in found.items() if boxes}


def _holds(box: Box, glyph: Glyph) -> bool:
    return box[0] <= glyph.centre <= box[2] and box[1] <= glyph.middle <= box[3]


def _recognised(
    page: Page, content: bytes, scans: dict[int, list[Box | None]]
) -> dict[int, list[TextLine | Piece]]:
    """Lines and tables of scanned pages, and the tables of pictures in pages with text."""
    if len(scans) > _MOST_SCANS:
        raise DocumentError(
            f"{len(scans)} pages of the PDF are pictures, more than {_MOST_SCANS}",
            code="too_large",
            action="cut out the report's pages and parse those",
        )
    made: dict[int, list[TextLine | Piece]] = {}
    for number, boxes in scans.items():
        for box in boxes:
            found = ocr.items(number, ocr_process.pdf_page(content, number, box))
            if box is None or any(isinstance(item, Piece) for item in found):
                made.setdefault(number, []).extend(found)
    if made:
        ocr.noted(page, list(made), "page")
        if all(None in boxes for boxes in scans.values()) and len(made) == len(scans):
            page.reading = "ocr"
    return made


def _note_hidden(page: Page, sheets: Sequence[Sheet]) -> None:
    """Says where text lies that nobody sees: white, covered, cut off or not drawn at all."""
    hidden = [sheet.number for sheet in sheets if sheet.hidden]
    if hidden:
        page.findings.append(
            note(
                code="text_hidden",
                severity=Severity.INFO,
                cause=Cause.SOURCE,
                message=f"page {_listed(hidden)} holds text that is not seen; it was not read",
                message_zh=f"第{_listed(hidden)}页有不可见的文字，未读取",
            )
        )


def _size(sheet: Sheet) -> tuple[float, float]:
    return sheet.width, sheet.height


def _is_scan(sheet: Sheet) -> bool:
    """Whether pictures fill a page, or letters are drawn on it as curves."""
    # Some scanners cut a page into strips.
    covered = sum(map(_area, sheet.pictures))
    return len(sheet.marks) >= _FEW or covered > _A_PAGE * sheet.width * sheet.height


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
