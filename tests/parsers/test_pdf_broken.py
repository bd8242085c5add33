"""Figures that a narrow column without rules broke over lines: put together only where proved."""

from __future__ import annotations

import itertools
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
        (["4．", "25"], "4.25"),
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


def test_a_wider_figure_shows_that_a_head_was_broken_by_hand():
    def draw(canvas):
        rows = changed(3, 2, "１２３４")
        rows[1][2] = rows[2][2] = ""
        table(canvas, rows, rules=False, height=HEIGHT)
        for row, lines in ((1, ["本年", "废止", "件数"]), (2, ["１２", "３"])):
            stack(canvas, 345, paper.TOP - HEIGHT * (row + 0.5) - 0.36 * paper.SIZE, lines)

    found = values(pdf(draw))
    assert found[1].startswith("?") or found[1] == "absent"
    assert "123" not in found


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


HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
EDGES = [60.0, 120.0, 180.0, *(180.0 + 52 * n for n in range(1, 8))]
FIRST = 640.0


def requests(canvas: Canvas, labels: Sequence[tuple[float, float, str]]) -> None:
    """Heads, a whole row, a row of figures at `FIRST` whose labels stand at (x, up), another row."""
    text(canvas, 300, 760, "三、收到和处理政府信息公开申请情况")
    columns = [(a + b) / 2 for a, b in itertools.pairwise(EDGES[2:])]
    for x, head in zip(columns, HEADS, strict=True):
        text(canvas, x, 740, head)
    for y, label in ((FIRST + 60, "一、本年新收政府信息公开申请数量"), (FIRST - 60, "（七）总计")):
        text(canvas, 90, y, label, size=6)
        for n, x in enumerate(columns):
            text(canvas, x, y, str(n if n < 6 else 15))
    for x, up, label in labels:
        text(canvas, x, FIRST + up, label)
    for n, x in enumerate(columns):
        text(canvas, x, FIRST, str(10 + n if n < 6 else 75))


def row(content: bytes, key: str) -> list[str]:
    found = [c for a, c in cells(content).items() if a.startswith(f"requests.{key}.")]
    return [str(c.value) if c.status == "read" else "?" for c in found]


ROW = ["10", "11", "12", "13", "14", "15", "75"]


@pytest.mark.parametrize(
    ("labels", "key"),
    [
        (["1.本机关", "不掌握", "相关政", "府信息"], "unable_not_held"),
        (["5.要求行政机关", "确认或重新出具", "已获取信息"], "not_handled_confirm_reissue"),
        (["4.无", "正当", "理由", "大量", "反复", "申请"], "not_handled_excessive"),
    ],
)
def test_a_label_is_whole_with_all_its_lines_around_that_of_its_figures(labels, key):
    """Fewer of its lines may be a label of the same row, too."""

    def draw(canvas):
        middle = (len(labels) - 1) / 2
        requests(canvas, [(150, (middle - n) * PITCH, part) for n, part in enumerate(labels)])

    assert row(pdf(draw), key) == ROW


def test_a_group_s_label_beside_that_of_its_row_is_no_row():
    def draw(canvas):
        requests(canvas, [(90, 6, "（六）其"), (90, -6, "他处理"), (150, 0, "3.其他")])

    assert row(pdf(draw), "other_misc") == ROW


@pytest.mark.parametrize(
    ("after", "status"), [("五、存在的主要问题及改进情况", "blank"), ("", "absent")]
)
def test_heads_alone_are_an_empty_row_if_the_next_section_follows(after, status):
    """What is printed with no rule around it shows no empty row."""

    def draw(canvas):
        text(canvas, 300, 700, "四、政府信息公开行政复议、行政诉讼情况")
        heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
        for x, head in ((110, "行政复议"), (380, "行政诉讼")):
            text(canvas, x, 680, head, size=6)
        for x, head in ((290, "未经复议直接起诉"), (460, "复议后起诉")):
            text(canvas, x, 668, head, size=6)
        for n in range(15):
            text(canvas, 60 + 33 * n, 650, heads[n % 5], size=6)
        text(canvas, 300, 620, after)

    found = [c for a, c in cells(pdf(draw)).items() if a.startswith("review_litigation.")]
    assert (len(found), {str(c.status) for c in found}) == (15, {status})


@pytest.mark.parametrize(("up", "number"), [(6, "3"), (40, None)])
def test_a_number_right_beside_the_text_is_no_page_number(up, number):
    """A page break stands before a row whose last figure, 3件, a narrow column broke."""
    rows = paper.ROWS[:3]

    def first(canvas):
        table(canvas, rows, rules=False)

    def second(canvas):
        y = 780
        for x, words in ((120, "行政规范性文件"), (235, "12"), (345, "5")):
            text(canvas, x, y, words)
        text(canvas, 455, y + up, "2")
        text(canvas, 455, y - 6, "件")

    found = cells(pdf(first, second))
    last = found[paper.DOCUMENTS[2]]
    assert [found[a].value for a in paper.DOCUMENTS[:2]] == [12, 5]
    if number:
        assert (last.status, last.value) == ("read", 2)
    else:
        assert last.status != "read"


def test_a_table_of_indicators_without_units():
    """A row without a figure is an empty one where its label is that of an indicator."""
    figures = ["4", "5", "", "7"]

    def draw(canvas):
        rows = [["指标名称", "合计"], *([a, b] for a, b in zip(ITEMS, figures, strict=True))]
        text(canvas, 240, 740, "政府信息公开情况统计表")
        table(canvas, rows, xs=[60, 250, 420], rules=False)

    found = {a.split(".")[1]: c for a, c in cells(pdf(draw)).items() if "received_" in a}
    read = [str(c.value) if c.status == "read" else str(c.status) for c in found.values()]
    assert [v for v in read if v != "absent"] == ["4", "5", "blank", "7"]
