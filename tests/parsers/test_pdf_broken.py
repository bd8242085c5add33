"""Figures that a narrow column without rules broke over lines: put together only where proved."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.parsers import pdf_paper as paper
from tests.parsers.pdf_paper import cells, changed, pdf, table, text, values

PITCH = 12.0  # of the lines of a cell
HEIGHT = 50.0  # of rows
INDICATORS = ["指标名称", "计量单位", "合计"]
ITEMS = ["1.当面申请数", "2.传真申请数", "3.网络申请数", "4.信函申请数"]


def stack(canvas: Canvas, x: float, y: float, pieces: Sequence[str]) -> None:
    """Lines of a cell around its middle line."""
    for number, piece in enumerate(pieces):
        text(canvas, x, y + PITCH * ((len(pieces) - 1) / 2 - number), piece)


def broken(pieces: Sequence[str], head: Sequence[str] = ("本年废止件数",)) -> list[str]:
    """The values of the table if one number, and the head of its column, stand on these lines."""

    def draw(canvas):
        rows = changed(2, 2, "")
        rows[1][2] = ""
        table(canvas, rows, rules=False, height=HEIGHT)
        for row, lines in ((1, head), (2, pieces)):
            stack(canvas, 345, paper.TOP - HEIGHT * (row + 0.5) - 0.36 * paper.SIZE, lines)

    return values(pdf(draw))


def whole(number: str) -> list[str]:
    return ["31", number, *paper.WHOLE[2:]]


@pytest.mark.parametrize(
    ("pieces", "number"),
    [
        (["4，", "827"], "4827"),
        (["4,", "827"], "4827"),
        (["1，", "204，", "827"], "1204827"),
        (["27", "件"], "27"),
        (["1，", "027", "件"], "1027"),
    ],
)
def test_a_separator_and_a_unit_prove_that_the_number_goes_on(pieces, number):
    assert broken(pieces) == whole(number)


@pytest.mark.parametrize(
    ("pieces", "number"),
    [(["１２", "３"], "123"), (["１２", "３４", "５"], "12345"), (["１２", "３件"], "123")],
)
def test_a_head_that_was_broken_proves_how_narrow_its_column_is(pieces, number):
    assert broken(pieces, ["本年", "废止", "件数"]) == whole(number)


@pytest.mark.parametrize(
    ("pieces", "head"),
    [
        (["１２", "３"], ["本年废止件数"]),  # nothing tells how wide the column is
        (["１", "２３"], ["本年", "废止", "件数"]),  # the first line had room for another digit
        (["12", "3"], ["本年", "废止", "件数"]),  # these digits are not broken by a renderer
        (["1，", "20"], ["本年废止件数"]),
        (["1，", "2345"], ["本年废止件数"]),
    ],
)
def test_what_is_not_proved_is_never_read(pieces, head):
    found = broken(pieces, head)
    assert found[1] in ("?None", "absent") or found[1].startswith("?")
    assert "123" not in found
    for value, printed in zip(found, whole("blank"), strict=True):
        assert value == printed or value.startswith("?") or value == "absent"


def indicators(figures: Sequence[Sequence[str]], height: float = HEIGHT) -> dict[str, str]:
    """Rows of the form of 2014 whose figures stand on these lines: value by row, if it is read."""

    def draw(canvas):
        rows = [INDICATORS, *([item, "件", ""] for item in ITEMS)]
        table(canvas, rows, xs=[60, 250, 330, 420], rules=False, height=height)
        for row, pieces in enumerate(figures, start=1):
            stack(canvas, 375, paper.TOP - height * (row + 0.5) - 0.36 * paper.SIZE, pieces)

    found = cells(pdf(draw))
    keys = ("received_in_person", "received_fax", "received_online", "received_mail")
    return {
        key: str(cell.value) if cell.status == "read" else "?"
        for key in keys
        for address, cell in found.items()
        if key in address
    }


def test_figures_that_are_all_broken_at_one_width_show_how_wide_it_is():
    read = indicators([["１２", "３"], ["４５", "６７"], ["７０", "８１", "９"], ["５"]])
    assert list(read.values()) == ["123", "4567", "70819", "5"]


def test_one_that_is_broken_elsewhere_leaves_all_in_doubt():
    read = indicators([["１２", "３"], ["４５", "６７"], ["７", "０８"], ["５"]])
    assert not {"123", "4567", "708", "7", "8"} & set(read.values())


def test_the_figures_of_rows_that_stand_as_close_as_lines_are_not_joined():
    read = indicators([["１２"], ["４５"], ["７０"], ["５"]], height=PITCH)
    assert set(read.values()) <= {"12", "45", "70", "5", "?"}
