"""The truth is what the pages print, and every promised oddity is there."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.demo.organs import COUNTY
from gongkai.demo.portal import ABSENT, site, truth
from gongkai.demo.reports import Encoding, Shape
from tests.demo import reading

TRUTH = truth()
TABLE_SHAPES = {Shape.SPANS, Shape.SPLIT, Shape.WORD, Shape.SPANS_LOST}


def named(shapes):
    reports = [report for report in TRUTH if report.shape in shapes]
    return pytest.mark.parametrize("report", reports, ids=lambda t: f"{t.organ}{t.report_year}")


def container(report, path=None):
    return reading.body(site().resources[path or report.paths[0]].body, report.encoding)


def sections(report):
    """Printed texts of section 2, 3 and 4 in the form's order."""
    rest = dict(report.printed)
    three = [rest.pop(a) for a in list(rest) if a.startswith("requests.")]
    four = [rest.pop(a) for a in list(rest) if a.startswith("review_litigation.")]
    return [list(rest.values()), three, four]


def test_the_series_is_wide_enough():
    assert len(TRUTH) >= 24
    assert {report.report_year for report in TRUTH} == {2021, 2022, 2023, 2024, 2025}
    kinds = {report.organ_kind for report in TRUTH}
    assert {"government", "government_office", "department", "township", "subdistrict"} == kinds
    assert {report.shape for report in TRUTH} == {shape.value for shape in Shape}
    assert {report.encoding for report in TRUTH} == {encoding.value for encoding in Encoding}


@named(TABLE_SHAPES)
def test_tables_print_the_truth(report):
    tables = reading.tables(container(report))
    printed = []
    for table in tables:
        for row in table:
            texts = [text for text, _, _ in row]
            first = next((i for i, text in enumerate(texts) if _is_value(text, report)), len(texts))
            printed.extend(texts[first:])
    assert printed == [text for section in sections(report) for text in section]


def _is_value(text, report):
    return (
        text in ("", "/")
        or (text[0].isdigit() and not re.match(r"\d[.]\D", text))
        or text[0] in "+-"
    )


@named({Shape.SPANS, Shape.SPLIT, Shape.WORD})
def test_spans_cover_the_grid(report):
    for table in reading.tables(container(report)):
        assert len(set(reading.grid_widths(table))) == 1


@named({Shape.SPANS_LOST})
def test_lost_spans_are_lost(report):
    element = container(report)
    assert not element.xpath(".//*[@rowspan or @colspan]")
    assert element.xpath(".//td")


@named({Shape.PIPE_LINES, Shape.PIPE_ROWS})
def test_pipe_text_prints_the_truth(report):
    text = "\n".join(line for line in reading.lines(container(report)) if "|" in line)
    cells = [part.strip() for part in re.split(r"[|\n]", text)]
    expected = [text for section in sections(report) for text in section if text]
    assert reading.figures(cells) == expected


@named({Shape.PIPE_LINES, Shape.PIPE_ROWS})
def test_pipe_rows_are_padded_to_the_width(report):
    lines = [line for line in reading.lines(container(report)) if "|" in line]
    # The last row of each of the three tables has no padding.
    missing = {4: 2, 10: 2, 15: 0}
    pipes = sum(line.count("|") for line in lines)
    blanks = 200 - len([t for s in sections(report) for t in s if t])
    last_row_blanks = 5 if blanks else 0
    rows = {4: 14, 10: 28, 15: 4}
    full = sum(width * count for width, count in rows.items())
    assert pipes == full - sum(missing.values()) - last_row_blanks


@named({Shape.CELL_LINES})
def test_cell_lines_print_every_cell(report):
    assert len(report.printed) == 200
    expected = [text for section in sections(report) for text in section]
    assert all(expected)
    assert reading.figures(list(reading.lines(container(report)))) == expected


@named({Shape.NONE})
def test_a_page_without_tables_has_none(report):
    element = container(report)
    assert not element.xpath(".//table")
    assert set(report.cells.values()) == {ABSENT}
    assert not reading.figures(list(reading.lines(element)))


@named(set(Shape))
def test_cells_and_printed_texts_agree(report):
    per_form = {"2021": 200, "2019": 212}
    assert len(report.cells) == per_form[report.forms["art20_1"]]
    for address, value in report.cells.items():
        if value == ABSENT:
            assert address not in report.printed
        elif value is None:
            assert report.printed[address] in ("", "/")
        else:
            number = re.match(r"[+-]?[\d,.]+", report.printed[address].translate(_HALF_WIDTH))
            assert Decimal(number.group().replace(",", "")) == Decimal(value)


_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@named(set(Shape))
def test_pages_say_who_when_and_all_six_sections(report):
    resource = site().resources[report.paths[0]]
    page = reading.body(resource.body, report.encoding).getroottree().getroot()
    assert page.findtext(".//h1") == report.title
    assert report.organ in report.title and str(report.report_year) in report.title
    assert report.published.year == report.report_year + 1
    text = container(report).text_content()
    places = [text.index(title) for title in report.sections]
    assert len(places) == 6 and places == sorted(places)
    assert (f"{report.processing_fee_yuan}元" in text) == (report.processing_fee_yuan is not None)
    assert ("索 引 号" in page.text_content()) == (report.index_number is not None)
    if report.index_number:
        assert report.index_number in page.text_content()
    (meta,) = page.xpath('//meta[@name="PubDate"]/@content') or [None]
    assert (meta is not None) == ("meta" in report.dates)
    day = report.published
    assert (f"{day.year}年{day.month}月{day.day}日" in text) == ("signature" in report.dates)


@pytest.mark.parametrize("report", [t for t in TRUTH if len(t.paths) > 1], ids=lambda t: t.title)
def test_twins_print_the_same_report(report):
    texts = {container(report, path).text_content() for path in report.paths}
    assert len(texts) == 1
    pages = {site().resources[path].body for path in report.paths}
    assert len(pages) == len(report.paths)


def test_every_oddity_is_there():
    printed = [(t, a, text) for t in TRUTH for a, text in t.printed.items()]
    texts = {text for _, _, text in printed}
    assert "/" in texts
    assert any(re.fullmatch(r"\d+（其中修订\d+件）", text) for text in texts)
    assert any(re.fullmatch(r"\d{1,3},\d{3}", text) for text in texts)
    assert any(re.fullmatch(r"[０-９]{2,}", text) for text in texts)
    assert any(re.fullmatch(r"[+]\d+", text) for text in texts)
    assert any(re.fullmatch(r"\d+\.\d{4}", text) for text in texts)
    assert any(text.endswith("万元") for text in texts)
    wordy = [t for t in TRUTH if t.shape == Shape.WORD]
    for report in wordy:
        page = site().resources[report.paths[0]].body
        assert 90_000 < len(page) < 120_000
        assert b"<o:p>" in page and b"mso-" in page and b"<font" in page
    assert any(None in report.cells.values() for report in wordy)
    blank_columns = [t for t in TRUTH if t.printed and _organisations(t) == {""}]
    assert {t.shape for t in blank_columns} >= {
        Shape.SPANS,
        Shape.WORD,
        Shape.SPANS_LOST,
        Shape.PIPE_LINES,
    }
    assert any(t.forms["art20_1"] == "2019" and t.forms["requests"] == "2021" for t in TRUTH)
    partly = [t for t in TRUTH if ABSENT in t.cells.values() and t.printed]
    assert partly
    assert any(t.dates.get("url") not in (None, t.published) for t in TRUTH)
    assert any("meta" not in t.dates and "page" not in t.dates for t in TRUTH)
    due = {True: (3, 31), False: (1, 31)}
    late = [
        t
        for t in TRUTH
        if t.published > date(t.report_year + 1, *due[t.organ_kind == "government"])
    ]
    assert len(late) >= 3 and len(late) < len(TRUTH) / 2


def _organisations(report):
    columns = ("commercial_enterprise", "research_institution", "public_welfare_org")
    columns += ("legal_service_org", "other_org")
    return {text for a, text in report.printed.items() if a.endswith(columns)}


@pytest.mark.parametrize(
    "report", [t for t in TRUTH if t.encoding.startswith("gb")], ids=lambda t: t.title
)
def test_gb_pages_need_more_than_they_declare(report):
    resource = site().resources[report.paths[0]]
    text = resource.body.decode("gb18030")
    assert "㙓" in text
    with pytest.raises(UnicodeDecodeError):
        resource.body.decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        resource.body.decode("gb2312")
    in_header = "charset=gb2312" in resource.headers["Content-Type"]
    assert in_header == (report.encoding == Encoding.GB_HEADER)
    assert ("charset=gb2312" in text) == (not in_header)


def test_the_county_is_invented():
    table = Path(__file__).parents[2] / "parsers" / "identity" / "data" / "divisions.csv"
    names = table.read_text("utf-8")
    assert "110101,东城区" in names
    for invented in (COUNTY[:2], "样例", "范例", "虚构", "假设"):
        assert invented not in names
