"""Synthetic PDFs for tests, drawn point by point with reportlab. All figures are invented."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.align import Aligner
from parsers.documents.pdf import read_pdf
from parsers.model import Cell

FONT = "STSong-Light"
SIZE = 10
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

RULES = [
    "art20_1.rules.issued_this_year",
    "art20_1.rules.repealed_this_year",
    "art20_1.rules.in_force",
]
DOCUMENTS = [a.replace("rules", "normative_documents") for a in RULES]
ROWS: list[list[str]] = [
    ["第二十条第（一）项"],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "31", "0", "46"],
    ["行政规范性文件", "12", "5", "108"],
]
XS = [60.0, 180.0, 290.0, 400.0, 510.0]
TOP, HEIGHT = 700.0, 24.0


def pdf(*pages: Callable[[Canvas], None], **options: object) -> bytes:
    """A PDF whose pages are drawn by these functions."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, **options)
    for draw in pages:
        canvas.setFont(FONT, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def text(canvas: Canvas, x: float, y: float, words: str, size: float = SIZE) -> None:
    """Words with their middle at x and their baseline at y; figures in a font that readers have."""
    canvas.setFont("Helvetica" if words.isascii() else FONT, size)
    canvas.drawCentredString(x, y, words)


def table(
    canvas: Canvas,
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    xs: Sequence[float] = XS,
    top: float = TOP,
    height: float = HEIGHT,
    rules: bool = True,
) -> None:
    """Rows of centred cells; a row with fewer cells has a last one that reaches to the end."""
    for number, row in enumerate(rows):
        y = top - height * number
        for place, words in enumerate(row):
            left = xs[place]
            right = xs[place + 1] if place + 1 < len(row) else xs[-1]
            if rules:
                canvas.rect(left, y - height, right - left, height)
            text(canvas, (left + right) / 2, y - height / 2 - 0.36 * SIZE, words)


def at(row: int, column: int) -> tuple[float, float]:
    """The middle of a cell of `table` and the baseline of its text; both from 0."""
    return (XS[column] + XS[column + 1]) / 2, TOP - HEIGHT * (row + 0.5) - 0.36 * SIZE


def changed(row: int, column: int, words: str) -> list[list[str]]:
    """The rows with another cell."""
    rows = [list(r) for r in ROWS]
    rows[row][column] = words
    return rows


def cells(content: bytes) -> dict[str, Cell]:
    """What the parser makes of the tables of a PDF, by address."""
    return {c.address: c for c in Aligner(read_pdf(content)).align(2023).cells}


def values(content: bytes) -> list[str]:
    """The six cells of `table`: a number, ``blank``, ``absent``, or ``?`` and the best reading."""
    found = cells(content)
    shown = []
    for address in (*RULES, *DOCUMENTS):
        cell = found[address]
        status = str(cell.status)
        if status == "read":
            shown.append(str(cell.value))
        else:
            shown.append(f"?{cell.value}" if status == "doubtful" else status)
    return shown


WHOLE = ["31", "0", "46", "12", "5", "108"]
