"""Tables that stand as pictures in Word documents and sheets are read where the file holds them."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import openpyxl
import pytest
from openpyxl.drawing.image import Image

from gongkai.show.excerpt import Source
from parsers import parse
from parsers.documents.ooxml import Package
from parsers.documents.read import read_document
from parsers.errors import DocumentError
from parsers.model import Document, Dossier
from tests.identity.build import HEADINGS, PROSE
from tests.parsers.office_files import docx as by_hand
from tests.parsers.office_files import packed, paragraph
from tests.parsers.test_ocr import PAGES, TITLE, article, assert_honest, installed

pytestmark = installed


SHOWN = PAGES[3:]


def word(*, text: bool = True) -> bytes:
    """A report in Word whose last tables are pictures, or the pictures alone."""
    made = docx.Document()
    for heading in (TITLE, *HEADINGS[:-1]) if text else ():
        made.add_paragraph(heading)
        made.add_paragraph(PROSE)
    for path in SHOWN:
        made.add_picture(str(path))
    if text:
        made.add_paragraph(HEADINGS[-1])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_word_report_whose_tables_are_pictures():
    document = Document(word(), "a.docx")
    made = parse(Dossier(document))
    assert made.identity.title == TITLE
    found = assert_honest(made.cells)
    assert found["read", True] + found["doubtful", True] > 30
    places = {c.location for c in made.cells if c.location}
    assert all(re.match(r"picture[12]:ocr:p1@", place) for place in places)
    cell = next(c for c in made.cells if c.location and c.raw)
    excerpt = Source((document,)).around(cell.location, cell, ())
    assert excerpt is not None and any(cell.raw in line.text for line in excerpt.lines)


def test_a_word_document_of_nothing_but_scans():
    document = Document(word(text=False), "a.docx")
    page = read_document(document)
    assert page.reading == "ocr"
    places = [cell.location for block in page.blocks for cell in getattr(block, "cells", ())]
    assert len(places) > 30
    assert {place.partition(":")[0] for place in places} == {"picture1", "picture2"}


def test_a_word_attachment_whose_tables_are_pictures():
    page = Document(article().encode(), "a.html")
    made = parse(Dossier(page, attachments=(Document(word(), "附件.docx"),)))
    found = assert_honest(made.cells)
    assert found["read", True] + found["doubtful", True] > 30
    places = {c.location for c in made.cells if c.location}
    assert all(re.match(r"attachment1:picture[12]:ocr:p1@", place) for place in places)


def test_pictures_in_a_workbook():
    book = openpyxl.Workbook()
    book.active["A1"] = TITLE
    for number, path in enumerate(PAGES):
        book.active.add_image(Image(str(path)), f"A{20 * number + 5}")
    out = io.BytesIO()
    book.save(out)
    page = read_document(Document(out.getvalue(), "a.xlsx"))
    assert len(page.images) == len(page.held) == len(PAGES)


def test_a_picture_of_no_known_kind_is_named_and_not_read():
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="rId3"/></w:drawing></w:r></w:p>'
    page = read_document(
        Document(by_hand(picture + paragraph("甲"), image="media/image1.emf"), "a.docx")
    )
    assert (page.images, page.held) == (["word/media/image1.emf"], {})
    with pytest.raises(DocumentError, match="no text"):
        read_document(Document(by_hand(picture, image="media/image1.emf"), "a.docx"))


def test_a_picture_that_fails_among_scans_is_named():
    made = docx.Document()
    for content in (PAGES[4].read_bytes(), PAGES[3].read_bytes()):
        made.add_picture(io.BytesIO(content))
    out = io.BytesIO()
    made.save(out)
    broken = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:200] if name.endswith("image2.png") else content)
    page = read_document(Document(broken.getvalue(), "a.docx"))
    assert page.reading == "ocr" and page.blocks
    (finding,) = [f for f in page.findings if f.code == "picture_unread"]
    assert finding.location == "picture2:"


def test_hostile_pictures_are_not_unpacked_all():
    parts = {f"word/media/{n}.png": b"\x89PNG\r\n\x1a\n" + bytes(9_000_000) for n in range(8)}
    content = packed({"[Content_Types].xml": "<Types/>", **parts})
    held = Package(content).pictures(parts)
    assert sum(map(len, held.values())) <= 24_000_000
