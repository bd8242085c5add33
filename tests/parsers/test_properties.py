"""Whatever comes in: never an exception but ours, never a digit that is not in the source."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import GongkaiError, labels, numbers, parse
from parsers.align import Aligner
from parsers.documents.html import read_html
from parsers.documents.text import read_text
from parsers.model import Document, Dossier
from tests.parsers import render

WORDS = [
    "第二十条第（一）项", "信息内容", "本年制发件数", "规章", "行政规范性文件", "行政许可", "申请人情况", "自然人",
    "总计", "其他", "一、本年新收政府信息公开申请数量", "（一）予以公开", "3.其他", "（七）总计", "行政复议",
    "未经复议直接起诉", "结果维持", "三、收到和处理政府信息公开申请情况", "0", "12", "1,204", "/", "无", "1 2", "- 4 -",
    "|", "||||", "\t", "\n", "\n|\n", " ", "5①", "22（其中修订16件）", "。", "3.", "-1", "0.5",
]  # fmt: skip
FRAGMENTS = st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join)
TAGS = ["<table>", "</table>", "<tr>", "<td colspan=3>", "<td rowspan=0>", "<td colspan=99999999999>",
        "<td>", "</td>", "<p>", "<br>", "<div>", "<th>", "<span style='display:none'>", "</span>", "<!--"]  # fmt: skip
MARKUP = st.lists(st.sampled_from(WORDS + TAGS), max_size=100).map("".join)


def digits_of(text):
    return set(re.findall(r"\d+", text.replace(",", "")))


def check(alignment, source):
    printed = digits_of(source)
    for cell in alignment.cells:
        if cell.value is not None:
            assert digits_of(str(cell.value)) <= printed
        assert (cell.status == "read") <= (cell.value is not None)
        assert (cell.status in ("blank", "absent")) <= (cell.value is None)
        assert cell.status != "doubtful" or cell.reason


@given(FRAGMENTS)
def test_text(source):
    check(Aligner(read_text(source)).align(2023), source)


@given(MARKUP)
def test_markup(source):
    try:
        page = read_html(source)
    except GongkaiError:
        return
    check(Aligner(page).align(2020), source)


@given(st.binary(max_size=400) | FRAGMENTS.map(str.encode) | MARKUP.map(str.encode))
def test_documents(content):
    try:
        parse(Dossier(Document(content, "x")))
    except GongkaiError as error:
        assert error.place == "x"


@given(st.text(max_size=60))
def test_labels_and_numbers(text):
    labels.like(text)
    printed = numbers.read(text)
    if printed.value is not None:
        assert printed.kind is numbers.Kind.NUMBER


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from(sorted(render.SHAPES)), st.data())
def test_a_line_less_is_never_a_silent_error(seed, shape, data):
    """Any line of a full report may be lost: what is still read is still right."""
    figures = render.figures(seed)
    lines = render.SHAPES[shape](render.tables(figures)).split("\n")
    lines.pop(data.draw(st.integers(0, len(lines) - 1)))
    source = "\n".join(lines)
    page = read_html(source) if shape.startswith("html") else read_text(source)
    for cell in Aligner(page).align(2023).cells:
        printed = figures[cell.table_id, cell.row_key, cell.col_key] if cell.form == "2021" else ""
        if cell.status == "read":
            assert str(cell.value) == (printed or "").replace(",", ""), (cell.address, lines)
