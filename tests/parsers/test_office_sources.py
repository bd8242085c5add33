"""Office documents where documents come from: files, folders, zips and web archives."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

import gongkai
from accuracy.judge import judge, truths
from accuracy.office import printed
from fixtures.make_office import FILES, HERE, made
from parsers import parse
from parsers.documents.sources import read
from parsers.model import Document, Dossier, Problem, Status
from tests.cli.conftest import command, environment
from tests.parsers.archives import Archive
from tests.parsers.office_files import docx, packed, paragraph

REPORTS = HERE / "reports"
WORD = (REPORTS / "word-merged-2021.docx").read_bytes()
SHEET = (REPORTS / "sheet-framed-2021.xlsx").read_bytes()
OLD = (REPORTS / "sheet-old-2021.xls").read_bytes()


def outcomes(*paths: Path) -> dict[str, str]:
    """What became of each document: how it was read, or the code of its problem."""
    problems: list[Problem] = []
    found = {
        str(r.source): r.reading for r in gongkai.parse_many(*paths, on_problem=problems.append)
    }
    return found | {str(p.source): p.code for p in problems}


@pytest.mark.parametrize(("name", "form", "year", "policy", "seed"), FILES)
def test_the_fixtures_print_what_they_were_made_of(name, form, year, policy, seed):
    sheet = made(form, year, policy, seed)
    truth = truths(sheet, printed(sheet), frozenset(), grid=True)
    content = (HERE / name).read_bytes()
    verdict = judge(parse(Dossier(Document(content, name))).cells, truth, sheet.forms)
    assert (verdict.counts["right"], verdict.cells) == (len(truth), len(truth))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_an_old_word_document_is_read_as_the_new_one():
    def read_cells(name: str) -> list[tuple[str, Status, Decimal | None]]:
        content = (HERE / "office" / name).read_bytes()
        cells = parse(Dossier(Document(content, name))).cells
        return [(c.address, c.status, c.value) for c in cells]

    assert read_cells("word-2019.doc") == read_cells("word-2019.docx")


def test_files_and_folders_by_their_bytes(tmp_path):
    for name, content in (
        ("a.docx", WORD), ("b.doc", WORD), ("c", SHEET), ("d.docx", OLD), ("e.et", OLD), ("f.xls", SHEET),
        ("g.csv", (REPORTS / "sheet-2019.csv").read_bytes()),
        ("h.xls", (REPORTS / "clean-2021.html").read_bytes()),
        ("i.zip", WORD), ("j.csv", b"report_id,adcode\r\nr1,110000\r\n"), ("k.csv", b"a,b\n1,2\n"),
        ("l.rar", b"Rar!\x1a\x07\x00"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
    assert outcomes(tmp_path) == {
        "a.docx": "word", "b.doc": "word", "c": "sheet", "d.docx": "sheet", "e.et": "sheet", "f.xls": "sheet",
        "g.csv": "sheet", "h.xls": "html", "i.zip": "word", "j.csv": "dataset_table", "k.csv": "not_a_report",
        "l.rar": "unpack_first",
    }  # fmt: skip


def test_a_document_whose_first_member_does_not_tell_it(tmp_path):
    with zipfile.ZipFile(io.BytesIO(WORD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    first = {"customXml/item1.xml": b"<x/>"}
    (tmp_path / "a").write_bytes(packed(first | parts))
    assert outcomes(tmp_path / "a") == {"a": "word"}


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return file.getvalue()


def test_reports_in_zips(tmp_path):
    inner = zipped(c_xlsx=SHEET, d_docx=docx(paragraph("通知")))
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(a_docx=WORD, b_xls=OLD, x_zip=inner, y_rar=b"Rar!\x1a\x07\x00"))
    assert outcomes(path) == {
        "a.zip!a.docx": "word", "a.zip!b.xls": "sheet", "a.zip!x.zip!c.xlsx": "sheet",
        "a.zip!x.zip!d.docx": "not_a_report", "a.zip!y.rar": "unpack_first",
    }  # fmt: skip


def test_web_archives(tmp_path):
    path = tmp_path / "1.warc.gz"
    kind = (("Content-Type", "application/octet-stream"),)
    with Archive(path) as archive:
        archive.response("http://a.example/download?id=1", WORD, headers=kind, role="report")
        archive.response("http://a.example/2.xls", OLD, role="report", portal="http://a.example/")
        archive.response("http://a.example/3.zip", zipped(a_xlsx=SHEET, b_rar=b"Rar!\x1a\x07\x00", c_txt=b""),
                         headers=kind, role="report", portal="http://a.example/", adcode="110000")  # fmt: skip
    items = list(read([path]))
    found = {i.primary.source.rpartition("#")[0]: i for i in items if isinstance(i, Dossier)}
    assert list(found) == [
        "http://a.example/download?id=1", "http://a.example/2.xls", "http://a.example/3.zip!a.xlsx",
        "http://a.example/3.zip!b.rar",
    ]  # fmt: skip
    member = found["http://a.example/3.zip!a.xlsx"]
    assert (member.primary.url, member.hints.adcode) == ("http://a.example/3.zip", "110000")
    assert member.primary.warc_ref and member.primary.fetched_at
    readings = [parse(i).reading for name, i in found.items() if not name.endswith("rar")]
    assert readings == ["word", "sheet", "sheet"]
    problems = [i for i in items if isinstance(i, Problem)]
    assert [(p.code, p.portal) for p in problems] == [("empty_document", "http://a.example/")]


def test_a_dataset_of_office_documents(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.docx").write_bytes(WORD)
    (folder / "b.xls").write_bytes(OLD)
    with Archive(folder / "1.warc.gz") as archive:
        archive.response("http://a.example/3.zip", zipped(a_xlsx=SHEET), role="report")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(*arguments), cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8",
            timeout=120, check=False,
        )  # fmt: skip

    done = run("parse", "in", "--out", "data", "--jobs", "2", "--quiet")
    assert done.returncode == 0, done.stderr
    cells = gongkai.read(tmp_path / "data")["cells"]
    assert set(cells["location"].dropna().str.partition(":")[0]) == {"word", "sheet"}
    again = {}
    for source in ("a.docx", "b.xls", "http://a.example/3.zip"):
        shown = run("show", source, "--in", "data", "--cell", "requests.new_received.total")
        again[source] = shown.stdout
        assert shown.returncode == 0, shown.stderr
        assert "above it: " in shown.stdout
        assert "in the source, at " in shown.stdout
    assert "at word:table[2]/r4c10" in again["a.docx"]
    assert "at sheet:Sheet1!J" in again["b.xls"]
    assert "> row " in again["b.xls"]
    assert "prints the archived bytes, a zip" in " ".join(again["http://a.example/3.zip"].split())
