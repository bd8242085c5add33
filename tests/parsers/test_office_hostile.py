"""Office files and archives made to break a reader: a clear problem, soon, in little memory."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

import gongkai
from tests.parsers import costs
from tests.parsers.office_files import (
    W,
    cell,
    docx,
    packed,
    paragraph,
    relations,
    rows,
    table,
    xlsx,
)

TITLE = "示例县教育局2023年政府信息公开工作年度报告"
ITEM = "第二十条第（一）项"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def word(xml: str | bytes) -> bytes:
    return packed(
        {"_rels/.rels": relations(officeDocument="word/document.xml"), "word/document.xml": xml}
    )


def document(body: str, head: str = "") -> str:
    return f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def outside(path: str) -> str:
    return document(paragraph("&x;"), f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{path}">]>')


def many_parts(count: int) -> bytes:
    parts = {"word/document.xml": document(paragraph(TITLE))}
    return packed(parts | {f"word/{n}.xml": "" for n in range(count)})


def lying_zip() -> bytes:
    """A document whose part is larger than the zip says."""
    made = bytearray(word(document(paragraph("政" * 20_000_000))))
    at = made.rfind(b"PK\x01\x02")
    struct.pack_into("<I", made, at + 24, 1000)
    return bytes(made)


def damaged(content: bytes) -> bytes:
    at = content.find(b"word/document.xml") + 30
    return content[:at] + bytes(255 - b for b in content[at : at + 20]) + content[at + 20 :]


def ole(*streams: str) -> bytes:
    """An OLE file whose directory names these streams, all of them empty."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
        0,
    )
    header = header.ljust(512, b"\xff")
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    entries = b""
    for n, name in enumerate(("Root Entry", *streams)):
        encoded = name.encode("utf-16-le") + b"\0\0"
        right = n + 1 if 0 < n < len(streams) else 0xFFFFFFFF
        child = 1 if n == 0 and streams else 0xFFFFFFFF
        entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), 5 if n == 0 else 2, 1)
        entry += struct.pack("<III", 0xFFFFFFFF, right, child) + b"\0" * 36
        entries += entry + struct.pack("<IQ", 0xFFFFFFFE, 0)
    header = bytearray(header)
    struct.pack_into("<I", header, 44, 1)  # one sector of FAT, the first
    struct.pack_into("<I", header, 48, 1)  # the directory begins in the second
    struct.pack_into("<I", header, 76, 0)
    return bytes(header) + fat + entries.ljust(512, b"\0")


# Each is built when its turn comes: name of the file, content, code.
TRAPS = {
    "docx, bomb": ("a.docx", lambda: word(document(paragraph(" " * 100_000_000))), "zip_bomb"),
    "docx, bomb below the cap": (
        "a.docx", lambda: word(document(paragraph("政" * 7_000_000))), "broken_file",
    ),
    "docx, many paragraphs": (
        "a.docx", lambda: word(document("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 120_000)), "too_many_tags",
    ),
    "docx, 25,000 lines": (
        "a.docx", lambda: word(document("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 30_000)), "too_many_lines",
    ),
    "docx, laughs": ("a.docx", lambda: word(document(paragraph("&c;" * 9_000), LAUGHS)), "xml_entities"),
    "docx, laughs in UTF-16": (
        "a.docx", lambda: word(document(paragraph("&c;" * 9_000), LAUGHS).encode("utf-16")), "xml_entities",
    ),
    "docx, entity from outside": ("a.docx", lambda: word(outside("/etc/passwd")), "xml_entities"),
    "docx, nested deeply": ("a.docx", lambda: word(document("<w:tbl><w:tr><w:tc>" * 90_000)), "broken_file"),
    "docx, nested tables": (
        "a.docx",
        lambda: word(document(("<w:tbl><w:tr><w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60) * 300)),
        "not_a_report",
    ),
    "docx, spans without end": (
        "a.docx",
        lambda: docx(paragraph(TITLE) + table(*[cell("1", '<w:gridSpan w:val="1000000000"/>') * 30] * 300)),
        "list_page",
    ),
    "docx, 10^5 cells": (
        "a.docx",
        lambda: word(document("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 20 + "</w:tr>") * 4_500 + "</w:tbl>")),
        "table_too_large",
    ),
    "docx, styles in a circle": (
        "a.docx",
        lambda: docx(
            paragraph(TITLE, '<w:pStyle w:val="a"/>') * 3_000,
            styles="".join(
                f'<w:style w:type="paragraph" w:styleId="{chr(97 + n)}"><w:basedOn w:val="{chr(97 + (n + 1) % 20)}"/></w:style>'
                for n in range(20)
            ),
        ),
        "list_page",
    ),
    "docx, fields without end": (
        "a.docx", lambda: docx(paragraph(TITLE) + '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * 20_000),
        "list_page",
    ),
    "docx, many parts": ("a.docx", lambda: many_parts(20_000), "too_many_members"),
    "docx, size that lies": ("a.docx", lying_zip, "broken_file"),
    "docx, cut off": ("a.docx", lambda: docx(paragraph(TITLE))[:-60], "broken_file"),
    "docx, damaged within": (
        "a.docx", lambda: damaged(docx(paragraph(TITLE))), "broken_file",
    ),
    "docx, no document in it": ("a.docx", lambda: packed({"a.txt": "x"}), "broken_file"),
    "docx of nothing": ("a.docx", lambda: docx(""), "empty_document"),
    "xlsx, 10^6 rows": (
        "a.xlsx",
        lambda: xlsx("<sheetData>" + '<row><c><v>1</v></c></row>' * 1_000_000 + "</sheetData>"),
        "zip_bomb",
    ),
    "xlsx, 10^5 rows": (
        "a.xlsx",
        lambda: xlsx("<sheetData>" + '<row><c><v>1</v></c></row>' * 90_000 + "</sheetData>"),
        "table_too_large",
    ),
    "xlsx, cells far away": (
        "a.xlsx",
        lambda: xlsx('<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
                     '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="C1048576"><v>1</v></c></row></sheetData>'),
        "table_too_large",
    ),
    "xlsx, everything merged": (
        "a.xlsx",
        lambda: xlsx(rows(*['<c><v>1</v></c><c><v>2</v></c>'] * 3_000)
                     + "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 20_000 + "</mergeCells>"),
        "table_too_large",
    ),
    "xlsx, columns hidden": (
        "a.xlsx",
        lambda: xlsx("<cols>" + '<col min="1" max="16384" hidden="1"/>' * 500 + "</cols>" + rows("<c><v>1</v></c>")),
        "empty_document",
    ),
    "xlsx, laughs": (
        "a.xlsx",
        lambda: packed({"_rels/.rels": relations(officeDocument="xl/workbook.xml"), "xl/workbook.xml": LAUGHS + "<workbook>&c;</workbook>"}),
        "xml_entities",
    ),
    "xlsx, long text": (
        "a.xlsx", lambda: xlsx(rows('<c t="inlineStr"><is><t>' + "政" * 3_000_000 + "</t></is></c>")), "too_much_text",
    ),
    "xlsx, number without end": (
        "a.xlsx", lambda: xlsx(rows("<c><v>" + "9" * 5_000_000 + "</v></c><c><v>1e99999999</v></c>")), "too_much_text",
    ),
    "csv, 10^6 rows": ("a.csv", lambda: b"1,2\n" * 400_000, "not_a_document"),
    "csv, one row": ("a.csv", lambda: b"1," * 700_000, "not_a_document"),
    "csv, quote without end": ("a.csv", lambda: f"{ITEM},1\n\"".encode() + b"a" * 1_400_000, "broken_file"),
    "OLE, encrypted": ("a.docx", lambda: ole("EncryptedPackage", "EncryptionInfo"), "encrypted"),
    "OLE, workbook of nothing": ("a.xls", lambda: ole("Workbook"), "broken_file"),
    "OLE, slides": ("a.ppt", lambda: ole("PowerPoint Document"), "unsupported_format"),
    "OLE, garbage": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 50_000, "broken_file"),
    "RAR": ("a.rar", lambda: b"Rar!\x1a\x07\x01\x00" + b"x" * 100, "unpack_first"),
    "7z": ("a.7z", lambda: b"7z\xbc\xaf\x27\x1c" + b"x" * 100, "unpack_first"),
    "mht, nested": (
        "a.doc",
        lambda: b"MIME-Version: 1.0\n" + b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(20_000)
        ),
        "too_many_lines",
    ),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def measuring():
    yield
    costs.stop()


@pytest.mark.parametrize("name", TRAPS)
def test_traps_cost_little(name, tmp_path):
    file, build, expected = TRAPS[name]
    path = tmp_path / file
    path.write_bytes(build())
    code, seconds, peak = costs.measure(path)
    assert code == expected
    assert seconds < costs.SECONDS
    assert peak < costs.MEGABYTES


def test_traps_stop_no_batch(tmp_path):
    report = Path(__file__).parents[2] / "fixtures" / "reports" / "clean-2021.html"
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(report, "r.html")
        for name in ("docx, laughs", "docx, cut off", "OLE, encrypted", "RAR"):
            file, build, _ = TRAPS[name]
            archive.writestr(name.replace(", ", "-") + Path(file).suffix, build())
    problems: list = []
    reports = list(gongkai.parse_many(tmp_path, on_problem=problems.append))
    assert [r.source for r in reports] == ["b.zip!r.html"]
    assert sorted(p.code for p in problems) == [
        "broken_file",
        "encrypted",
        "unpack_first",
        "xml_entities",
    ]
    assert all(p.action for p in problems)


def test_a_zip_of_very_many_members_is_not_listed(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for n in range(120_000):
            archive.writestr(f"{n}", b"")
    path = tmp_path / "a.zip"
    path.write_bytes(file.getvalue())
    code, seconds, peak = costs.measure(path)
    assert code == "too_many_members"
    assert seconds < costs.SECONDS
    assert peak < costs.MEGABYTES
