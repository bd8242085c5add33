"""Old workbooks (.xls, and .et of WPS) to sheets: each cell as its format prints it.

xlrd reads them: the one library that gives the number format, the borders and the hidden rows of
this format (python-calamine gives values and merges only).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

from parsers.documents import number_format
from parsers.documents.blocks import MOST_CELLS, Page
from parsers.documents.ooxml import encrypted
from parsers.documents.sheet import Sheet, SheetCell, fold, page_of, too_large
from parsers.errors import DocumentError

# Records of one cell, and of several; how many bytes such a record has beside its cells.
_CELL = frozenset((0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406, 0x027E))
_BLANKS, _NUMBERS = 0x00BE, 0x00BD
_BESIDE = 6
# Framed cells without text are cells too.
_MOST = 4 * MOST_CELLS
_MOST_RECORDS = 300_000
_MOST_BYTES = 24_000_000
_MOST_MERGES = 20_000
_MOST_STEPS = 3_000_000


def read_xls(content: bytes, workbook: bytes) -> Page:
    """Reads an old workbook.

    Args:
        content: the file.
        workbook: the stream in it that holds the workbook.

    Returns:
        Its page; sheets, rows and columns that are hidden are left out.

    Raises:
        DocumentError: it is damaged or encrypted, or has more cells or text than any report.
    """
    import xlrd  # noqa: PLC0415 - few inputs need it

    _check(workbook)
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        return page_of(_sheets(book))
    except DocumentError:
        raise
    except Exception as error:  # the library raises whatever a damaged record leads to
        if "encrypted" in str(error):
            raise encrypted() from error
        raise DocumentError(
            f"the workbook is damaged: {type(error).__name__} {str(error)[:200]}",
            code="broken_file",
            action="open it and save it as .xlsx",
        ) from error


def _check(workbook: bytes) -> None:
    """Counts the cells before the library reads them all."""
    if len(workbook) > _MOST_BYTES:
        raise too_large()
    at = cells = records = 0
    while at + 4 <= len(workbook):
        kind, length = struct.unpack_from("<HH", workbook, at)
        if kind in _CELL:
            cells += 1
        elif kind in (_BLANKS, _NUMBERS):
            cells += max(length - _BESIDE, 0) // (2 if kind == _BLANKS else 6)
        records += 1
        if cells > _MOST or records > _MOST_RECORDS:
            raise too_large()
        at += 4 + length


def _sheets(book: Any) -> Iterator[Sheet]:
    framed = [_is_framed(style) for style in book.xf_list]
    for found in book.sheets():
        if found.visibility:
            continue
        sheet = Sheet(found.name)
        sheet.hidden_rows = {n + 1 for n, row in found.rowinfo_map.items() if row.hidden}
        sheet.hidden_columns = {
            n + 1 for n, col in found.colinfo_map.items() if col.hidden or not col.width
        }
        sheet.merges = [(a + 1, c + 1, b, d) for a, b, c, d in found.merged_cells]
        if len(sheet.merges) > _MOST_MERGES or found.nrows * len(sheet.merges) > _MOST_STEPS:
            raise too_large()
        for row in range(found.nrows):
            cells: dict[int, SheetCell] = {}
            for col in range(found.row_len(row)):
                style = found.cell_xf_index(row, col) if found.cell_type(row, col) else 0
                text, doubt = _text(book, found, row, col, style)
                frame = bool(found.cell_type(row, col)) and framed[style]
                if text or doubt or frame:
                    cells[col + 1] = SheetCell(fold(text), doubt, frame)
            if cells:
                sheet.rows[row + 1] = cells
        yield sheet


def _is_framed(style: Any) -> bool:
    border = style.border
    sides = (
        border.left_line_style,
        border.right_line_style,
        border.top_line_style,
        border.bottom_line_style,
    )
    return any(sides)


def _text(book: Any, sheet: Any, row: int, col: int, style: int) -> tuple[str, str]:
    """What a cell prints, and why that is not certain."""
    import xlrd  # noqa: PLC0415

    kind, value = sheet.cell_type(row, col), sheet.cell_value(row, col)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return "", ""
    if kind == xlrd.XL_CELL_BOOLEAN:
        return ("TRUE" if value else "FALSE"), ""
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#ERROR"), ""
    known = book.format_map.get(book.xf_list[style].format_key)
    code = known.format_str if known is not None else "[unknown]"
    if kind == xlrd.XL_CELL_TEXT:
        runs = sheet.rich_text_runlist_map.get((row, col))
        return number_format.printed_text(_apart(book, value, runs) if runs else value, code)
    text, doubt = number_format.printed(repr(float(value)), code, since_1904=book.datemode == 1)
    if not sheet.show_zero_values and text and not text.strip("0.,"):
        return "", ""
    return text, doubt


def _apart(book: Any, text: str, runs: list[tuple[int, int]]) -> str:
    """Text of several fonts; what is raised, lowered or struck out stands apart."""
    parts = [text[: runs[0][0]]]
    ends = [start for start, _ in runs[1:]] + [len(text)]
    for (start, font), end in zip(runs, ends, strict=True):
        how = book.font_list[font]
        piece = text[start:end]
        parts.append(f" {piece} " if how.escapement or how.struck_out else piece)
    return "".join(parts)
