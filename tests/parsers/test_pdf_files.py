"""PDFs of foreign tools and real ones, through the road that every document takes."""

from __future__ import annotations

import io
import json
import os
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

import parsers
from gongkai.cli import main
from gongkai.original import of_dossier
from gongkai.show import explain
from parsers.documents import sources
from parsers.model import Document, Dossier, Status
from tests.parsers.archives import Archive

FOLDER = Path(__file__).parents[2] / "fixtures" / "pdf"
REAL = Path(os.environ.get("GONGKAI_REAL_REPORTS", "no folder"))


@pytest.mark.parametrize(
    "name", ["chromium", "chromium-narrow", "chromium-no-rules", "libreoffice"]
)
def test_synthetic_reports_are_read_as_they_were_printed(name):
    content = (FOLDER / f"{name}.pdf").read_bytes()
    truth = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    report = parsers.parse(Dossier(Document(content, f"{name}.pdf")))
    found = {c.address: c for c in report.cells}
    assert report.reading == "pdf"
    assert found.keys() == truth.keys()
    wrong = []
    right = 0
    for address, printed in truth.items():
        cell = found[address]
        if cell.status is Status.READ:
            same = printed is not None and cell.value == Decimal(printed)
        else:
            same = cell.status is Status.BLANK and printed is None
        right += same
        if not same and cell.status in (Status.READ, Status.BLANK):
            wrong.append((address, cell.status, cell.value, printed))
    assert wrong == []
    assert right >= len(truth) * (0.9 if "rules" in name else 1)


def test_the_real_report_is_read_whole():
    path = REAL / "hongze-2024.pdf"
    if not path.exists():
        pytest.skip("GONGKAI_REAL_REPORTS is not set, or has no such report")
    truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    report = parsers.parse(Dossier(Document(path.read_bytes(), path.name)))
    wrong = []
    for cell in report.cells:
        printed = truth["tables"][cell.table_id][cell.row_key][cell.col_key]
        if cell.status is not Status.READ or cell.value != printed:
            wrong.append((cell.address, cell.status, cell.value, printed))
    assert len(report.cells) == 186
    assert wrong == []
    assert (report.identity.organ, report.identity.report_year) == (truth["organ"], truth["year"])
    assert len(report.sections) == 6


def test_pdfs_are_found_in_folders_zips_and_archives(tmp_path):
    content = (FOLDER / "libreoffice.pdf").read_bytes()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.pdf").write_bytes(content)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr("b.pdf", content)
    with Archive(tmp_path / "c.warc.gz") as archive:
        headers = (("Content-Type", "application/pdf"),)
        archive.response("http://www.example.gov.cn/c.pdf", content, headers=headers)
    paths = [tmp_path / "folder", tmp_path / "b.zip", tmp_path / "c.warc.gz"]
    dossiers = [d for d in sources.read(paths) if isinstance(d, Dossier)]
    assert [d.primary.media_type for d in dossiers] == ["application/pdf"] * 3
    reports = [parsers.parse(d) for d in dossiers]
    assert {len(r.cells) for r in reports} == {200}
    assert len({r.report_id for r in reports}) == 1


def test_a_batch_with_bad_pdfs_goes_on(tmp_path, capsys):
    content = (FOLDER / "libreoffice.pdf").read_bytes()
    for name, data in {"a": content, "b": content[:9000], "c": b"%PDF-1.4\nx"}.items():
        (tmp_path / f"{name}.pdf").write_bytes(data)
    out = tmp_path / "out"
    assert main(["parse", str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf"), str(tmp_path / "c.pdf"),
                 "--out", str(out), "--jobs", "2", "--quiet"]) == 2  # fmt: skip
    problems = (out / "problems.csv").read_text("utf-8-sig")
    assert problems.count("broken_file") == 2
    assert ",pdf," in (out / "reports.csv").read_text("utf-8-sig")


def test_show_points_to_page_and_box():
    dossier = Dossier(Document((FOLDER / "libreoffice.pdf").read_bytes(), "a.pdf"))
    console = Console(file=io.StringIO(), width=120, highlight=False, emoji=False, markup=False)
    report = parsers.parse(dossier)
    explain(report, "requests.granted.total", console, of_dossier(dossier))
    said = console.file.getvalue()
    cell = next(c for c in report.cells if c.address == "requests.granted.total")
    assert f"in the source, at {cell.location}" in said
    assert cell.location.startswith("pdf:p")
    assert "above it: " in said
    assert "予以公开" in said
    assert "^" in said
