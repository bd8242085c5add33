"""Statuses, bases and reasons in words for a reader who does not know the parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.checks.within import Taken
from parsers.model import Cell, Outcome, Status

MEANING = {
    Status.READ: "the source prints this number at this place",
    Status.BLANK: "the cell is in the source and prints nothing, or a mark for nothing",
    Status.ABSENT: "the form's cell is not in the source",
    Status.DOUBTFUL: "a number was found, but its place, digits or unit are not certain",
}
_BASIS = {
    "direct": "the printed row has one cell for each column of the form, so their order tells which is which",
    "padding": "the printed row ends with as many empty cells as a full row does, so none was lost between",
    "grid": "the cell stands under its column's head in the printed table",
    "identity": "only this placement agrees with two sums that the form demands, one of the row and "
    "one of the column",
    "ocr_identity": "read from a picture; two sums that the form demands agree with it and with no other reading",
}
_REASON = {
    "digits_parted": "the cell prints digits with a gap: one number that was split, or two",
    "digits_unclear": "the digits of the cell are not those of one plain number",
    "number_format_unknown": "the cell's number format may print the stored number in another way",
    "number_cut_by_width": "the stored number is longer than a column shows; it may be printed rounded",
    "formula_without_value": "the cell holds a formula whose result was never stored in the file",
    "text_not_in_file": "the cell refers to a text that the file does not hold",
    "text_box_in_cell": "a text box lies in the cell; what it prints may belong elsewhere",
    "picture_in_cell": "a picture lies in the cell; it may print a number",
    "text_under_merge": "a cell that this one covers holds text, which may be printed or not",
    "glyph_unreadable": "the PDF does not say which characters its font draws here",
    "glyph_hidden": "something covers a part of the number, or cuts it off",
    "glyph_turned": "the number is printed sideways",
    "glyphs_overprinted": "other characters are printed over the digits",
    "text_invisible": "the text is not drawn but lies under a picture of the page, as text recognition leaves it",
    "digits_across_rule": "the digits touch others beyond the cell's rule: which cell they belong to is not certain",
    "digits_struck": "a line is drawn through the number",
    "cell_not_closed": "rules that would close the cell are missing, so it may be several cells, or none",
    "cell_has_drawing": "a picture, drawing or field stands in the cell, which may be its number",
    "text_barely_seen": "the page's styles strike out, hide or blanch digits of the cell, or may do so",
    "ocr": "read from a picture, every digit surely, but no two sums that the form demands confirm it",
    "ocr_unsure": "read from a picture, and not surely: a character may be another, or runs into a rule",
    "ocr_ink": "there is ink in the cell of the picture, or may be, and no character was read in it",
    "ocr_no_rules": "read from a picture in which no rules part the cells",
    "row_cut": "a page break cuts the row, and its parts do not fit together for certain",
    "row_unnamed": "figures stand beside this row, or in it, on a line without the label of a row",
    "words_in_row": "words stand among the figures of this row, where a number is expected",
    "columns_shifted": "its figures do not stand in the columns of the rows above, so they may be others'",
}
_OUTCOME = {
    Outcome.FAILED: "FAILED",
    Outcome.NOT_ASSESSABLE: "could not be assessed: a cell has no certain number",
    Outcome.FAILS_IF_BLANK_IS_ZERO: "would fail if blank cells were zeros",
}


_IN_PICTURE = re.compile(r"(.*?)ocr:p(\d+)@(\d+),(\d+),(\d+),(\d+);conf=([\d.]+)")


def location(cell: Cell) -> str | None:
    """Where the cell stands; of one in a picture, its page and box in words."""
    match = _IN_PICTURE.fullmatch(cell.location or "")
    if match is None:
        return cell.location
    of, page, x0, y0, x1, y1, sure = match.groups()
    what = f"picture {of.rstrip(':')}, page {page}" if of else f"page {page}, a picture"
    return (
        f"{cell.location}: {what}, the box from {x0},{y0} to {x1},{y1} from its top left; "
        f"its least sure character is sure to {float(sure):.0%}"
    )


def basis(cell: Cell) -> str | None:
    """How the cell's place was found."""
    if cell.status is Status.ABSENT or not cell.basis:
        return None
    said = _BASIS.get(cell.basis)
    return f"{cell.basis}: {said}" if said else cell.basis


def reason(cell: Cell) -> str | None:
    """Why the cell is in doubt, blank or absent."""
    if cell.reason in _REASON:
        return f"{_REASON[cell.reason]} ({cell.reason})"
    return cell.reason


def outcome(taken: Taken) -> str:
    """What came of a check."""
    if taken.outcome is not None:
        return _OUTCOME.get(taken.outcome, str(taken.outcome))
    if taken.holds:
        return "held"
    if taken.sides is not None:
        return "holds, but proves nothing here: it served to place a cell"
    return "was not made: nothing is printed that it could be made of"


def alternatives(cell: Cell, columns: int) -> Iterator[str]:
    """What a doubtful cell could be instead, from what its row prints.

    Args:
        cell: the cell; where its row could not be placed, `raw` holds the whole row.
        columns: how many columns the form has.
    """
    if cell.status is not Status.DOUBTFUL:
        return
    printed = [part.strip() for part in cell.raw.split("|") if part.strip()]
    if cell.value is not None:
        yield "if that doubt is right, this number belongs elsewhere or the cell prints another"
    elif "|" not in cell.raw:
        if cell.reason == "digits_parted":
            parts = cell.raw.split()
            yield f"{''.join(parts)} if it was split, or one of {', '.join(parts)}; never joined here"
    elif len(printed) < columns:
        first = max(0, cell.col_no - 1 - (columns - len(printed)))
        last = min(len(printed), cell.col_no)
        could = list(dict.fromkeys(printed[first:last]))
        yield (
            f"{' or '.join(could)}, or nothing: the row prints {len(printed)} figures for "
            f"{columns} columns, and which columns are empty is not known"
        )
    elif len(printed) > columns:
        extra = len(printed) - columns
        could = list(dict.fromkeys(printed[cell.col_no - 1 : cell.col_no + extra]))
        yield (
            f"{' or '.join(could)}: the row prints {len(printed)} figures for {columns} columns, so "
            "one was split or does not belong to it"
        )
