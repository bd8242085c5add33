"""Documents made to break a reader end in a clear problem, soon, and never in a hang."""

import pytest

from parsers import GongkaiError, parse
from parsers.documents.html import read_html
from parsers.model import Document, Dossier

TITLE = "示例县教育局2023年政府信息公开工作年度报告"
HEAD = f"<html><body><h1>{TITLE}</h1>"
ITEM = "第二十条第（一）项"


def outcome(content):
    if isinstance(content, str):
        content = content.encode()
    try:
        parse(Dossier(Document(content, "trap")))
    except GongkaiError as error:
        assert error.place == "trap"
        return error.code
    return "report"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (HEAD + "<div>" * 200_000 + "x", "html_cut_off"),
        (HEAD + "<table><tr><td>" * 5_000 + "x", "html_cut_off"),
        (HEAD + "<p>x</p>" * 60_000, "too_many_lines"),
        (HEAD + "<table><tr>" + "<td>1" * 210_000 + "</table>", "table_too_large"),
        (f"{TITLE}\n" + "政务公开\n" * 60_000, "too_many_lines"),
        (f"{TITLE}\n{ITEM} |\n" + "|" * 100_000, "table_too_large"),
        (f"{TITLE}\n{ITEM}\n" + "规章 |\n0 |\n" * 10_000, "table_too_large"),
        (f"{TITLE}\n{ITEM}\n规章 " + "1 " * 100_000 + "a", "list_page"),
        (f"{ITEM}\n" + "（" * 100_000 + "一、" * 100_000, "not_a_report"),
        (f"{ITEM}\n规章" + " " * 1_000_000 + "0", "not_a_report"),
        (HEAD.encode() + b"\0" * 10_000, "binary_document"),
        (b"\xed\xa0\x80" * 1_000, "not_a_report"),
        (b"", "empty_document"),
        (b"%PDF-1.7\n", "unsupported_format"),
        (bytes(range(256)) * 50, "binary_document"),
    ],
)
def test_traps(content, code):
    assert outcome(content) == code


def test_spans_without_end_cost_nothing():
    wide = '<td colspan="1000000000" rowspan="1000000000">0</td>' * 300
    page = HEAD + f"<table><tr>{wide}</tr>" + "<tr><td>行政许可</td><td>1</td></tr>" * 2_000
    (grid,) = [b for b in read_html(page + "</table>").blocks if hasattr(b, "cells")]
    assert len(grid.cells) == 4_300


def test_pages_nested_deeper_than_usual_are_read_whole():
    page = read_html(HEAD + "<font>" * 1_000 + "<p>末段</p>")
    assert page.blocks[-1].text == "末段"
