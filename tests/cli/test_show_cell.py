"""`gongkai show --cell`: where a cell stands, why, what else it could be, and where the bytes are."""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

import parsers
from gongkai.original import of_dossier
from gongkai.show import explain
from parsers.documents import ocr_process
from parsers.model import Document, Dossier
from tests.cli.pages import report
from tests.parsers.archives import Archive

ROOT = Path(__file__).parents[2]
HEAD = "示例县教育局2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n"
TEXT = (
    HEAD
    + """第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 0 10
行政规范性文件 1 /
第二十条第（五）项
信息内容 本年处理决定数量
行政许可 1 2
第二十条第（八）项
信息内容 本年收费金额（单位：万元）
三、收到和处理政府信息公开申请情况
（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）
申请人情况
自然人 法人或其他组织 总计
商业企业 科研机构 社会公益组织 法律服务机构 其他
一、本年新收政府信息公开申请数量 3 0 0 0 0 0 3
二、上年结转政府信息公开申请数量 1 4
三、本年度办理结果
（一）予以公开 3 0 0 0 0 0 0 3
四、政府信息公开行政复议、行政诉讼情况
本机关2023年没有发生行政复议和行政诉讼。
五、存在的主要问题及改进情况
公开的及时性有待提高。
六、其他需要报告的事项
本年度没有收取信息处理费。
"""
)


def said(cell: str, text: str = TEXT, name: str = "a.txt", width: int = 100) -> str:
    dossier = Dossier(Document(text.encode(), name))
    console = Console(file=io.StringIO(), width=width, highlight=False, emoji=False, markup=False)
    explain(parsers.parse(dossier), cell, console, of_dossier(dossier))
    return console.file.getvalue()


def marked(text: str) -> str:
    """What stands above the carets."""
    above, carets = re.search(r"^(>.*)\n( *\^+) *$", text, re.M).groups()
    start, end = len(carets) - carets.count("^"), len(carets)
    columns = [ch for ch in above for _ in range(cell_len(ch))]
    return "".join(columns[start:end])


def test_a_line_of_text_with_the_cell_marked():
    text = said("art20_1.rules.in_force")
    assert "> L5  规章 0 0 10" in text
    assert marked(text) == "10"
    assert "  L2  二、" in text  # three lines above, three below
    assert "  L8  信息内容" in text
    assert "  L1  " not in text
    assert "  L9  " not in text
    assert "just read, sha256" in text


@pytest.mark.parametrize(("column", "place"), [("issued_this_year", 5), ("repealed_this_year", 7)])
def test_equal_figures_of_a_line_are_told_apart(column, place):
    text = said(f"art20_1.rules.{column}")
    carets = re.search(r"^ *\^+ *$", text, re.M).group()
    assert carets.index("^") == len("> L5  ") + place


def test_every_figure_of_a_page_is_marked():
    """Whatever the cell, what is marked is what the cell says that it prints."""
    page = report(figure=lambda t, r, c: str(zlib.crc32(f"{r}.{c}".encode()) % 9000 + 11))
    dossier = Dossier(Document(page.encode(), "a.html"))
    found = parsers.parse(dossier)
    for cell in found.cells[::17]:
        text = said(cell.address, page, "a.html", 160)
        assert marked(text) == cell.raw, cell.address


def test_rows_of_a_page_with_the_heads_above():
    page = report(figure=lambda t, r, c: "5" if (r, c) == ("granted", "total") else "0")
    text = said("requests.granted.total", page, "a.html")
    assert "above it: 申请人情况 / 总计" in text
    assert "> r6  三、本年度办理结果 | （一）予以公开 | 0 | 0 | 0 | 0 | 0 | 0 | 5" in text
    assert "  r9  " in text
    assert "  r10  " not in text
    assert "自然人 0" in text
    assert "the printed row has one cell for each column" in text


def test_what_a_doubtful_cell_could_be():
    text = said("requests.carried_in.commercial_enterprise")
    assert "could be    1 or 4, or nothing: the row prints 2 figures for 7 columns" in text
    first = said("requests.carried_in.natural_person")
    assert "could be    1, or nothing" in first
    many = said("requests.granted.natural_person")
    assert "could be    3 or 0: the row prints 8 figures for 7 columns" in many
    assert "A2_outcome_sum" in many
    assert "could not be assessed" in many


def test_blank_and_absent_cells_are_explained():
    page = report().replace('<tr><td>行政强制</td><td colspan="3">0</td></tr>', "")
    row = said("art20_6.administrative_coercion.decisions_this_year", page, "a.html")
    assert "the row is not in the source" in row
    assert "it would stand after the row 行政处罚, at html:table[1]/r" in row
    blank = said(
        "art20_5.administrative_licensing.decisions_this_year",
        report(figure=lambda t, r, c: "/" if t == "art20_5" else "0"),
        "a.html",
    )
    assert "a mark for nothing" in blank
    assert marked(blank) == "/"
    table = said("review_litigation.counts.review_total")
    assert "the table is not in the source" in table
    assert "its section begins at text:L21" in table
    assert "本机关2023年没有发生行政复议和行政诉讼。" in table
    assert "was not made: nothing is printed" in table


@pytest.mark.parametrize("width", [40, 60, 80])
def test_nothing_is_wider_than_the_terminal(width):
    long = TEXT.replace("规章 0 0 10", "规章" + " " * 200 + "0 0 10")
    text = said("art20_1.rules.in_force", long, width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert marked(text) == "10"


def test_the_source_cannot_drive_the_terminal():
    evil = TEXT.replace("第二十条第（一）项\n", "第二十条第（一）项\x1b]0;x\x07\u202e\n")
    text = said("art20_1.rules.in_force", evil, "a\x1b[2J.txt")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_a_dataset_of_files(gongkai, tmp_path):
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "a.txt"
    path.write_text(TEXT, "utf-8")
    assert gongkai("parse", "in", "--out", "data", "--quiet").returncode == 0
    cell = ("a.txt", "--in", "data", "--cell", "art20_1.rules.in_force")
    done = gongkai("show", *cell)
    assert done.returncode == 0, done.stderr
    assert "> L5  规章 0 0 10" in done.stdout
    assert "the file in/a.txt, unchanged since" in " ".join(done.stdout.split())
    path.write_text(TEXT.replace("10", "11"), "utf-8")
    changed = gongkai("show", *cell)
    assert changed.returncode == 0
    assert "> L5" not in changed.stdout
    assert "was changed since: its sha256 is another" in changed.stdout
    path.unlink()
    assert "is not there any more" in gongkai("show", *cell).stdout


@pytest.mark.parametrize("inside", [True, False])
def test_a_dataset_of_an_archive(gongkai, tmp_path, inside):
    folder = tmp_path / ("data/archive" if inside else "elsewhere")
    folder.mkdir(parents=True)
    gbk = (("Content-Type", "text/plain; charset=gb2312"),)
    with Archive(folder / "crawl.warc.gz") as archive:
        archive.response("https://www.example.gov.cn/a.html", report("测试县水利局").encode())
        archive.response("https://www.example.gov.cn/b.txt", TEXT.encode("gb18030"), headers=gbk)
    if inside:
        (tmp_path / "data" / "run.json").write_text("{}")
    parsed = gongkai("parse", str(folder), "--out", "data", "--quiet")
    assert parsed.returncode == 0, parsed.stderr
    cell = ("--in", "data", "--cell", "art20_1.rules.in_force")
    done = gongkai("show", "https://www.example.gov.cn/b.txt", *cell)
    assert done.returncode == 0, done.stderr
    assert "> L5  规章 0 0 10" in done.stdout
    close = "".join(done.stdout.split())  # a long path is folded
    assert re.search(r"`warcioextract\S+crawl\.warc\.gz\d+`printsthearchivedbytes", close)
    other = gongkai("show", "https://www.example.gov.cn/a.html", *cell)
    assert "> r" in other.stdout
    (folder / "crawl.warc.gz").unlink()
    gone = gongkai("show", "https://www.example.gov.cn/b.txt", *cell)
    assert gone.returncode == 0
    assert "is neither in" in " ".join(gone.stdout.split())


def test_a_cell_of_an_attachment_shows_the_attachment(gongkai, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    page = "https://www.example.gov.cn/a.html"
    link = "<h1>测试县水利局2023年政府信息公开工作年度报告</h1><p><a href='a.htm'>附件</a></p>"
    with Archive(folder / "crawl.warc.gz") as archive:
        archive.response(page, link.encode(), role="report")
        archive.response(
            "https://www.example.gov.cn/a.htm",
            report("测试县水利局").encode(),
            role="attachment",
            attachment_of=page,
        )
    parsed = gongkai("parse", str(folder), "--out", "data", "--quiet")
    assert parsed.returncode == 0, parsed.stderr
    done = gongkai("show", page, "--in", "data", "--cell", "art20_1.rules.in_force")
    assert "in the source, at attachment1:html:table[1]/r3c4" in done.stdout
    assert "> r3" in done.stdout


@pytest.mark.skipif(bool(ocr_process.missing()), reason="the extra ocr is not installed")
def test_a_cell_of_a_picture_says_picture_and_box():
    pictures = sorted((ROOT / "fixtures" / "pictures").glob("table-*.png"))
    page = re.sub("<table.*?</table>", "", report("示例县教育局", 2023), flags=re.S)
    dossier = Dossier(
        Document(page.encode(), "a.html"),
        attachments=tuple(Document(p.read_bytes(), p.name) for p in pictures),
    )
    made = parsers.parse(dossier)
    console = Console(file=io.StringIO(), width=200, highlight=False, emoji=False, markup=False)
    explain(made, "requests.granted.natural_person", console, of_dossier(dossier))
    shown = console.file.getvalue()
    assert re.search(
        r"attachment3:ocr:p1@[\d,]+;conf=\d\.\d\d: picture attachment3, page 1, the box from", shown
    )
    assert "in the source, at attachment3:ocr:p1@" in shown
    assert "予以公开" in shown
