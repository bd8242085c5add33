"""PDFs that cannot be read: each ends in a clear problem, in time, and the next one is read."""

from __future__ import annotations

import io
import random
import time
import zlib

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from parsers.documents import ocr_process, pdf_process
from parsers.documents.pdf import read_pdf
from parsers.documents.pdf_damage import damage
from parsers.documents.read import read_document
from parsers.errors import DocumentError
from parsers.model import Document
from tests.parsers.pdf_paper import DOCUMENTS, RULES, WHOLE, cells, pdf, table, text, values


def code(content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(Document(content, "a.pdf"))
    assert caught.value.action
    return caught.value.code


def picture(canvas, x, y, width, height):
    from PIL import Image

    image = Image.new("RGB", (60, 80), "grey")
    canvas.drawImage(ImageReader(image), x, y, width, height)


def scan(canvas):
    picture(canvas, 0, 0, 595, 842)


def test_a_password_is_a_problem():
    assert code(pdf(table, encrypt=StandardEncryption("secret"))) == "encrypted"


def test_a_document_that_only_forbids_printing_is_read():
    assert values(pdf(table, encrypt=StandardEncryption("", "owner", canPrint=0))) == WHOLE


@pytest.fixture
def without_ocr(monkeypatch):
    monkeypatch.setattr(ocr_process, "missing", lambda: "rapidocr")


def test_a_scan_is_a_problem_that_names_its_pages(without_ocr):
    with pytest.raises(DocumentError, match="page 1, 2 of 2") as caught:
        read_pdf(pdf(scan, scan))
    assert caught.value.code == "pdf_without_text"
    assert ocr_process.INSTALL in caught.value.action


def test_a_scanned_page_among_others_is_a_finding_that_names_it(without_ocr):
    def prose(canvas):
        for n in range(4):
            text(canvas, 300, 500 - 20 * n, "本段文字为合成，仅用于检验程序。")

    def both(canvas):
        table(canvas)
        prose(canvas)

    page = read_pdf(pdf(both, scan))
    found = next(f for f in page.findings if f.code == "pdf_without_text")
    assert "page 2 of 2" in found.message
    assert found.location == "pdf:p2@0,0,595,842"
    assert page.images == ["pdf:p2@0,0,595,842"]


def test_text_that_is_not_drawn_over_a_scan_is_all_in_doubt():
    def draw(canvas):
        scan(canvas)
        canvas._code.append("3 Tr")
        table(canvas)

    found = cells(pdf(draw))
    assert {str(found[a].status) for a in (*RULES, *DOCUMENTS)} == {"doubtful"}
    assert found[RULES[0]].reason == "text_invisible"


def test_nothing_of_a_damaged_document_is_read():
    """Whatever is broken: a problem, or the very figures; PDFium would show blank cells."""
    whole = pdf(table, pageCompression=1)
    rng = random.Random(7)
    refused = 0
    for _ in range(60):
        broken = bytearray(whole)
        at = rng.randrange(len(broken))
        how = rng.randrange(3)
        if how == 0:
            broken[at] ^= 1 << rng.randrange(8)
        elif how == 1:
            del broken[at : at + 40]
        else:
            del broken[at:]
        try:
            found = values(bytes(broken))
        except DocumentError as error:
            assert error.code in ("broken_file", "empty_document", "encrypted")
            refused += 1
            continue
        assert all(f in (w, "absent") or f[0] == "?" for f, w in zip(found, WHOLE, strict=True))
    assert refused > 15


def test_damage_is_told_from_what_is_only_unusual():
    assert damage(pdf(table)) == ""
    assert damage(pdf(table, pageCompression=1)) == ""
    assert "end" in damage(pdf(table)[:-300])
    packed = zlib.compress(b"BT ET")
    for cut in (packed[:-5], packed[:-4] + b"xxxx"):
        body = (
            b"%PDF-1.4\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n"
            + cut
            + b"\nendstream\nstartxref"
        )
        assert "unpacked" in damage(body)


def bomb(depth: int = 9, width: int = 12) -> bytes:
    """Forms in forms: the innermost is drawn width to the power of depth times."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</X 5 0 R>>/Font<</F 99 0 R>>>>>>",
        b"<</Length 5>>stream\n/X Do\nendstream",
    ]
    for n in range(depth):
        inner = b" /X Do" * width
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>"
            b"/Length %d>>stream\n%s\nendstream" % (6 + n, len(inner), inner)
        )
    inner = b"BT (1) Tj ET"
    objects.append(
        b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length %d>>stream\n%s\nendstream"
        % (len(inner), inner)
    )
    out, places = io.BytesIO(b"%PDF-1.7\n"), []
    out.seek(0, 2)
    for n, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (n, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def test_a_document_that_never_ends_is_ended_and_the_next_one_is_read():
    started = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        pdf_process.pages(bomb(), seconds=2)
    assert caught.value.code in ("too_slow", "too_large", "out_of_memory", "crashes_reader")
    assert time.monotonic() - started < 12
    assert values(pdf(table)) == WHOLE


def test_a_reader_that_dies_is_replaced():
    assert values(pdf(table)) == WHOLE
    pdf_process._READER.held[0].process.kill()
    with pytest.raises(DocumentError) as caught:
        pdf_process.pages(pdf(table))
    assert caught.value.code == "crashes_reader"
    assert values(pdf(table)) == WHOLE


def test_too_many_pages_are_no_report():
    def page(canvas):
        text(canvas, 300, 300, "页")

    assert code(pdf(*[page] * 501)) == "too_large"


@pytest.mark.parametrize(
    "junk", [b"%PDF-1.4\n", b"%PDF-" + b"\x00" * 2000, b"%PDF-1.7\nstartxref\n9\n%%EOF"]
)
def test_what_only_begins_like_a_pdf_is_broken(junk):
    assert code(junk) == "broken_file"
