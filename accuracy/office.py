"""A report as a Word document or a spreadsheet, written by the libraries that others write them with.

The figures are known as they are written, so nothing is rendered twice: what is printed is the
sheet itself. Numbers of a spreadsheet are stored as numbers with a format, or as text, at random,
and so are its blanks: an empty cell, an empty text, or a zero whose format prints nothing.
"""

# mypy: disable-error-code="import-untyped"
from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import docx
import openpyxl
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter

from accuracy.marked import Segment, Text, tidy
from accuracy.sheet import BREAK, Cell, Grid, Sheet

_W = nsdecls("w")
_PLAIN = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,15}(?:\.\d+)?")
_UNIT = re.compile(r"(\d{1,9})(件)")
_MARKS = frozenset(("-", "/", "—", "——", "无"))


def printed(sheet: Sheet) -> Text:
    """What such a document prints, in reading order."""
    made: list[Segment] = []
    for block in _blocks(sheet):
        if isinstance(block, str):
            made.append(Segment(block + "\n"))
            continue
        for line in block.rows:
            for cell in line:
                made += [
                    Segment(" " if p.text == BREAK else p.text, p.key, p.torn) for p in cell.pieces
                ]
                made.append(Segment(" | "))
            made.append(Segment("\n"))
    return tidy(made)


def _blocks(sheet: Sheet) -> Iterator[str | Grid]:
    """The report with its title, which no document prints elsewhere."""
    if sheet.title not in sheet.blocks[:1]:
        yield sheet.title
    yield from sheet.blocks


def write(rng: random.Random, sheet: Sheet, kind: str) -> bytes:
    """The document: docx, xlsx, xls or csv."""
    return {"docx": _docx, "xlsx": _xlsx, "xls": _xls, "csv": _csv}[kind](rng, sheet)


@dataclass
class _Place:
    """Where a cell lies: row and column from 0."""

    cell: Cell
    row: int
    col: int
    down: int
    across: int


def _places(grid: Grid) -> Iterator[_Place]:
    """The cells of a table, each at its place, as a browser lays them out."""
    busy: set[tuple[int, int]] = set()
    last = len(grid.rows)
    for row, line in enumerate(grid.rows):
        col = 0
        for cell in line:
            while (row, col) in busy:
                col += 1
            across = cell.colspan
            while across > 1 and (row, col + across - 1) in busy:
                across -= 1
            down = min(cell.rowspan, last - row)
            for n in range(down):
                busy.update((row + n, col + m) for m in range(across))
            yield _Place(cell, row, col, down, across)
            col += across


# Word


def _docx(rng: random.Random, sheet: Sheet) -> bytes:
    document = docx.Document()
    numbered = rng.random() < 0.3
    if numbered:
        _add_list(document)
    for block in _blocks(sheet):
        if isinstance(block, Grid):
            _word_table(rng, document, block)
            document.add_paragraph("")
        elif numbered and block[1:2] == "、" and block[0] in "一二三四五六":
            _numbered(document.add_paragraph(block[2:]))
        else:
            paragraph = document.add_paragraph()
            if block == sheet.title:
                paragraph.style = document.styles["Title"]
            for run in parse_xml(f"<w:p {_W}>{_runs(rng, block)}</w:p>"):
                paragraph._p.append(run)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_list(document: Any) -> None:
    """A list of Word's own: 一、, 二、, ..."""
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {_W} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {_W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def _numbered(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {_W}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>')
    )


def _word_table(rng: random.Random, document: Any, grid: Grid) -> None:
    places = list(_places(grid))
    covered = sum(p.down * p.across for p in places)
    whole = covered == len(grid.rows) * grid.width and all(
        p.col + p.across <= grid.width for p in places
    )
    if whole and rng.random() < 0.1:
        # The library's own merges; they take half a second.
        table = document.add_table(len(grid.rows), grid.width)
        for p in places:
            cell = table.cell(p.row, p.col)
            if p.down > 1 or p.across > 1:
                cell = cell.merge(table.cell(p.row + p.down - 1, p.col + p.across - 1))
            cell._tc.remove(cell._tc.p_lst[-1])
            for paragraph in parse_xml(f"<w:tc {_W}>{_paragraphs(rng, p.cell)}</w:tc>"):
                cell._tc.append(paragraph)
        return
    lines = ""
    for row in range(len(grid.rows)):
        mine = sorted((p for p in places if p.row <= row < p.row + p.down), key=lambda p: p.col)
        cells = "".join(_word_cell(rng, p, first=p.row == row) for p in mine)
        lines += f"<w:tr>{cells}</w:tr>" if cells else ""
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(f"<w:tbl {_W}><w:tblPr/><w:tblGrid/>{lines}</w:tbl>"))


def _word_cell(rng: random.Random, place: _Place, *, first: bool) -> str:
    """A cell in one of its rows; in all but the first it goes on what is above."""
    properties = f'<w:gridSpan w:val="{place.across}"/>' if place.across > 1 else ""
    if place.down > 1:
        properties += '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    inner = _paragraphs(rng, place.cell) if first else "<w:p/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def _paragraphs(rng: random.Random, cell: Cell) -> str:
    """The text of a cell: a break is one of Word's, or a paragraph's end."""
    made = text = ""
    for piece in cell.pieces:
        if piece.text == BREAK:
            made += _runs(rng, text)
            made += rng.choice(["<w:r><w:br/></w:r>", "</w:p><w:p>"])
            text = ""
        else:
            text += piece.text
    return f"<w:p>{made}{_runs(rng, text)}</w:p>"


def _runs(rng: random.Random, text: str) -> str:
    """Text as Word leaves it: cut into runs, some of them inserted, others deleted or hidden."""
    cuts = sorted(rng.sample(range(1, len(text)), min(2, len(text) - 1))) if len(text) > 1 else []
    if rng.random() < 0.7:
        cuts = cuts[:1]
    made = ""
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if start == end:
            continue
        run = f'<w:r><w:t xml:space="preserve">{escape(text[start:end])}</w:t></w:r>'
        chance = rng.random()
        if chance < 0.02:
            made += '<w:del w:id="1" w:author="x"><w:r><w:delText>7</w:delText></w:r></w:del>'
        if chance < 0.05:
            run = f'<w:ins w:id="2" w:author="x">{run}</w:ins>'
        elif chance < 0.08:
            made += "<w:r><w:rPr><w:vanish/></w:rPr><w:t>8</w:t></w:r>"
        made += run
    return made


# Spreadsheets


@dataclass
class _Stored:
    """What a cell of a spreadsheet holds: a value, and its number format."""

    value: Any = None
    format: str = "General"


def _stored(rng: random.Random, cell: Cell) -> _Stored:
    text = cell.text
    if cell.kind != "value":
        return _Stored(text or None)
    if not text:
        # A zero that is not shown prints nothing.
        choices = [_Stored(), _Stored(), _Stored(""), _Stored(0, "0;-0;;@"), _Stored(0, "#")]
        return rng.choice(choices)
    if text in _MARKS and rng.random() < 0.3:
        return _Stored(0, f'0;-0;"{text}"')
    unit = _UNIT.fullmatch(text)
    if unit and rng.random() < 0.5:
        return _Stored(int(unit[1]), '0"件"')
    if not _PLAIN.fullmatch(text) or rng.random() < 0.2:
        return _Stored(text, "@" if rng.random() < 0.5 else "General")
    digits = text.replace(",", "").removeprefix("+")
    whole, _, places = digits.partition(".")
    number = float(digits) if places else int(digits)
    code = ("#,##0" if "," in text else "0") + ("." + "0" * len(places) if places else "")
    if text[0] == "+":
        return _Stored(number, f"+{code};-{code};{code}")
    if places:
        return _Stored(number, code)
    if "," not in text and len(whole) < 8:
        code = rng.choice(["General", "General", code, f"{code}_ ", f"{code}_);[Red]\\({code}\\)"])
        if number < 0:
            code = "General"
    if not number and rng.random() < 0.3:
        code = '_ * #,##0_ ;_ * -#,##0_ ;_ * "0"_ ;_ @_ '
    elif places == "" and rng.random() < 0.1 and number >= 0:
        # What the format does not show is not printed.
        return _Stored(
            number + rng.choice([0.25, 0.4, -0.3]) if number else 0.2, code.replace("General", "0")
        )
    return _Stored(number, code)


def _laid_out(rng: random.Random, sheet: Sheet) -> Iterator[tuple[int, str | _Place]]:
    """The lines and cells of one sheet, each with its row from 1."""
    row = 1
    gap = rng.choice([0, 1, 1])
    for block in _blocks(sheet):
        if isinstance(block, str):
            yield row, block
            row += 1
            continue
        for place in _places(block):
            yield row + place.row, place
        row += len(block.rows) + gap


def _xlsx(rng: random.Random, sheet: Sheet) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = rng.choice(["Sheet1", "附表", "年报 2023!"])
    framed = rng.random() < 0.6
    side = Side(style="thin")
    border = Border(left=side, right=side, top=side, bottom=side)
    hidden = rng.random() < 0.3
    last = 1
    for row, block in _laid_out(rng, sheet):
        if isinstance(block, str):
            page.cell(row, 1, block)
            continue
        col = block.col + 1
        stored = _stored(rng, block.cell)
        cell = page.cell(row, col, stored.value)
        cell.number_format = stored.format
        last = max(last, col + block.across - 1)
        if framed:
            for r in range(row, row + block.down):
                for c in range(col, col + block.across):
                    page.cell(r, c).border = border
        if block.down > 1 or block.across > 1:
            page.merge_cells(
                start_row=row, start_column=col, end_row=row + block.down - 1,
                end_column=col + block.across - 1,
            )  # fmt: skip
    if hidden:
        # A column that nobody sees, beside the table.
        page.cell(3, last + 2, 99)
        page.column_dimensions[get_column_letter(last + 2)].hidden = True
    if rng.random() < 0.3:
        secret = book.create_sheet("底稿")
        secret.append(["规章", 77, 77, 77])
        secret.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class OverlapError(Exception):
    """Wrong spans lay cells over one another: such a workbook cannot be saved."""


def _xls(rng: random.Random, sheet: Sheet) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet1")
    taken: set[tuple[int, int]] = set()
    framed = rng.random() < 0.6
    styles: dict[str, Any] = {}

    def style(code: str) -> Any:
        if code not in styles:
            made = xlwt.XFStyle()
            made.num_format_str = code
            if framed:
                made.borders.left = made.borders.right = xlwt.Borders.THIN
                made.borders.top = made.borders.bottom = xlwt.Borders.THIN
            styles[code] = made
        return styles[code]

    for row, block in _laid_out(rng, sheet):
        if isinstance(block, str):
            page.write(row - 1, 0, block)
            continue
        own = {(r, c) for r in range(block.down) for c in range(block.across)}
        own = {(row + r, block.col + c) for r, c in own}
        if own & taken:
            raise OverlapError
        taken |= own
        stored = _stored(rng, block.cell)
        page.write_merge(
            row - 1, row + block.down - 2, block.col, block.col + block.across - 1,
            stored.value, style(stored.format),
        )  # fmt: skip
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _csv(rng: random.Random, sheet: Sheet) -> bytes:
    """As a spreadsheet program saves it: what a cell covers is empty, rows are filled up."""
    rows: dict[int, dict[int, str]] = {}
    for row, block in _laid_out(rng, sheet):
        if isinstance(block, str):
            rows.setdefault(row, {})[0] = block
        else:
            rows.setdefault(row, {})[block.col] = block.cell.text
    width = max(max(cells) for cells in rows.values()) + 1
    file = io.StringIO()
    delimiter = rng.choice(",,,;\t")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=rng.choice(["\r\n", "\n"]))
    for number in range(1, max(rows) + 1):
        cells = rows.get(number, {})
        writer.writerow([cells.get(col, "") for col in range(width)])
    return file.getvalue().encode(rng.choice(["utf-8-sig", "utf-8", "gb18030"]))
