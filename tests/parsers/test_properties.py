"""Whatever comes in: never an exception but ours, never a digit that is not in the source."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz import invariants, mutate
from parsers import GongkaiError, decode, labels, numbers, parse
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
LABELS = st.sampled_from(WORDS) | st.sampled_from(mutate.words()) | st.sampled_from(mutate.MARKS)
DIGITS = st.integers(0, 10**9).map(str)
TAGS = st.sampled_from(mutate.TAGS)
GAPS = st.sampled_from([" ", "\n", "\n\n", " | ", " |\n", "|", "\t", ""])
FRAGMENTS = st.lists(st.tuples(LABELS | DIGITS, GAPS).map("".join), max_size=80).map("".join)
MARKUP = st.lists(LABELS | DIGITS | TAGS, max_size=100).map("".join)


def cut_row(label, figures, gap):
    return gap.join([label, *figures])


# Rows as forms print them, all cut in one way: more of them are understood than of loose words.
ROWS = st.builds(
    lambda rows, gap, end: end.join(cut_row(*row, gap) for row in rows),
    st.lists(st.tuples(LABELS, st.lists(DIGITS | LABELS, max_size=8)), max_size=12),
    st.sampled_from([" | ", " ", "\t", "\n", " |\n", "</td><td>"]),
    st.sampled_from(["\n", " |\n", "\n\n", "</td></tr><tr><td>"]),
)


@given(FRAGMENTS | ROWS)
def test_text(source):
    invariants.check_text(decode.clean(source)[0], markup=False)


@given(MARKUP | ROWS.map(lambda rows: f"<table><tr><td>{rows}</td></tr></table>"))
def test_markup(source):
    invariants.check_text(decode.clean(source)[0], markup=True)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from(sorted(render.SHAPES)), st.booleans())
def test_broken_reports(seed, shape, blanks):
    """Full reports, broken as `make fuzz` breaks them: the same rules, without the fuzzer."""
    figures = render.figures(seed, blanks=0.5 if blanks else 0.0)
    source = mutate.mutate(random.Random(seed), render.SHAPES[shape](render.tables(figures)))
    invariants.check_document(source.encode("utf-8", "replace"))


@given(st.binary(max_size=400) | st.text().map(lambda t: t.encode("utf-16", "surrogatepass")),
       st.none() | st.sampled_from(["gb2312", "utf-8", "utf-16", "idna", "zlib", "\0", "ascii"]))  # fmt: skip
def test_decoding_never_raises(content, declared):
    decoded = decode.decode(content, declared)
    assert decoded == decode.decode(content, declared)
    assert decode.clean(decoded.text) == (decoded.text, [])
    decoded.text.encode("utf-8")  # no lone surrogate is left


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
