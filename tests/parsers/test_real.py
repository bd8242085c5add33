"""Real published reports against their figures; skipped where the folder is not there."""

import json
from decimal import Decimal

import pytest

from parsers import parse
from parsers.model import Document, Dossier
from tests.parsers import render


def load(folder, name):
    path = folder / f"{name}.txt"
    truth = json.loads((folder / f"{name}.truth.json").read_text("utf-8"))
    return parse(Dossier(Document(path.read_bytes(), path.name))), truth


def figures(truth):
    for table, rows in truth["tables"].items():
        for row, columns in rows.items():
            for column, value in columns.items():
                yield (table, row, column), None if value is None else Decimal(str(value))


def test_datonghu_is_read_whole(real_reports):
    report, truth = load(real_reports, "datonghu-2023")
    cells = {(c.table_id, c.row_key, c.col_key): c for c in report.cells}
    assert len(cells) == 200
    assert {c.status for c in report.cells} == {"read"}
    assert {c.form for c in report.cells} == {"2021"}
    for key, value in figures(truth):
        assert cells[key].value == value, key
        assert cells[key].location.startswith("text:L")
    assert not [f for f in report.findings if f.severity == "error"]
    who = report.identity
    assert (who.organ, who.region) == ("大通湖区委区管委会办公室", "大通湖区")
    assert (who.adcode, who.adcode_kind, who.report_year) == ("430971", "nbs_zone", 2023)
    assert [s.key for s in report.sections] == [
        "overview",
        "proactive_disclosure",
        "requests",
        "review_litigation",
        "problems",
        "other_matters",
    ]
    assert all(report.sections[n].text for n in (0, 4, 5))


@pytest.mark.parametrize("spans", [True, False])
def test_datonghu_as_html_gives_the_same_cells(real_reports, spans):
    text, truth = load(real_reports, "datonghu-2023")
    data = {key: None if v is None else str(v) for key, v in figures(truth)}
    page = render.html(render.tables(data), spans=spans).replace(
        "<body>", f"<body><h1>{truth['organ']}2023年信息公开年报</h1><h2>一、总体情况</h2>"
    )
    report = parse(Dossier(Document(page.encode(), "page.html")))
    assert [(c.address, c.status, c.value) for c in report.cells] == [
        (c.address, c.status, c.value) for c in text.cells
    ]


def test_kewei_has_no_silent_error(real_reports):
    """Labels torn from their numbers: right, or in doubt with a reason, never blank or wrong."""
    report, truth = load(real_reports, "shanghai-kewei-2024")
    cells = {(c.table_id, c.row_key, c.col_key): c for c in report.cells}
    right = 0
    for key, value in figures(truth):
        cell = cells[key]
        if cell.status == "read":
            assert cell.value == value, key
            right += 1
        elif value is not None:
            assert cell.status == "doubtful", key
            assert cell.reason
    assert right >= 110
    assert not [f for f in report.findings if f.cause == "source" and f.outcome != "note"]
