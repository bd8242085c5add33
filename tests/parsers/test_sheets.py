"""Spreadsheets: what a reader of the sheet sees, and only that."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlwt

from parsers import parse
from parsers.documents.blocks import Line, column_letters
from parsers.documents.number_format import printed, printed_text
from parsers.documents.read import read_document
from parsers.errors import RefusedError
from parsers.model import Document, Dossier, Status
from tests.parsers.office_files import rows, xlsx

TITLE = "示例县教育局2023年政府信息公开工作年度报告"


def page(content: bytes, name: str = "a.xlsx"):
    return read_document(Document(content, name))


def shown(content: bytes, name: str = "a.xlsx") -> list:
    """Lines as text, grids as rows of text."""
    return [
        b.text if isinstance(b, Line) else [[c.text for c in row] for row in b.rows()]
        for b in page(content, name).blocks
    ]


def number(value: str, style: int = 0) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def words(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


# --- numbers as they are printed


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("12", "General", "12"), ("12.300000000000001", "General", "12.3"), ("-3", "General", "-3"),
        ("12", "0", "12"), ("12.6", "0", "13"), ("2.5", "0", "3"), ("-0.2", "0", "0"), ("12.0", "0", "12"),
        ("1234567", "#,##0", "1,234,567"), ("12", "0.00", "12.00"), ("7", "000", "007"), ("0", "#", ""),
        ("1.5", "#.##", "1.5"), ("5", "#.##", "5."), ("0.125", "0%", "13%"), ("0.125", "0.0%", "12.5%"),
        ("-5", "#,##0;(#,##0)", "(5)"), ("-12", "0_);[Red]\\(0\\)", "(12)"), ("12", "0_);[Red]\\(0\\)", "12"),
        ("0", '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"), ("0", "0;-0;;@", ""), ("12", ";;;", ""),
        ("7", "+0;-0;0", "+7"), ("-7", "+0;-0;0", "-7"), ("3", '0"件"', "3件"), ("3", "0件", "3件"),
        ("3", 'General"件"', "3件"), ("12", "@", "12"), ("12", "[$¥-804]#,##0", "¥12"),
        ("45000", "yyyy/m/d", "2023年3月15日"), ("45000", "yyyy", "2023年3月15日"), ("45000", "m/d", "2023年3月15日"),
        ("0.5", "h:mm", "12:00"), ("99999999", "yyyy/m/d", "######"),
    ],
)  # fmt: skip
def test_a_number_is_printed_by_its_format(stored, code, text):
    assert printed(stored, code) == (text, "")


@pytest.mark.parametrize(
    ("stored", "code", "doubt"),
    [
        ("12", "[>10]0;0.0", "number_format_unknown"), ("12", "[DBNum1]General", "number_format_unknown"),
        ("1200", "0,", "number_format_unknown"), ("12", "# ?/?", "number_format_unknown"),
        ("12", "0.00E+00", "number_format_unknown"), ("12345", "000-0000", "number_format_unknown"),
        ("12", "0;0;0;0;0", "number_format_unknown"), ("x", "0", "number_format_unknown"),
        ("3.14159265", "General", "number_cut_by_width"), ("123456789012", "General", "number_cut_by_width"),
        ("NaN", "0", "number_format_unknown"), ("1e999999999", "0", "number_format_unknown"),
    ],
)  # fmt: skip
def test_what_a_format_prints_is_not_always_known(stored, code, doubt):
    assert printed(stored, code)[1] == doubt


def test_words_and_their_format():
    assert printed_text("甲", "General") == ("甲", "")
    assert printed_text("甲", ";;;") == ("", "")
    assert printed_text("甲", '0;0;0;"["@"]"') == ("[甲]", "")


def test_days_since_1904():
    assert printed("1", "yyyy/m/d", since_1904=True) == ("1904年1月2日", "")


# --- sheets


def test_cells_of_every_kind():
    line = (
        number("12.5") + words("甲") + '<c t="s"><v>0</v></c><c t="str"><f>A1</f><v>乙</v></c>'
        '<c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c><f>1+1</f><v>2</v></c>'
    )
    content = xlsx(rows(line, number("1") + number("2")), strings=("丙_x000D_丁",))
    assert shown(content) == [
        [["12.5", "甲", "丙 丁", "乙", "TRUE", "#REF!", "2"], ["1", "2", *[""] * 5]]
    ]


def test_runs_of_a_text_that_stand_apart():
    rich = "<si><r><t>12</t></r><r><rPr><vertAlign/></rPr><t>3</t></r><rPh><t>x</t></rPh></si>"
    assert shown(xlsx(rows('<c t="s"><v>0</v></c>' + number("1")), strings=(rich,))) == [
        [["12 3", "1"]]
    ]


def test_a_formula_that_was_never_computed_is_a_doubt():
    (grid,) = page(xlsx(rows(words("甲") + "<c><f>A1</f></c>" + number("1")))).blocks
    assert [(c.text, c.doubt) for c in grid.cells][1] == ("", "formula_without_value")


def test_hidden_rows_columns_and_sheets_are_not_seen():
    hidden = '<cols><col min="2" max="2" hidden="1"/></cols>'
    data = (
        f'<sheetData><row r="1">{number("1") * 3}</row><row r="2" hidden="1">{number("9") * 3}</row>'
        f'<row r="3">{number("4") * 3}</row></sheetData>'
    )
    content = xlsx(hidden + data, rows(number("7") * 2), states=("visible", "hidden"))
    made = page(content)
    (grid,) = made.blocks
    assert [(grid.place(c), c.text) for c in grid.cells] == [
        ("sheet:Sheet1!A1", "1"), ("sheet:Sheet1!C1", "1"), ("sheet:Sheet1!A3", "4"), ("sheet:Sheet1!C3", "4"),
    ]  # fmt: skip
    assert [f.code for f in made.findings] == ["hidden_cells"]


def test_zeros_that_a_sheet_does_not_show():
    view = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
    assert shown(xlsx(view + rows(number("3") + number("0") + number("2")))) == [[["3", "", "2"]]]


def test_merged_cells_print_once():
    merged = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    content = xlsx(
        rows(number("1") + number("9") + number("2"), number("9") * 2 + number("3")) + merged
    )
    (grid,) = page(content).blocks
    assert [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in grid.cells] == [
        (1, 1, 2, 2, "1"), (1, 3, 1, 1, "2"), (2, 3, 1, 1, "3"),
    ]  # fmt: skip


def test_what_is_merged_over_hidden_columns_is_seen():
    hidden = '<cols><col min="1" max="1" hidden="1"/></cols>'
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    assert shown(xlsx(hidden + rows(number("1") + "<c/>" + number("2")) + merged)) == [[["1", "2"]]]


def test_titles_and_prose_are_lines():
    content = xlsx(
        rows(words(TITLE), "", words("规章") + number("1"), words("行政许可") + number("2"), words("六、其他需要报告的事项"), words("无。")),
        names=("年报!1",),
    )  # fmt: skip
    assert shown(content) == [
        TITLE,
        [["规章", "1"], ["行政许可", "2"]],
        "六、其他需要报告的事项",
        "无。",
    ]
    assert page(content).blocks[0].location == "sheet:年报!1!A1"


def test_a_frame_tells_empty_rows_and_the_end_of_a_row():
    book = openpyxl.Workbook()
    side = openpyxl.styles.Side(style="thin")
    frame = openpyxl.styles.Border(left=side, top=side)
    page_ = book.active
    for r, line in enumerate(([TITLE], ["a", "b", "c"], ["", "", ""], ["x", "y"], ["", "", ""]), 1):
        for c, text in enumerate(line, 1):
            cell = page_.cell(r, c, text or None)
            if r > 1:
                cell.border = frame
    page_.cell(4, 5, "note")
    file = io.BytesIO()
    book.save(file)
    assert shown(file.getvalue()) == [
        TITLE,
        [["a", "b", "c"], ["", "", ""], ["x", "y", "", "", "note"], ["", "", ""]],
    ]


def test_formats_that_only_the_locale_knows():
    content = xlsx(rows(number("12", 1) + number("1")))
    assert shown(content)  # a style that is not there is the usual one
    (grid,) = page(xlsx(rows(number("12", 1) + number("1")), formats=("[unheard]0",))).blocks
    assert grid.cells[0].doubt == "number_format_unknown"


def test_old_workbooks():
    book = xlwt.Workbook()
    one, two = book.add_sheet("表一"), book.add_sheet("底稿")
    two.visibility = 1
    two.write(0, 0, 99)
    one.write_merge(0, 0, 0, 1, "规章")
    one.write(0, 2, 12.6, xlwt.easyxf(num_format_str="0"))
    one.write(0, 3, 77)
    one.col(3).hidden = True
    one.write(1, 0, 45000, xlwt.easyxf(num_format_str="YYYY/M/D"))
    one.write(1, 1, 0.5, xlwt.easyxf(num_format_str="0%"))
    one.write(2, 0, 5)
    one.write(2, 1, 5)
    one.row(2).hidden = True
    file = io.BytesIO()
    book.save(file)
    made = page(file.getvalue(), "a.et")
    (grid,) = made.blocks
    assert [(grid.place(c), c.colspan, c.text) for c in grid.cells] == [
        ("sheet:表一!A1", 2, "规章"), ("sheet:表一!C1", 1, "13"), ("sheet:表一!A2", 1, "2023年3月15日"),
        ("sheet:表一!B2", 1, "50%"), ("sheet:表一!C2", 1, ""),
    ]  # fmt: skip
    assert (made.reading, [f.code for f in made.findings]) == ("sheet", ["hidden_cells"])


@pytest.mark.parametrize(
    ("number_", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")]
)
def test_names_of_columns(number_, letters):
    assert column_letters(number_) == letters


# --- tables as text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_tables_as_text(encoding, delimiter):
    lines = [
        TITLE,
        "",
        f"规章{delimiter}1{delimiter}{delimiter}3",
        f'"行政\n许可"{delimiter}"1,234"{delimiter}0{delimiter}',
    ]
    content = "\r\n".join(lines).encode(encoding)
    assert shown(content, "a.csv") == [
        TITLE,
        [["规章", "1", "", "3"], ["行政 许可", "1,234", "0", ""]],
    ]


def test_the_dataset_is_no_report():
    content = (
        "\ufeffreport_id,organ,region,adcode,level,scope,report_year\r\nr1,甲,乙,1,a,b,2023\r\n"
    )
    with pytest.raises(RefusedError) as caught:
        page(content.encode(), "panel.csv")
    assert caught.value.code == "dataset_table"


# --- reports


def test_a_report_in_a_workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附表"
    lines: list[list] = [
        [TITLE], ["一、总体情况"], ["全年工作平稳。"], ["二、主动公开政府信息情况"],
        ["第二十条第（一）项"], ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", 0, None, 12], ["行政规范性文件", 3, 1.4, "=B8+C8"],
        ["三、收到和处理政府信息公开申请情况"], ["四、政府信息公开行政复议、行政诉讼情况"],
        ["五、存在的主要问题及改进情况"], ["无。"],
    ]  # fmt: skip
    for line in lines:
        sheet.append(line)
    sheet["C8"].number_format = "0"
    file = io.BytesIO()
    book.save(file)
    report = parse(Dossier(Document(file.getvalue(), "a.xlsx")))
    cells = {c.address: c for c in report.cells if c.table_id == "art20_1"}
    names = ("issued_this_year", "repealed_this_year", "in_force")
    rules = [cells[f"art20_1.rules.{n}"] for n in names]
    assert [(c.status, c.value) for c in rules] == [
        (Status.READ, 0),
        (Status.BLANK, None),
        (Status.READ, 12),
    ]
    others = [cells[f"art20_1.normative_documents.{n}"] for n in names]
    assert [(c.status, c.value, c.location) for c in others] == [
        (Status.READ, 3, "sheet:附表!B8"), (Status.READ, 1, "sheet:附表!C8"), (Status.DOUBTFUL, None, "sheet:附表!D8"),
    ]  # fmt: skip
    assert others[2].reason == "formula_without_value"
    assert report.reading == "sheet"
    assert report.identity.report_year == 2023
