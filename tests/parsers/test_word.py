"""Word documents: what is printed, and only that, as lines and grids."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile

import docx as python_docx
import pytest

from parsers import parse
from parsers.documents import libreoffice
from parsers.documents.blocks import Grid, Line
from parsers.documents.read import read_document
from parsers.documents.word_styles import in_words
from parsers.errors import DocumentError
from parsers.model import Document, Dossier, Status
from tests.cli.pages import report as html_report
from tests.parsers.office_files import cell, docx, packed, paragraph, relations, run, table

needs_office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed"
)


def page(content: bytes, name: str = "a.docx"):
    return read_document(Document(content, name))


def texts(body: str, **parts: str) -> list[str]:
    return [block.text for block in page(docx(body, **parts)).blocks if isinstance(block, Line)]


def grids(*blocks: str) -> list[list[tuple]]:
    found = [b for b in page(docx("".join(blocks))).blocks if isinstance(b, Grid)]
    return [[(c.row, c.col, c.rowspan, c.colspan, c.text) for c in grid.cells] for grid in found]


def one_cell(content: str):
    (grid,) = [b for b in page(docx(table(cell(content)))).blocks if isinstance(b, Grid)]
    return grid.cells[0].text, grid.cells[0].doubt


# --- text


def test_runs_breaks_tabs_and_characters():
    body = (
        f"<w:p>{run('1')}{run('2')}<w:r><w:br/></w:r>{run('甲')}<w:r><w:tab/></w:r>{run('乙')}"
        "<w:r><w:noBreakHyphen/><w:softHyphen/></w:r></w:p>"
    )
    assert texts(body) == ["12", "甲 乙-"]


@pytest.mark.parametrize(
    "how", ["<w:strike/>", "<w:dstrike/>", '<w:vertAlign w:val="superscript"/>']
)
def test_what_stands_apart_runs_into_no_number(how):
    assert texts(f"<w:p>{run('12')}{run('3', how)}</w:p>") == ["12 3"]


def test_hidden_text_is_not_there():
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="p"><w:basedOn w:val="q"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="q"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    hidden = '<w:rStyle w:val="h"/>'
    body = (
        f"<w:p>{run('1')}{run('2', '<w:vanish/>')}{run('3', hidden)}"
        + run("4", hidden + '<w:vanish w:val="0"/>')
        + "</w:p>"
        + paragraph("gone", '<w:pStyle w:val="p"/>')
    )
    assert texts(body, styles=styles) == ["14"]


def test_tracked_changes_are_read_as_accepted_with_a_finding():
    body = (
        f"<w:p>{run('1')}<w:del>{run('9').replace('w:t', 'w:delText')}</w:del><w:ins>{run('2')}</w:ins>"
        f"<w:moveFrom>{run('8')}</w:moveFrom><w:moveTo>{run('3')}</w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("甲") + "</w:p>" + paragraph("乙")
    )
    made = page(docx(body))
    assert [b.text for b in made.blocks] == ["123", "甲乙"]
    assert [f.code for f in made.findings] == ["tracked_changes"]
    deleted = table(cell("a"), cell("b")).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1)
    assert grids(deleted) == [[(1, 1, 1, 1, "b")]]
    gone = table(cell("a", "<w:cellDel/>") + cell("b"))
    assert grids(gone) == [[(1, 1, 1, 1, "b")]]


def test_without_changes_there_is_no_finding():
    changed_format = (
        f"<w:p>{run('1', '<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>')}</w:p>"
    )
    made = page(docx(changed_format))
    assert ([b.text for b in made.blocks], made.findings) == (["1"], [])


def field(instruction: str, result: str) -> str:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    told = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return char.format("begin") + told + char.format("separate") + run(result) + char.format("end")


def test_fields_print_their_result():
    body = f"<w:p>{field(' =SUM(ABOVE) ', '12')}<w:fldSimple>{run('3')}</w:fldSimple></w:p>"
    assert texts(body) == ["123"]
    inside = "</w:instrText></w:r>" + field("X", "7") + "<w:r><w:instrText>"
    assert texts(f"<w:p>{field(' IF ' + inside, '1')}</w:p>") == ["1"]


def test_a_drop_down_prints_its_choice():
    choices = "".join(f'<w:listEntry w:val="{v}"/>' for v in "357")
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        f"{choices}</w:ddList></w:ffData></w:fldChar></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    assert texts(body) == ["5"]


def test_a_table_of_contents_is_said_once():
    body = "<w:p>" + field("TOC \\o", "一、总体情况 1") + "</w:p>" + paragraph("一、总体情况")
    assert texts(body) == ["一、总体情况"]


def test_a_field_that_never_ends_hides_nothing():
    body = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' + paragraph("12")
    assert texts(body) == ["12"]


def test_symbols():
    body = (
        '<w:p><w:r><w:sym w:font="Symbol" w:char="F031"/></w:r>'
        '<w:r><w:sym w:font="Wingdings" w:char="F032"/></w:r><w:r><w:sym w:char="2460"/></w:r></w:p>'
    )
    assert texts(body) == ["1□①"]


def test_controls_tags_links_and_alternatives_are_opened():
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('甲')}</w:sdtContent></w:sdt>"
        f"<w:p><w:smartTag><w:hyperlink>{run('1')}</w:hyperlink></w:smartTag>"
        f"<w:sdt><w:sdtContent>{run('2')}</w:sdtContent></w:sdt>"
        f"<mc:AlternateContent><mc:Choice>{run('3')}</mc:Choice><mc:Fallback>{run('3')}</mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )
    assert texts(body) == ["甲", "123"]


def box(content: str) -> str:
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_are_read_once():
    body = f"<w:p>{run('甲')}{box(paragraph('题') + table(cell('1') + cell('2')))}</w:p>"
    made = page(docx(body))
    assert [b.text if isinstance(b, Line) else b.location for b in made.blocks] == [
        "甲",
        "题",
        "word:table[1]",
    ]


def test_a_text_box_or_a_picture_in_a_cell_is_a_doubt():
    assert one_cell(f"<w:p>{run('1')}{box(paragraph('2'))}</w:p>") == ("1 2", "text_box_in_cell")
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="rId3"/></w:drawing></w:r></w:p>'
    assert one_cell(picture) == ("", "picture_in_cell")
    made = page(docx(picture + paragraph("x"), image="media/image1.png"))
    assert made.images == ["word/media/image1.png"]


def test_headers_notes_and_comments_are_no_text():
    body = f"<w:p>{run('12')}<w:r><w:footnoteReference/></w:r><w:commentRangeStart/></w:p>"
    assert texts(body) == ["12"]


# --- automatic numbers


LIST = (
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/><w:isLgl/></w:lvl>'
    '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="6"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>'
)


def numbered(text: str, level: int = 0, name: int = 5) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>')


def test_headings_that_are_numbered_by_word():
    body = (
        numbered("总体情况") + numbered("甲", 1) + numbered("乙", 1) + numbered("主动公开")
        + numbered("丙", 1) + numbered("其他", 0, 6) + numbered("末", 0, 6) + numbered("无", 0, 0)
    )  # fmt: skip
    assert texts(body, numbering=LIST) == [
        "一、总体情况", "1.1 甲", "1.2 乙", "二、主动公开", "2.1 丙", "四、其他", "五、末", "无",
    ]  # fmt: skip


def test_a_list_that_a_style_names():
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="0"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="0"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr>'
        '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    made = page(docx(paragraph("总体情况", '<w:pStyle w:val="1"/>'), styles=styles, numbering=LIST))
    assert [b.text for b in made.blocks] == ["一、总体情况"] == made.headings


@pytest.mark.parametrize("figure", ["12", "１２"])
def test_a_number_that_word_makes_runs_into_no_figure(figure):
    (grid,) = page(docx(table(cell(numbered(figure, 1))), numbering=LIST)).blocks
    assert grid.cells[0].text == f"1.1 {figure}"


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (10, "chineseCounting", "十"), (12, "chineseCountingThousand", "十二"),
        (20, "chineseCountingThousand", "二十"), (103, "chineseCountingThousand", "一百零三"),
        (1010, "chineseCountingThousand", "一千零一十"), (10, "ideographDigital", "一〇"),
        (3, "chineseLegalSimplified", "叁"), (2, "ideographTraditional", "乙"), (28, "lowerLetter", "bb"),
        (4, "upperRoman", "IV"), (3, "decimalEnclosedCircle", "③"), (7, "decimalZero", "07"), (7, "unheard of", "7"),
    ],
)  # fmt: skip
def test_numbers_in_words(count, form, text):
    assert in_words(count, form) == text


# --- tables


def test_merges():
    made = table(
        cell("a", '<w:gridSpan w:val="2"/>') + cell("b", '<w:vMerge w:val="restart"/>'),
        cell("c") + cell("d") + cell("", "<w:vMerge/>"),
        cell("e", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("f"),
    )
    assert grids(made) == [
        [(1, 1, 1, 2, "a"), (1, 3, 2, 1, "b"), (2, 1, 1, 1, "c"), (2, 2, 1, 1, "d"), (3, 1, 1, 2, "e"), (3, 3, 1, 1, "f")]
    ]  # fmt: skip


def test_rows_that_begin_later_or_are_hidden():
    late = '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>' + cell("x") + "</w:tr>"
    hidden = "<w:tr><w:trPr><w:hidden/></w:trPr>" + cell("9") + "</w:tr>"
    made = f"<w:tbl>{late}{hidden}<w:tr>{cell('y')}</w:tr></w:tbl>"
    assert grids(made) == [[(1, 3, 1, 1, "x"), (2, 1, 1, 1, "y")]]


def test_a_merge_that_goes_on_nothing_is_a_cell():
    assert grids(table(cell("7", "<w:vMerge/>"))) == [[(1, 1, 1, 1, "7")]]


def test_text_under_a_merge_is_a_doubt():
    made = table(cell("1", '<w:vMerge w:val="restart"/>'), cell("2", "<w:vMerge/>"))
    (grid,) = page(docx(made)).blocks
    assert [(c.text, c.rowspan, c.doubt) for c in grid.cells] == [("1", 2, "text_under_merge")]


def test_paragraphs_of_a_cell_stand_apart():
    assert one_cell(paragraph("1") + paragraph("2")) == ("1 2", "")
    assert one_cell(f"<w:p>{run('1')}<w:r><w:br/></w:r>{run('2')}</w:p>") == ("1 2", "")


def test_rows_and_cells_in_controls():
    row = f"<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>{cell('1')}</w:sdtContent></w:sdt>{cell('2')}</w:tr></w:sdtContent></w:sdt>"
    assert grids(f"<w:tbl>{row}</w:tbl>") == [[(1, 1, 1, 1, "1"), (1, 2, 1, 1, "2")]]


def test_a_page_within_a_cell_cuts_the_table():
    inner = table(cell("1") + cell("2"))
    made = page(
        docx(table(cell("a") + cell("b"), cell(paragraph("题") + inner), cell("c") + cell("d")))
    )
    shown = [
        b.text if isinstance(b, Line) else (b.location, [c.text for c in b.cells])
        for b in made.blocks
    ]
    assert shown == [
        ("word:table[1]", ["a", "b"]), "题", ("word:table[2]", ["1", "2"]), ("word:table[1]", ["c", "d"]),
    ]  # fmt: skip
    assert [c.row for c in made.blocks[3].cells] == [3, 3]


# --- packages


def test_the_strict_format_of_2013():
    strict = docx(paragraph("甲") + table(cell("1")))
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(strict)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    for name, content in parts.items():
        parts[name] = content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
            b"http://purl.oclc.org/ooxml/wordprocessingml/",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/",
            b"http://purl.oclc.org/ooxml/officeDocument/",
        )
    assert [type(b).__name__ for b in page(packed(parts)).blocks] == ["Line", "Grid"]


def test_names_of_members_as_other_programs_write_them():
    body = docx(paragraph("甲"))
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(body)) as archive:
        parts = {n.replace("/", "\\"): archive.read(n) for n in archive.namelist()}
    parts["_rels\\.rels"] = relations(officeDocument="/Word/document.xml")
    assert [b.text for b in page(packed(parts)).blocks] == ["甲"]


def test_bytes_decide_not_the_name():
    html = html_report().encode()
    assert page(html, "a.docx").reading == "html"
    assert page(docx(paragraph("甲")), "a.doc").reading == "word"
    assert page(b"\xef\xbb\xbf\r\n" + docx(paragraph("甲")), "a.html").reading == "word"


def test_a_page_that_word_saved_in_one_file():
    mht = (
        'From: <Saved by Word>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n'
        '--x\nContent-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: quoted-printable\n\n'
        "<html><body><p>=C4=EA=B1=A8</p></body></html>\n--x--\n"
    )
    made = page(mht.encode(), "a.doc")
    assert (made.reading, [b.text for b in made.blocks]) == ("html", ["年报"])


def test_another_document_inside_is_said():
    made = page(docx(paragraph("甲") + '<w:altChunk r:id="rId9"/>'))
    assert [f.code for f in made.findings] == ["part_not_read"]


# --- through LibreOffice


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_without_libreoffice_it_says_how(monkeypatch):
    monkeypatch.setattr(libreoffice, "_PROGRAMS", ("no-such-program",))
    with pytest.raises(DocumentError) as caught:
        page(b"{\\rtf1 x}", "a.rtf")
    assert caught.value.code == "needs_libreoffice"
    assert "install LibreOffice" in caught.value.action


@needs_office
def test_rtf_with_merged_cells():
    rtf = (
        r"{\rtf1\ansi\ansicpg936 \'bc\'d7\par"
        r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000\intbl 1\cell 2\cell 3\cell\row"
        r"\trowd\clvmrg\cellx1000\cellx3000\intbl\cell 4\cell\row}"
    )
    made = page(rtf.encode(), "a.doc")
    grid = next(b for b in made.blocks if isinstance(b, Grid))
    assert made.reading == "word"
    assert [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in grid.cells] == [
        (1, 1, 2, 1, "1"), (1, 2, 1, 1, "2"), (1, 3, 1, 1, "3"), (2, 2, 1, 2, "4"),
    ]  # fmt: skip


@needs_office
def test_a_document_that_hangs_is_ended_with_all_that_it_started(monkeypatch, tmp_path):
    slow = tmp_path / "slow"
    slow.write_text(f"#!/bin/sh\nsleep 300 & echo $! > {tmp_path}/pid\nwait\n")
    slow.chmod(0o755)
    monkeypatch.setattr(libreoffice, "_PROGRAMS", (str(slow),))
    monkeypatch.setattr(libreoffice, "TIME_LIMIT", 1)
    with pytest.raises(DocumentError) as caught:
        page(b"{\\rtf1 x}", "a.rtf")
    assert caught.value.code == "too_slow"
    import psutil

    pid = int((tmp_path / "pid").read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def linked(address: str) -> bytes:
    """An OpenDocument text with a picture that lies elsewhere."""
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" xmlns:text="{names}text:1.0" '
        f'xmlns:draw="{names}drawing:1.0" xmlns:svg="{names}svg-compatible:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text>'
        '<text:p>甲<draw:frame svg:width="2cm" svg:height="2cm">'
        f'<draw:image xlink:href="{address}" xlink:type="simple"/></draw:frame></text:p>'
        "</office:text></office:body></office:document-content>"
    )
    media = "application/vnd.oasis.opendocument.text"
    manifest = (
        f'<m:manifest xmlns:m="{names}manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{media}"/>'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    return packed({"mimetype": media, "content.xml": content, "META-INF/manifest.xml": manifest})


@needs_office
@pytest.mark.parametrize("guarded", [True, False])
def test_a_document_fetches_nothing(monkeypatch, guarded):
    """A linked picture would tell somebody that we read the document; unguarded, it does."""
    import http.server
    import threading

    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_):
            pass

    monkeypatch.setattr(libreoffice, "_profile", None)
    if not guarded:
        none = '<oor:items xmlns:oor="http://openoffice.org/2001/registry"></oor:items>'
        monkeypatch.setattr(libreoffice, "_SETTINGS", none)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        made = page(linked(f"http://127.0.0.1:{server.server_port}/a.png"), "a.odt")
    finally:
        server.shutdown()
        server.server_close()
    assert [b.text for b in made.blocks] == ["甲"]
    assert bool(asked) is not guarded


# --- reports


def test_a_report_written_by_python_docx():
    document = python_docx.Document()
    document.add_paragraph("示例县教育局2023年政府信息公开工作年度报告")
    for text in ("一、总体情况", "二、主动公开政府信息情况"):
        document.add_paragraph(text)
    rows = [("第二十条第（一）项", "", "", ""), ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
            ("规章", "0", "", "12"), ("行政规范性文件", "3", "1", "1 2")]  # fmt: skip
    made = document.add_table(len(rows), 4)
    for r, line in enumerate(rows):
        for c, text in enumerate(line):
            made.cell(r, c).text = text
    made.cell(0, 0).merge(made.cell(0, 3))
    for text in ("三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"):
        document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    report = parse(Dossier(Document(file.getvalue(), "a.docx")))
    cells = {c.address: c for c in report.cells if c.table_id == "art20_1"}
    rules = [
        cells[f"art20_1.rules.{c}"] for c in ("issued_this_year", "repealed_this_year", "in_force")
    ]
    assert [(c.status, c.value) for c in rules] == [
        (Status.READ, 0),
        (Status.BLANK, None),
        (Status.READ, 12),
    ]
    torn = cells["art20_1.normative_documents.in_force"]
    assert (torn.status, torn.value, torn.reason) == (Status.DOUBTFUL, None, "digits_parted")
    assert torn.location == "word:table[1]/r4c4"
    assert report.reading == "word"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nothing is removed")
def test_what_killed_processes_left_is_removed(tmp_path, monkeypatch):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_profile", None)
    for name in (f"gongkai-office-{dead.pid}-a", f"gongkai-office-{os.getpid()}-b", "gongkai-c"):
        (tmp_path / name).mkdir()
    made = libreoffice._profile_folder()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"gongkai-office-{os.getpid()}-b", "gongkai-c", made.name}
