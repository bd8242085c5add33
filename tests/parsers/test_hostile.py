"""Documents made to break a reader end in a clear problem, soon, and never in a hang."""

from pathlib import Path

import pytest

import gongkai
from parsers import GongkaiError, parse
from parsers.documents.html import read_html
from parsers.model import Document, Dossier
from tests.parsers import costs

TITLE = "示例县教育局2023年政府信息公开工作年度报告"
HEAD = f"<html><body><h1>{TITLE}</h1>"
ITEM = "第二十条第（一）项"
SECTION = "三、收到和处理政府信息公开申请情况"
ROOT = Path(__file__).parents[2]
REPORT = (ROOT / "fixtures" / "reports" / "clean-2021.html").read_text("utf-8")


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
        (HEAD + "<div>" * 400_000 + "x", "too_many_tags"),
        (HEAD + "<table><tr><td>" * 5_000 + "x", "html_cut_off"),
        (HEAD + "<p>x</p>" * 60_000, "too_many_lines"),
        (HEAD + "<table><tr>" + "<td>1" * 210_000 + "</table>", "table_too_large"),
        (f"{TITLE}\n" + "政务公开\n" * 60_000, "too_many_lines"),
        (f"{TITLE}\n{ITEM} |\n" + "|" * 100_000, "table_too_large"),
        (f"{TITLE}\n{ITEM}\n" + "规章 |\n0 |\n" * 9_900, "table_too_large"),
        (f"{TITLE}\n{ITEM}\n规章 " + "1 " * 100_000 + "a", "list_page"),
        (f"{ITEM}\n" + "（" * 100_000 + "一、" * 100_000, "not_a_report"),
        (f"{ITEM}\n规章" + " " * 1_000_000 + "0", "not_a_report"),
        (HEAD.encode() + b"\0" * 10_000, "binary_document"),
        (b"\xed\xa0\x80" * 1_000, "not_a_report"),
        (b"", "empty_document"),
        (b"%PDF-1.7\n", "broken_file"),
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


@pytest.mark.parametrize("end", ["</body></html>", "</HTML>\n<html><body>", "</body >"])
@pytest.mark.parametrize("before", ["<h1>", "<h2>三"])
def test_a_body_that_goes_on_behind_its_end_is_read(end, before):
    page = REPORT.replace(before, end + before, 1)
    made = parse(Dossier(Document(page.encode(), "a.html")))
    assert {str(c.status) for c in made.cells} == {"read"}


def in_report(piece):
    return REPORT.replace("</body>", piece + "</body>")


# Each is built when its turn comes; the largest that a cap lets through, and one far beyond it.
TRAPS = {
    "200 MB page": (lambda: HEAD + "<p>x</p>" * 25_000_000, "too_large"),
    "64 MB line": (lambda: TITLE + "政" * 21_000_000, "too_large"),
    "19 MB line": (lambda: TITLE + "政" * 6_000_000, "too_much_text"),
    "19 MB line of HTML": (lambda: HEAD + "<p>" + "政" * 6_000_000, "too_much_text"),
    "10^6 nested tags": (lambda: HEAD + "<div>" * 1_000_000 + "x", "too_many_tags"),
    "nested tags, many times": (
        lambda: HEAD + ("<span>" * 1500 + "x" + "</span>" * 1500) * 80,
        "list_page",
    ),
    "nested tables": (
        lambda: HEAD + ("<table><tr><td>" * 400 + "1" + "</td></tr></table>" * 400) * 100,
        "list_page",
    ),
    "10^5 tables": (lambda: HEAD + "<table><tr><td>1</td></tr></table>" * 100_000, "too_many_tags"),
    "tables of the form": (
        lambda: HEAD + f"<table><tr><td>{ITEM}</td></tr><tr><td>规章</td><td>1</td></tr></table>" * 6_000,
        "table_too_large",
    ),
    "colspan 10^9": (
        lambda: HEAD + "<table><tr>" + '<td colspan="1000000000" rowspan="1000000000">0' * 100_000,
        "table_too_large",
    ),
    "wide and high spans": (
        lambda: HEAD + "<table>" + '<tr><td colspan="1000" rowspan="1000">0' * 60_000,
        "table_too_large",
    ),
    "ladder of spans": (
        lambda: HEAD + "<table>" + '<tr><td rowspan="1000">0</td></tr>' * 60_000,
        "table_too_large",
    ),
    "10^6 pipes": (lambda: f"{TITLE}\n{ITEM} |\n" + "|" * 1_000_000, "table_too_large"),
    "10^6 cells of pipes": (lambda: f"{TITLE}\n{ITEM} |\n" + "0 | " * 370_000, "table_too_large"),
    "10^6 digits in a cell": (
        lambda: in_report(f"<table><tr><td>{ITEM}<tr><td>规章<td>{'1' * 1_000_000}</table>"),
        "report",
    ),
    "10^6 ordinals": (lambda: f"{TITLE}\n" + "一、" * 740_000, "list_page"),
    "10^6 ordinals of HTML": (lambda: HEAD + "<p>" + "（一）" * 490_000, "list_page"),
    "labels that wrap": (lambda: f"{TITLE}\n{ITEM}\n" + "其他法律行政法规\n" * 19_000, "list_page"),
    "labels like the form's": (
        lambda: f"{TITLE}\n{ITEM}\n" + "".join(f"属于行政{n}查询事\n" for n in range(19_000)),
        "list_page",
    ),
    "titles like the form's": (
        lambda: f"{TITLE}\n" + "".join(f"三、收到和处理政府{n}公开申请的\n" for n in range(19_000)),
        "report",
    ),
    "10^5 headings": (lambda: f"{TITLE}\n" + "一、总体情况\n" * 100_000, "too_many_lines"),
    "10^5 headings in a line": (lambda: f"{TITLE}\n" + "一、总体情况" * 100_000, "list_page"),
    "millions of br": (lambda: HEAD + "<br>" * 3_000_000, "too_many_tags"),
    "br after br": (lambda: HEAD + "<p>" + "1<br>" * 249_000, "too_many_lines"),
    "br in a cell": (lambda: HEAD + f"<table><tr><td>{ITEM}<td>" + "1<br>" * 249_000, "too_many_lines"),
    "a huge attribute": (lambda: HEAD + '<p class="' + "x" * 15_000_000 + '">x</p>', "list_page"),
    "a huge style": (lambda: HEAD + '<p style="' + "display " * 2_000_000 + '">x', "list_page"),
    "10^6 attributes": (
        lambda: HEAD + "<p " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">x",
        "too_many_attributes",
    ),
    "many tags of many attributes": (
        lambda: HEAD + ("<p " + " ".join(f"a{n}" for n in range(9_000)) + ">x</p>") * 300,
        "too_many_attributes",
    ),
    "lines that are rows": (lambda: f"{TITLE}\n{SECTION}\n{ITEM}\n" + "规章\n1\n2\n3\n" * 4_900, "report"),
    "rows that are alike": (lambda: f"{TITLE}\n{ITEM}\n" + "规章 | 1 | 2 | 3 |\n" * 4_900, "report"),
    "aligned rows that are alike": (
        lambda: f"{TITLE}\n{SECTION}\n" + ("一、本年新收政府信息公开申请数量" + "      1" * 7 + "\n") * 2_400,
        "report",
    ),
    "numeric entities": (lambda: HEAD + "<p>" + "&#49;" * 3_900_000, "too_much_text"),
    "unknown entities": (lambda: HEAD + "<p>" + "&foo;" * 3_900_000, "too_much_text"),
    "entities of entities": (
        lambda: '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        f'<!ENTITY c "&b;&b;&b;&b;&b;&b;">]>{HEAD}<p>' + "&c;" * 100_000,
        "list_page",
    ),
    "UTF-16 without mark": (lambda: (HEAD + "<p>政务公开</p>" * 19_000).encode("utf-16-le"), "list_page"),
    "UTF-16 text without mark": (lambda: (TITLE + "政务公开" * 2_400_000).encode("utf-16-be"), "binary_document"),
    "UTF-32 without mark": (lambda: (HEAD + "<p>政务公开</p>" * 40_000).encode("utf-32-le"), "not_a_report"),
    "NULs": (lambda: HEAD + "\0" * 10_000_000, "binary_document"),
    "surrogates": (lambda: HEAD.encode() + b"<p>" + b"\xed\xa0\x80" * 6_000_000, "too_much_text"),
    "bytes without sense": (lambda: bytes(range(128, 256)) * 150_000, "too_much_text"),
    "blanks in a row": (lambda: f"{TITLE}\n{ITEM}\n规章" + " " * 1_400_000 + "0", "list_page"),
    "figures in prose": (
        lambda: in_report("<p>" + "收到政府信息公开申请12件，" * 105_000 + "</p>"),
        "report",
    ),
    "rows without end": (
        lambda: in_report(f"<table><tr><td>{ITEM}" + "<tr><td>规章<td>1<td>1<td>1" * 4_500 + "</table>"),
        "report",
    ),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def measuring():
    yield
    costs.stop()


@pytest.mark.parametrize("name", TRAPS)
def test_traps_cost_little(name, tmp_path):
    build, expected = TRAPS[name]
    content = build()
    path = tmp_path / "trap"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    del content
    code, seconds, peak = costs.measure(path)
    path.unlink()
    assert code == expected
    assert seconds < costs.SECONDS
    assert peak < costs.MEGABYTES


def test_a_trap_stops_no_batch(tmp_path):
    (tmp_path / "a.html").write_text(HEAD + "<div>" * 400_000, "utf-8")
    (tmp_path / "b.html").write_text(REPORT, "utf-8")
    (tmp_path / "c.txt").write_bytes(b"\0" * 1_000)
    problems = []
    reports = list(gongkai.parse_many(tmp_path, on_problem=problems.append))
    assert [r.source for r in reports] == ["b.html"]
    assert {p.code for p in problems} == {"too_many_tags", "binary_document"}


@pytest.mark.parametrize("span", ["①3", "２", "-1", "1.5", "٣", "9" * 5_000, ""])
def test_spans_that_are_no_numbers(span):
    page = read_html(f'<table><tr><td colspan="{span}" rowspan="{span}">规章<td>1</table>')
    (grid,) = page.blocks
    assert [cell.text for cell in grid.cells] == ["规章", "1"]
