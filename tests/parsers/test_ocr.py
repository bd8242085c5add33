"""Pictures and scans: every figure is in doubt, or confirmed, and none is wrong without a word."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import sys
import textwrap
import zipfile
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from parsers import parse
from parsers.align import Aligner
from parsers.documents import child, ocr_process, sources
from parsers.documents.blocks import Grid, Page
from parsers.documents.ocr import items
from parsers.documents.pdf_flow import flow
from parsers.documents.read import read_document
from parsers.errors import DocumentError
from parsers.model import Document, Dossier, Status
from tests.cli.pages import report as html_report
from tests.parsers.pdf_paper import pdf, text

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "fixtures" / "pictures"
TRUTH = json.loads((ROOT / "fixtures" / "pdf" / "libreoffice.json").read_text(encoding="utf-8"))
PAGES = sorted(PICTURES.glob("table-*.png"))
TITLE = "测试县教育局2023年政府信息公开工作年度报告"
installed = pytest.mark.skipif(bool(ocr_process.missing()), reason="the extra ocr is not installed")


def article(*addresses: str) -> str:
    """A report whose sections stand in the page and whose tables are pictures."""
    page = html_report("测试县教育局", 2023)
    page = re.sub(r"<table.*?</table>", "", page, flags=re.S)
    shown = "".join(f'<p><img src="{address}"></p>' for address in addresses)
    return page.replace("<h2>五、", f"{shown}<h2>五、")


def judged(cells) -> Counter:
    """Statuses, each with whether the value is what is printed."""
    found: Counter = Counter()
    for cell in cells:
        expected = TRUTH[cell.address]
        same = expected == (None if cell.value is None else str(cell.value))
        found[str(cell.status), same] += 1
    return found


def assert_honest(cells) -> Counter:
    found = judged(cells)
    assert found["read", False] == found["blank", False] == 0
    return found


@installed
def test_a_scan_is_read_and_what_two_sums_confirm_is_certain():
    made = parse(Dossier(Document((PICTURES / "scan-rough.pdf").read_bytes(), "scan.pdf")))
    assert made.reading == "ocr"
    found = assert_honest(made.cells)
    assert found["read", True] > 100
    assert found["read", True] + found["blank", True] + found["doubtful", True] >= 190
    for cell in made.cells:
        if cell.status is Status.READ:
            assert cell.basis == "ocr_identity"
            assert cell.table_id == "requests"
        if cell.status is not Status.ABSENT:
            assert re.fullmatch(r"ocr:p\d@\d+,\d+,\d+,\d+;conf=[01]\.\d\d", cell.location)
    assert "read_by_ocr" in {f.code for f in made.findings}
    assert made.identity.report_year == 2023


@installed
def test_a_picture_says_where_its_cells_are():
    page = read_document(Document(PAGES[2].read_bytes(), "a.png"))
    from PIL import Image

    with Image.open(PAGES[2]) as image:
        wide, high = image.size
    boxes = [
        [int(side) for side in re.findall(r"\d+", c.location.partition("@")[2])[:4]]
        for block in page.blocks
        for c in getattr(block, "cells", ())
    ]
    assert len(boxes) > 50
    assert all(0 <= x0 < x1 <= wide and 0 <= y0 < y1 <= high for x0, y0, x1, y1 in boxes)


@installed
def test_a_picture_of_a_table_in_a_page_with_text_lies_where_it_stands():
    from reportlab.lib.utils import ImageReader

    def both(canvas):
        for n in range(5):
            text(canvas, 60, 780 - 20 * n, "本段文字为合成，仅用于检验程序。")
        canvas.drawImage(ImageReader(io.BytesIO(PAGES[1].read_bytes())), 100, 500, 360, 150)

    page = read_document(Document(pdf(both), "a.pdf"))
    assert page.reading == "pdf"
    (grid,) = [block for block in page.blocks if not hasattr(block, "text")]
    places = [re.fullmatch(r"ocr:p1@(\d+),(\d+),(\d+),(\d+);.*", c.location) for c in grid.cells]
    x0, y0 = (min(int(p[n]) for p in places) for n in (1, 2))
    x1, y1 = (max(int(p[n]) for p in places) for n in (3, 4))
    assert abs(x0 - 100) < 6 and abs(x1 - 460) < 6
    assert abs(y0 - (842 - 650)) < 6 and abs(y1 - (842 - 500)) < 6
    assert "1622" in {c.text for c in grid.cells}


@installed
def test_digits_on_two_lines_of_a_cell_are_not_joined():
    def split(canvas):
        for y in (700, 660, 600):
            canvas.line(60, y, 500, y)
        for x in (60, 280, 500):
            canvas.line(x, 600, x, 700)
        text(canvas, 80, 675, "规章")
        text(canvas, 300, 675, "12")
        text(canvas, 80, 625, "行政许可")
        text(canvas, 300, 640, "46")
        text(canvas, 300, 615, "57")

    image = pypdfium2.PdfDocument(pdf(split))[0].render(scale=2.5).to_pil()
    out = io.BytesIO()
    image.save(out, "PNG")
    page = read_document(Document(out.getvalue(), "a.png"))
    texts = [c.text for block in page.blocks for c in getattr(block, "cells", ())]
    assert "12" in texts and "46 57" in texts


@installed
def test_a_dash_in_a_cell_is_no_digit():
    def dashes(canvas):
        for y in (640, 670, 700):
            canvas.line(60, y, 500, y)
        for x in (60, 170, 280, 390, 500):
            canvas.line(x, 640, x, 700)
        text(canvas, 115, 680, "规章")
        text(canvas, 115, 650, "规范性文件")
        for x, mark in ((210, "11"), (320, "0"), (430, "7")):
            text(canvas, x, 680, mark)
        for x, width in ((210, 4), (320, 7), (430, 11)):
            canvas.rect(x, 653, width, 1, fill=1)

    image = pypdfium2.PdfDocument(pdf(dashes))[0].render(scale=2).to_pil()
    out = io.BytesIO()
    image.save(out, "PNG")
    page = read_document(Document(out.getvalue(), "a.png"))
    rows = [[c.text for c in row] for b in page.blocks if hasattr(b, "rows") for row in b.rows()]
    assert rows == [["规章", "11", "0", "7"], ["规范性文件", "—", "—", "—"]]


@installed
def test_tables_that_a_page_shows_as_pictures(tmp_path):
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a.html").write_text(article(*(f"./a_files/{p.name}?v=1" for p in PAGES)), "utf-8")
    for path in PAGES:
        (tmp_path / "a_files" / path.name).write_bytes(path.read_bytes())
    (dossier,) = sources.read([tmp_path])
    assert len(dossier.attachments) == len(PAGES)
    made = parse(dossier)
    found = assert_honest(made.cells)
    assert found["read", True] + found["blank", True] + found["doubtful", True] >= 190
    assert made.identity.title == TITLE
    assert all(re.match(r"attachment\d:ocr:p1@", c.location) for c in made.cells)
    (alone,) = sources.read([tmp_path / "a.html"])
    assert [a.content for a in alone.attachments] == [a.content for a in dossier.attachments]


def test_pictures_in_a_zip_belong_to_the_page_that_shows_them(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x/1.png", PAGES[0].read_bytes())
        archive.writestr("x/page.html", article("1.png", "../../../etc/passwd", "//host/2.png"))
        archive.writestr("other.png", PAGES[1].read_bytes())
    found = {d.primary.source: d for d in sources.read([tmp_path / "a.zip"])}
    assert set(found) == {"a.zip!x/page.html", "a.zip!other.png"}
    (picture,) = found["a.zip!x/page.html"].attachments
    assert (picture.source, picture.media_type) == ("a.zip!x/1.png", "image/png")


def test_no_picture_outside_of_the_folder_is_read(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "out.png").write_bytes(PAGES[0].read_bytes())
    (tmp_path / "in" / "link.png").symlink_to(tmp_path / "out.png")
    (tmp_path / "in" / "a.html").write_text(article("../out.png", "link.png"), "utf-8")
    (dossier, *_) = sources.read([tmp_path / "in"])
    assert dossier.attachments == ()


@installed
def test_pictures_that_stand_in_the_page_itself():
    data = [f"data:image/png;base64,{base64.b64encode(p.read_bytes()).decode()}" for p in PAGES]
    made = parse(Dossier(Document(article(*data).encode(), "a.html")))
    assert assert_honest(made.cells)["read", True] > 100
    assert any((c.location or "").startswith("picture2:ocr:p1@") for c in made.cells)


def test_a_page_with_tables_does_not_read_its_pictures(monkeypatch):
    def refuse(*_):
        raise AssertionError("a picture was read")

    monkeypatch.setattr(ocr_process, "picture", refuse)
    page = html_report("测试县教育局", 2023)
    picture = Document(PAGES[0].read_bytes(), "emblem.png")
    made = parse(Dossier(Document(page.encode(), "a.html"), attachments=(picture,)))
    assert {c.status for c in made.cells} == {Status.READ}


def test_without_the_extra_the_finding_names_pictures_and_command(monkeypatch):
    monkeypatch.setattr(ocr_process, "missing", lambda: "rapidocr")
    pictures = tuple(Document(p.read_bytes(), f"files/{p.name}") for p in PAGES)
    made = parse(Dossier(Document(article("x").encode(), "a.html"), attachments=pictures))
    assert {c.status for c in made.cells} == {Status.ABSENT}
    said = [f.message for f in made.findings if f.code == "attachment_unread"]
    assert len(said) == len(PAGES)
    assert "files/table-2.png" in said[1]
    assert 'pip install "gongkai[ocr]"' in said[1]
    with pytest.raises(DocumentError) as caught:
        read_document(pictures[0])
    assert (caught.value.code, ocr_process.INSTALL in caught.value.action) == ("ocr_missing", True)


def test_pictures_that_are_not_at_hand_are_named():
    made = parse(Dossier(Document(article("img/W02023.jpg").encode(), "a.html")))
    assert {c.status for c in made.cells} == {Status.ABSENT}
    (found,) = [f for f in made.findings if f.code == "picture_unread"]
    assert "img/W02023.jpg" in found.message


def run(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_of_the_extra_is_imported_by_the_parser():
    """Neither for a report that needs no OCR nor, where it is not installed, for one that does."""
    out = run(
        """
        import sys
        for name in ("cv2", "rapidocr", "onnxruntime"):
            sys.modules[name] = None
        from parsers import parse
        from parsers.documents import ocr_process
        from parsers.errors import DocumentError
        from parsers.model import Document, Dossier
        print(ocr_process.missing())
        content = open("fixtures/pictures/table-1.png", "rb").read()
        try:
            parse(Dossier(Document(content, "a.png")))
        except DocumentError as error:
            print(error.code, error.action)
        """
    )
    assert out.splitlines()[0] == "rapidocr, onnxruntime, cv2"
    assert out.splitlines()[1].startswith("ocr_missing pip install")


@installed
def test_no_model_is_fetched():
    out = run(
        """
        import socket
        def refuse(*_, **__):
            raise OSError("the network was asked")
        socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
        from parsers.documents import ocr_child, ocr_text
        reader = ocr_text.Reader(1)
        content = open("fixtures/pictures/scan-rough.pdf", "rb").read()
        page = ocr_child.extract(reader, {"content": content, "page": 0, "box": None})["pages"][0]
        print(len(page["tables"]), len(page["lines"]))
        """
    )
    tables, lines = map(int, out.split())
    assert tables and lines


def drawn(size: tuple[int, int], kind: str = "PNG") -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", size, 1).save(out, kind)
    return out.getvalue()


@installed
def test_pictures_that_cannot_be_read_are_problems():
    whole = PAGES[0].read_bytes()
    for content, code in [
        (whole[: len(whole) // 2], "broken_file"),
        (b"\x89PNG\r\n\x1a\n" + b"nothing" * 99, "broken_file"),
        (drawn((9, 9), "GIF"), "picture_too_small"),
        (drawn((9_000, 9_000)), "too_large"),
        (drawn((40_000, 30)), "too_large"),
        (drawn((800, 600)), "empty_document"),
        (drawn((800, 600), "BMP"), "empty_document"),
        (drawn((800, 600), "WEBP"), "empty_document"),
    ]:
        with pytest.raises(DocumentError) as caught:
            read_document(Document(content, "a.png"))
        assert caught.value.code == code, content[:30]


@installed
def test_a_reader_that_dies_is_replaced():
    small = PAGES[-1].read_bytes()
    assert ocr_process.picture(small)
    ocr_process._READER.held[0].process.kill()
    with pytest.raises(DocumentError) as caught:
        ocr_process.picture(small)
    assert caught.value.code == "crashes_reader"
    assert ocr_process.picture(small)


@installed
def test_a_picture_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(child, "_GRACE", 0)
    with pytest.raises(DocumentError) as caught:
        ocr_process.picture(PAGES[1].read_bytes(), seconds=0)
    assert caught.value.code == "too_slow"


def shown(lines):
    """What the reading process says of a picture without rules: words with their left edges."""
    made = []
    for number, words in enumerate(lines):
        for left, word in words:
            box = (left, 40.0 * number, left + 20.0 * len(word), 40.0 * number + 20)
            spots = [(n + 0.5) / len(word) for n in range(len(word))]
            made.append({"text": word, "spots": spots, "box": box, "sure": 0.99})
    return {"tables": [], "lines": made, "back": (1, 0, 0, 0, 1, 0), "type": 20.0}


def test_an_empty_place_of_a_table_without_rules_may_hold_what_was_not_seen():
    rows = [
        [(0, "第二十条第（八）项")],
        [(0, "信息内容"), (300, "上一年项目数量"), (700, "本年增/减")],
        [(0, "行政事业性收费"), (360, "12"), (760, "+3")],
        [(0, "第二十条第（九）项")],
        [(0, "信息内容"), (300, "采购项目数量"), (700, "采购总金额")],
        [(0, "政府集中采购"), (760, "89")],
    ]
    page = Page(reading="ocr")
    flow(page, [items(1, shown(rows))])
    empty = [c for b in page.blocks if isinstance(b, Grid) for c in b.cells if not c.text]
    assert empty, "the reader leaves places for the columns"
    assert {cell.doubt for cell in empty} == {"ocr_no_rules"}
    cells = [c for c in Aligner(page).align(2020).cells if c.table_id == "art20_9"]
    assert "blank" not in {str(c.status) for c in cells}
