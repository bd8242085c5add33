"""What stands in a PDF as a reader sees it: never a number that is not there, none lost in silence."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest

from parsers.documents.blocks import Grid
from parsers.documents.pdf import read_pdf
from tests.parsers import pdf_paper as paper
from tests.parsers.pdf_paper import (
    DOCUMENTS,
    HEIGHT,
    RULES,
    SIZE,
    TOP,
    WHOLE,
    at,
    cells,
    changed,
    pdf,
    table,
    text,
    values,
)


def test_a_ruled_table_is_read_with_page_and_box():
    found = cells(pdf(table))
    cell = found[RULES[0]]
    assert values(pdf(table)) == WHOLE
    match = re.fullmatch(r"pdf:p1@(\d+),(\d+),(\d+),(\d+)", cell.location)
    assert match
    assert [int(n) for n in match.groups()] == [180, 190, 290, 214]  # A4 is 842 points high
    assert cell.basis == "direct"


def test_a_page_without_tables_gives_lines_in_reading_order():
    def draw(canvas):
        text(canvas, 300, 500, "第二行")
        text(canvas, 300, 700, "第一行")

    page = read_pdf(pdf(draw))
    assert [b.text for b in page.blocks] == ["第一行", "第二行"]
    assert page.reading == "pdf"


def test_text_drawn_twice_for_bold_is_one_number():
    def draw(canvas):
        table(canvas)
        x, y = at(2, 1)
        text(canvas, x + 0.4, y, "31")
        text(canvas, x, y + 0.3, "31")

    assert values(pdf(draw)) == WHOLE


def test_digits_printed_over_others_are_in_doubt():
    def draw(canvas):
        table(canvas)
        x, y = at(2, 1)
        text(canvas, x, y, "77")

    assert values(pdf(draw))[0].startswith("?")
    assert cells(pdf(draw))[RULES[0]].reason in ("glyphs_overprinted", "digits_parted")


@pytest.mark.parametrize("ground", [None, (0.1, 0.2, 0.6)])
def test_white_text_counts_on_a_dark_ground_only(ground):
    def draw(canvas):
        x, y = at(2, 1)
        if ground:
            canvas.setFillColorRGB(*ground)
            canvas.rect(x - 40, y - 5, 80, 16, stroke=0, fill=1)
            canvas.setFillColorRGB(0, 0, 0)
        table(canvas, changed(2, 1, ""))
        canvas.setFillColorRGB(1, 1, 1)
        text(canvas, x, y, "31")

    assert values(pdf(draw)) == (WHOLE if ground else ["blank", *WHOLE[1:]])
    noted = [f.code for f in read_pdf(pdf(draw)).findings]
    assert noted == ([] if ground else ["text_hidden"])


def test_a_number_under_a_white_box_is_not_read():
    def draw(canvas):
        table(canvas)
        x, y = at(2, 1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(x - 20, y - 4, 40, 14, stroke=0, fill=1)

    assert values(pdf(draw)) == ["blank", *WHOLE[1:]]


def test_a_number_beyond_the_crop_box_is_not_read():
    def draw(canvas):
        table(canvas)
        canvas.setCropBox((0, 0, 395, 842))

    assert values(pdf(draw))[2] != "46"


@pytest.mark.parametrize("shown", [-0.2, 0.0, 1.5])
def test_a_number_cut_by_its_clip_is_in_doubt(shown):
    def draw(canvas):
        table(canvas, changed(2, 1, ""))
        x, y = at(2, 1)
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(x - 20, y - 5, 20 + shown, 20)
        canvas.clipPath(path, stroke=0)
        text(canvas, x, y, "31")
        canvas.restoreState()

    assert values(pdf(draw))[0].startswith("?")


def test_a_number_that_runs_into_the_next_cell_is_in_doubt():
    def draw(canvas):
        table(canvas, changed(2, 2, ""))
        x, y = at(2, 1)
        text(canvas, x + 50, y, "123456")

    found = values(pdf(draw))
    assert found[0].startswith("?")
    assert found[1].startswith("?")


def test_a_struck_number_is_in_doubt():
    def draw(canvas):
        table(canvas)
        x, y = at(2, 1)
        canvas.line(x - 8, y + 3.5, x + 8, y + 3.5)

    found = cells(pdf(draw))[RULES[0]]
    assert (str(found.status), found.reason) == ("doubtful", "digits_struck")


def test_a_footnote_mark_is_no_digit():
    def draw(canvas):
        table(canvas, changed(2, 1, ""))
        x, y = at(2, 1)
        text(canvas, x, y, "31")
        text(canvas, x + 7, y + 4, "2", size=6)

    assert values(pdf(draw))[0].startswith("?")


def test_a_number_broken_by_a_narrow_cell_is_put_together_and_by_a_wide_one_is_not():
    def narrow(canvas):
        xs = [60.0, 180.0, 190.0, 260.0, 330.0]
        rows = [
            paper.ROWS[0],
            ["信息内容", "", "本年废止件数", "现行有效件数"],
            *changed(2, 1, "")[2:],
        ]
        table(canvas, rows, xs=xs, height=60)
        for number, words in enumerate("本年制发件数"):
            text(canvas, 185, 700 - 62 - 9.3 * number, words, size=8)
        y = 700 - 2.5 * 60
        text(canvas, 185, y + 2, "3")
        text(canvas, 185, y - 10, "1")

    def wide(canvas):
        table(canvas, changed(2, 1, ""))
        x, y = at(2, 1)
        text(canvas, x, y + 5, "3")
        text(canvas, x, y - 6, "1")

    assert str(cells(pdf(narrow))[RULES[0]].value) == "31"
    found = cells(pdf(wide))[RULES[0]]
    assert (str(found.status), found.value, found.reason) == ("doubtful", None, "digits_parted")


def test_a_drawing_in_an_empty_cell_may_be_its_number():
    def draw(canvas):
        table(canvas, changed(2, 1, ""))
        x, y = at(2, 1)
        canvas.ellipse(x - 3, y - 2, x + 3, y + 8, stroke=0, fill=1)

    found = cells(pdf(draw))[RULES[0]]
    assert (str(found.status), found.reason) == ("doubtful", "cell_has_drawing")


def test_what_stands_in_form_fields_is_read():
    def draw(canvas):
        table(canvas, changed(2, 1, ""))
        x, y = at(2, 1)
        canvas.acroForm.textfield(
            name="n", value="77", x=x - 20, y=y - 4, width=40, height=14, borderWidth=0,
            fontSize=9, fontName="Helvetica", fillColor=None, forceBorder=False,
        )  # fmt: skip

    assert values(pdf(draw))[0] in ("77", "?77")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_as_they_are_shown(turn):
    def lying(canvas):
        _turn(canvas, turn)
        table(canvas)

    content = pdf(lying)
    assert values(content) == WHOLE
    with pypdfium2.PdfDocument(content) as document:
        document[0].set_rotation(turn)
        turned = io.BytesIO()
        document.save(turned)
    assert values(turned.getvalue()) == WHOLE


def _turn(canvas, turn):
    canvas.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 842)}[turn])
    canvas.rotate(turn)
    if turn != 180:
        canvas.scale(0.7, 0.7)


def test_a_number_on_its_side_in_an_upright_table_is_in_doubt():
    def draw(canvas):
        table(canvas, changed(2, 1, ""))
        x, y = at(2, 1)
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(90)
        text(canvas, 3, 0, "31", size=8)
        canvas.restoreState()

    assert values(pdf(draw))[0].startswith("?")


def test_a_digit_in_a_font_that_is_not_there_is_in_doubt_not_blank():
    def draw(canvas):
        table(canvas, changed(2, 1, ""))
        x, y = at(2, 1)
        canvas.setFont(paper.FONT, SIZE)
        canvas.drawCentredString(x, y, "7")

    assert values(pdf(draw))[0] in ("7", "?7", "?None")


def test_full_width_digits_and_vertical_labels():
    def draw(canvas):
        table(canvas, changed(2, 1, "３１"))

    assert values(pdf(draw)) == WHOLE


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_table_cut_by_a_page_break_is_one(rows):
    def first(canvas):
        table(canvas, paper.ROWS[: rows + 1])
        text(canvas, 300, 40, "— 1 —")

    def second(canvas):
        head = [paper.ROWS[1]] if rows == 2 else []
        table(canvas, [*head, *paper.ROWS[rows + 1 :]], top=780)
        text(canvas, 300, 40, "— 2 —")

    pages = [first, second] if rows < 3 else [first]
    page = read_pdf(pdf(*pages))
    assert len([b for b in page.blocks if isinstance(b, Grid)]) == 1
    assert all("—" not in b.text for b in page.blocks if not isinstance(b, Grid))
    assert values(pdf(*pages)) == WHOLE


@pytest.mark.parametrize("below", [False, True])
def test_a_row_cut_by_a_page_break_is_one(below):
    """The label runs on over the break; its figures stand in the upper or in the lower part."""
    figures = ["12", "5", "108"]

    def first(canvas):
        table(canvas, [*paper.ROWS[:3], ["行政规范性", *(["", "", ""] if below else figures)]],
              xs=[60.0, 115.0, 290.0, 400.0, 510.0])  # fmt: skip

    def second(canvas):
        table(canvas, [["文件", *(figures if below else ["", "", ""])]], top=780,
              xs=[60.0, 115.0, 290.0, 400.0, 510.0])  # fmt: skip

    assert values(pdf(first, second)) == WHOLE
    assert cells(pdf(first, second))[DOCUMENTS[0]].location.startswith(f"pdf:p{1 + below}@")


def test_a_table_without_rules_is_read_by_what_stands_under_one_another():
    rows = [*paper.ROWS[:3], ["行政规范性文件", "12", "", "108"]]

    def draw(canvas):
        table(canvas, rows, rules=False)

    assert values(pdf(draw)) == [*WHOLE[:4], "blank", "108"]


def test_a_figure_without_a_row_in_a_table_without_rules_leaves_doubt():
    def draw(canvas):
        table(canvas, changed(3, 1, ""), rules=False)
        x, y = at(3, 1)
        text(canvas, x, y + 9, "12")

    assert values(pdf(draw))[3] not in ("blank", "12")


def test_a_page_number_alone_is_not_a_figure():
    def draw(canvas):
        table(canvas)
        text(canvas, 300, 30, "1", size=SIZE)

    page = read_pdf(pdf(draw))
    assert [b for b in page.blocks if not isinstance(b, Grid)] == []


def test_digits_that_a_page_break_cut_off_leave_doubt():
    def first(canvas):
        table(canvas, [*paper.ROWS[:3], ["行政规范性文件", "12", "5", "10"]])

    def second(canvas):
        table(canvas, [["", "", "", "8"]], top=780)

    assert all(v.startswith("?") for v in values(pdf(first, second))[3:])


def test_a_first_column_without_figures_is_known_by_its_head():
    rows = [*paper.ROWS[:2], ["规章", "", "0", "46"], ["行政规范性文件", "", "5", "108"]]

    def draw(canvas):
        table(canvas, rows, rules=False)

    assert values(pdf(draw)) == ["blank", "0", "46", "blank", "5", "108"]


def test_a_section_title_that_goes_on_in_the_next_line_parts_two_tables():
    title = ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情", "况")

    def draw(canvas):
        table(canvas, rules=False)
        for line, words in enumerate(title):
            text(canvas, 300, 590 - 18 * line, words)
        table(
            canvas,
            [["1", "0", "2", "0", "3"]],
            xs=[60, 120, 180, 290, 400, 510],
            top=540,
            rules=False,
        )

    page = read_pdf(pdf(draw))
    assert "".join(title) in [b.text for b in page.blocks if not isinstance(b, Grid)]
    assert values(pdf(draw)) == WHOLE


REVIEW = (["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"], ["1", "", "2", "", "3"])


@pytest.mark.parametrize("second", ["行政诉讼", "行政诉讼（未经复议直接起诉）"])
def test_tables_below_one_another_have_columns_of_their_own(second):
    def draw(canvas):
        text(canvas, 300, 700, "四、政府信息公开行政复议、行政诉讼情况")
        for number, head in enumerate(("行政复议", second, "行政诉讼（复议后起诉）")):
            xs = [60 + 13 * number + 90 * column for column in range(6)]
            top = 680 - 80 * number
            text(canvas, 300, top, head)
            table(canvas, REVIEW, xs=xs, top=top - 6, rules=False)

    grids = [b for b in read_pdf(pdf(draw)).blocks if isinstance(b, Grid)]
    assert len(grids) == 3
    for grid in grids:
        last = [c.text for c in grid.cells if c.row == grid.cells[-1].row]
        assert last == ["1", "", "2", "", "3"]


@pytest.mark.parametrize("number", ["", "12"])
@pytest.mark.parametrize("up", [6, 14])
def test_a_label_above_the_line_of_its_figures_is_never_blank(number, up):
    """The number of the row stands on the line of its figures, the label is one without the note."""
    rows = [
        ["序号", "指标名称", "计量单位", "合计"],
        ["1", "1.当面申请数", "件", "4"],
        ["2", "2.传真申请数", "件", "5"],
        ["3", "3.网络申请数", "件", "6"],
        ["4", "4.信函申请数", "件", "7"],
    ]

    def draw(canvas):
        table(
            canvas,
            [row if number else ["", *row[1:]] for row in rows],
            xs=[40, 60, 250, 330, 420],
            rules=False,
        )
        y = TOP - HEIGHT * len(rows) - 20
        for x, words, dy in [
            (155, "（一）回应公众关注热点或重大舆情数", up), (155, "（不同方式回应同一热点或舆情计1次）", -6),
            (50, number, 0), (290, "次", 0), (375, "5", 0),
        ]:  # fmt: skip
            text(canvas, x, y + dy, words)
        text(canvas, 155, y - 40, "（二）举办各类培训班数")
        text(canvas, 290, y - 40, "次")
        text(canvas, 375, y - 40, "8")

    found = cells(pdf(draw))
    row = {a: c for a, c in found.items() if "hot_issue_responses" in a}
    assert {c.status for c in row.values()} <= {"read", "doubtful"}
    assert all(c.value == 5 for c in row.values() if c.status == "read")
    assert not row or up == 14 or {c.status for c in row.values()} == {"read"}


def test_a_label_and_a_unit_around_the_line_of_their_figures_are_whole():
    """In a table of indicators without rules a narrow column breaks labels and units."""
    rows = [
        ["指标名称", "计量单位", "合计"],
        ["1.当面申请数", "件", "4"],
        ["2.传真申请数", "件", "5"],
        ["3.网络申请数", "件", "6"],
        ["4.信函申请数", "件", "7"],
    ]
    xs = [60.0, 250.0, 330.0, 420.0]

    def draw(canvas):
        table(canvas, rows, xs=xs, rules=False)
        y = TOP - HEIGHT * len(rows) - 20
        for x, words, up in [
            (155, "七、依申请公开信息收取的费用", 0), (290, "万", 7), (290, "元", -7), (375, "0.5", 0),
            (155, "（一）政府信息公开", -24), (155, "工作专门机构数", -36), (290, "个", -30), (375, "1", -30),
        ]:  # fmt: skip
            text(canvas, x, y + up, words)

    (grid,) = [b for b in read_pdf(pdf(draw)).blocks if isinstance(b, Grid)]
    last = [c.text for c in grid.cells if c.text][-6:]
    assert last == [
        "七、依申请公开信息收取的费用",
        "万元",
        "0.5",
        "（一）政府信息公开工作专门机构数",
        "个",
        "1",
    ]
    assert not any(c.doubt for c in grid.cells)


def test_a_line_with_a_part_of_a_figure_is_not_the_row_above():
    """A narrow column broke 1件: the digit stands above the row's line, below a row without figures.

    What a line prints beside it is the unit alone, so that the figure is known.
    """
    rows = [*paper.ROWS[:2], ["规章", "", "", ""], ["行政规范性文件", "12", "", "108"]]

    def draw(canvas):
        table(canvas, rows, rules=False)
        x, y = at(3, 2)
        text(canvas, x, y + 7, "1")
        text(canvas, x, y - 7, "件")

    found = cells(pdf(draw))
    assert not any(found[address].status == "read" for address in RULES)
    assert (found[DOCUMENTS[1]].status, found[DOCUMENTS[1]].value) == ("read", 1)


def test_a_page_break_between_the_heads_and_their_figures_leaves_no_doubt():
    xs = [60, 120, 180, 290, 400, 510]

    def heads(canvas):
        text(canvas, 300, 700, "四、政府信息公开行政复议、行政诉讼情况")
        table(canvas, [["行政复议"], REVIEW[0]], xs=xs, top=80)

    def figures(canvas):
        table(canvas, [["1", "0", "2", "0", "3"]], xs=xs, top=780)
        for number, head in enumerate(("未经复议直接起诉", "复议后起诉")):
            table(canvas, [[head], *REVIEW], xs=xs, top=700 - 100 * number)

    grids = [b for b in read_pdf(pdf(heads, figures)).blocks if isinstance(b, Grid)]
    rows = [[c.text for c in row] for row in grids[0].rows()]
    assert rows == [["行政复议"], REVIEW[0], ["1", "0", "2", "0", "3"]]
    assert not any(c.doubt for c in grids[0].cells)


@pytest.mark.parametrize("stray", ["", "度办"])
def test_a_row_that_a_page_break_cut_behind_stray_words_is_not_empty(stray):
    """The words of a cell over several rows may be drawn below its part of the page."""

    def first(canvas):
        table(canvas, [*paper.ROWS[:3], ["行政规", "12", "5", "108"]], top=180)
        text(canvas, 80, 60, stray)

    def second(canvas):
        table(canvas, [["范性文件", "", "", ""], ["第二十条第（五）项"]], top=780)

    found = cells(pdf(first, second))
    assert not any(found[address].status == "blank" for address in DOCUMENTS)
