"""Columns of PDF tables without rules: what stands in none of them for certain is in doubt."""

from __future__ import annotations

import pytest

from tests.parsers import pdf_paper as paper
from tests.parsers.pdf_paper import DOCUMENTS, HEIGHT, RULES, XS, cells, pdf, table, text, values

REST = ["行政规范性文件", "", "12", "5"]


def rest(canvas, xs, top, row=REST):
    """One row whose last two figures stand in the middle of the columns at these places."""
    table(canvas, [row[:1]], xs=[XS[0], XS[1]], top=top, rules=False)
    for place, words in enumerate(row[1:], start=1):
        text(canvas, (xs[place] + xs[place + 1]) / 2, top - HEIGHT / 2 - 3.6, words)


@pytest.mark.parametrize("page", ["a page break", "a page number"])
def test_figures_out_of_line_with_those_before_the_break_are_not_theirs(page):
    """No edge and no middle of 12 and 5 is that of the figures above: 12 is not the first column's."""
    first = [*paper.ROWS[:3]]
    xs = [*XS[:1], 0.0, 182.0, 294.0, 403.0]

    def above(canvas):
        table(canvas, first, rules=False)
        if page == "a page number":
            text(canvas, 300, 590, "第18页 共20页")
            rest(canvas, xs, 570)

    def below(canvas):
        rest(canvas, xs, 780)

    found = cells(pdf(above, below) if page == "a page break" else pdf(above))
    assert {found[address].status for address in DOCUMENTS} == {"doubtful"}
    assert "columns_shifted" in found[DOCUMENTS[0]].reason
    assert [found[address].status for address in RULES] == ["read"] * 3


@pytest.mark.parametrize("aside", [0, -30])
def test_figures_of_any_width_in_line_are_read(aside):
    """Centred, or to the left: 1,234,567 and 5 share their middle, or their left edge."""
    rows = [*paper.ROWS[:2], ["规章", "1,234,567", "0", "46"]]

    def above(canvas):
        table(canvas, rows[:2], rules=False)
        for at, row in enumerate([rows[2], ["行政规范性文件", "5", "12,345", "108"]], start=2):
            table(canvas, [row[:1]], xs=XS[:2], top=paper.TOP - at * HEIGHT, rules=False)
            for place, words in enumerate(row[1:], start=1):
                left, _ = paper.at(at, place)
                y = paper.TOP - at * HEIGHT - HEIGHT / 2 - 3.6
                if aside:
                    canvas.setFont("Helvetica", paper.SIZE)
                    canvas.drawString(left + aside, y, words)
                else:
                    text(canvas, left, y, words)

    assert values(pdf(above)) == ["1234567", "0", "46", "5", "12345", "108"]


def test_a_page_number_among_the_rows_is_no_row_of_figures():
    """Its dashes are no marks for nothing, and do not keep the table from being one."""

    rows = [*paper.changed(2, 2, "1,234,567")[:3], REST]

    def draw(canvas):
        table(canvas, rows[:3], rules=False)
        for x, words in [(331, "—"), (345, "16"), (359, "—")]:
            text(canvas, x, 612, words)
        table(canvas, rows[3:], top=600, rules=False)

    assert values(pdf(draw)) == ["31", "1234567", "46", "blank", "12", "5"]


def test_marks_and_a_number_in_columns_are_a_row():
    rows = [*paper.ROWS[:3], ["行政规范性文件", "—", "16", "—"]]
    assert values(pdf(lambda canvas: table(canvas, rows, rules=False))) == [
        "31", "0", "46", "blank", "16", "blank",
    ]  # fmt: skip


@pytest.mark.parametrize("column", [1, 2, 3])
@pytest.mark.parametrize("words", ["约3", "3余", "详见下表", "其|中3"])
def test_words_in_a_column_of_figures_are_no_blank_cell(words, column):
    """On the row's line, or around it where a narrow column broke them."""
    rows = paper.changed(3, column, "")

    def draw(canvas):
        table(canvas, rows, rules=False)
        x, y = paper.at(3, column)
        pieces = words.split("|")
        for number, piece in enumerate(pieces):
            text(canvas, x, y + (6 - 12 * number if len(pieces) > 1 else 0), piece)

    found = cells(pdf(draw))
    assert {found[address].status for address in DOCUMENTS} <= {"doubtful", "absent"}
    assert [found[address].value for address in RULES] == [31, 0, 46]
