"""PDF with text to blocks: ruled tables as grids, everything else as lines, in reading order.

What stands where is said by PDFium, in a process of its own (`pdf_process`); what belongs together
is found out here, from boxes alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.documents import pdf_aligned, pdf_glyphs, pdf_joins, pdf_process, pdf_rules
from parsers.documents.blocks import MOST_BLOCKS, Grid, Line, Page, check_text_size
from parsers.documents.pdf_child import Box
from parsers.documents.pdf_damage import damage
from parsers.documents.pdf_glyphs import Sheet
from parsers.documents.pdf_lines import TextLine, text_lines, without_furniture
from parsers.documents.pdf_tables import Piece, location, pieces
from parsers.errors import DocumentError
from parsers.model import Cause, Finding, Outcome, Severity

# Fewer characters on a page beside a picture are a page number or a stamp.
_FEW = 30
# A picture that covers so much of a page may be the page itself, scanned.
_A_PAGE = 0.3
# Smaller pictures, in points, are emblems and codes.
_A_TABLE = (150.0, 40.0)


def read_pdf(content: bytes) -> Page:
    """Reads a PDF.

    Args:
        content: its bytes.

    Returns:
        Its page. Places are ``pdf:p3@x0,y0,x1,y1``, in points from the top left of the third page
        as it is shown. Pictures that may hold tables are in `images`, by place.

    Raises:
        DocumentError: it cannot be opened, is damaged, or has no text (``pdf_without_text``).
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
    _note_pictures(page, sheets)
    _note_hidden(page, sheets)
    parts = without_furniture([_items(sheet) for sheet in sheets], sheets)
    _blocks(page, parts)
    if len(page.blocks) > MOST_BLOCKS:
        raise DocumentError(f"the PDF has more than {MOST_BLOCKS} lines", code="too_many_lines")
    return page


def _items(sheet: Sheet) -> list[TextLine | Piece]:
    """Lines and tables of one page, from the top."""
    ruled, lone = pdf_rules.tables(sheet.rules, sheet.areas)
    tables = pieces(sheet, ruled, lone)
    return sorted((*tables, *text_lines(sheet)), key=lambda item: (item.box[1], item.box[0]))


def _blocks(page: Page, parts: Sequence[Sequence[TextLine | Piece]]) -> None:
    """Puts together what belongs together, over page breaks too."""
    held: list[Piece] = []
    lines: list[TextLine] = []

    def end() -> None:
        if held:
            page.blocks.append(pdf_joins.grid(held))
            held.clear()
        if lines:
            page.blocks += _of_lines(lines)
            lines.clear()

    for part in parts:
        for number, item in enumerate(part):
            if isinstance(item, Piece):
                if held and not number and not pdf_joins.continues(held[-1], item):
                    pdf_joins.part(held[-1], item)
                    end()
                elif not held or number:
                    end()
                held.append(item)
                continue
            prose = pdf_aligned.is_title(item) or pdf_aligned.is_prose(item)
            new = prose or pdf_aligned.opens(item) or (lines and pdf_aligned.begins(item, lines))
            if held or new:
                end()
            lines.append(item)
            if prose:
                end()
    end()


def _of_lines(lines: Sequence[TextLine]) -> list[Line | Grid]:
    """Lines that follow one another without prose: a table without rules, or lines."""
    table = pdf_aligned.grid(lines)
    if table is not None:
        return [table]
    made: list[Line | Grid] = []
    for line in lines:
        doubt = next((g.doubt for g in line.glyphs if g.doubt and g.is_digit), "")
        made.append(Line(line.text, location(line.page, line.box), doubt=doubt))
    return made


def _note_pictures(page: Page, sheets: Sequence[Sheet]) -> None:
    """Says which pages are pictures, and where pictures stand that may be tables.

    Raises:
        DocumentError: no page has text.
    """
    scanned = [s.number for s in sheets if len(s.glyphs) < _FEW and _is_scan(s)]
    if not scanned and not any(s.glyphs for s in sheets):
        raise DocumentError("the PDF prints nothing", code="empty_document")
    if scanned and not any(len(s.glyphs) >= _FEW for s in sheets):
        raise DocumentError(
            f"the PDF has no text: page {_listed(scanned)} of {len(sheets)} is a picture",
            code="pdf_without_text",
            action="look for the report's web page, or recognise the text and parse that",
        )
    if scanned:
        page.findings.append(
            Finding(
                code="pdf_without_text",
                outcome=Outcome.NOTE,
                severity=Severity.WARNING,
                cause=Cause.READING,
                message=f"page {_listed(scanned)} of {len(sheets)} is a picture and was not read",
                message_zh=f"第{_listed(scanned)}页是图片，未能读取",
                location=location(scanned[0], (0, 0, *_size(sheets[scanned[0] - 1]))),
            )
        )
    for sheet in sheets:
        page.images += [
            location(sheet.number, box)
            for box in sheet.pictures
            if box[2] - box[0] >= _A_TABLE[0] and box[3] - box[1] >= _A_TABLE[1]
        ]


def _note_hidden(page: Page, sheets: Sequence[Sheet]) -> None:
    """Says where text lies that nobody sees: white, covered, cut off or not drawn at all."""
    hidden = [sheet.number for sheet in sheets if sheet.hidden]
    if hidden:
        page.findings.append(
            Finding(
                code="text_hidden",
                outcome=Outcome.NOTE,
                severity=Severity.INFO,
                cause=Cause.SOURCE,
                message=f"page {_listed(hidden)} holds text that is not seen; it was not read",
                message_zh=f"第{_listed(hidden)}页有不可见的文字，未读取",
            )
        )


def _size(sheet: Sheet) -> tuple[float, float]:
    return sheet.width, sheet.height


def _is_scan(sheet: Sheet) -> bool:
    """Whether a picture fills a page, or letters are drawn on it as curves."""
    return len(sheet.marks) >= _FEW or any(
        _area(box) > _A_PAGE * sheet.width * sheet.height for box in sheet.pictures
    )


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
