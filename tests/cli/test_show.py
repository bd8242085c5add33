"""`gongkai show`: aligned tables, marks that need no colour, one cell explained."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

import parsers
from gongkai.original import of_dossier
from gongkai.show import explain, render
from parsers import standard
from parsers.errors import UsageError
from parsers.model import Document, Dossier, Report
from tests.cli.pages import report


def figure(table: str, row: str, column: str) -> str:
    return {
        ("requests", "granted", "total"): "5",
        ("requests", "denied_state_secret", "total"): "/",
        ("art20_1", "rules", "in_force"): "约12",
        ("review_litigation", "counts", "review_upheld"): "1234",
    }.get((table, row, column), "0")


PAGE = report(figure=figure).replace('<tr><td>行政强制</td><td colspan="3">0</td></tr>', "")
DOSSIER = Dossier(Document(PAGE.encode(), "x\x1b[31m\u202e.html"))


@pytest.fixture(scope="module")
def marked() -> Report:
    return parsers.parse(DOSSIER)


def shown(report: Report, width: int, cell: str | None = None, dossier: Dossier = DOSSIER) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, emoji=False, markup=False)
    if cell:
        explain(report, cell, console, of_dossier(dossier))
    else:
        render(report, console)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [36, 60, 80, 120, 200])
def test_nothing_is_wider_than_the_terminal(marked, width):
    lines = shown(marked, width).splitlines()
    assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_columns_are_aligned_by_display_width(marked, width):
    lines = shown(marked, width).splitlines()
    start = next(n for n, line in enumerate(lines) if "requests, form 2021" in line)
    end = next(n for n, line in enumerate(lines) if "review_litigation, form" in line)
    rows = [line for line in lines[start:end] if re.search(r"\s0\s+0\s+0\s+0\s+0\s+0\s", line)]
    assert len(rows) >= 22
    # The last figure of each row ends in the same column of the terminal.
    ends = {cell_len(re.match(r".*[0-9·]", line).group()) for line in rows if "!" not in line}
    assert len(ends) == 1


def test_every_status_has_its_sign(marked):
    lines = {line.split()[0]: line for line in shown(marked, 120).splitlines() if line.strip()}
    assert "约12?" in lines["规章"]
    assert "∅" in lines["行政强制"]
    assert lines["1.属于国家秘密"].rstrip().endswith("·")
    assert lines["（一）予以公开"].rstrip().endswith("5!a")
    assert "!a" in lines
    assert "A3_applicant_sum" in lines["!a"]
    assert "cause source" in lines["!a"]
    assert "expected 0, actual 5, difference 5" in lines["!a"]


def test_identity_block(marked):
    text = shown(marked, 120)
    for words in (
        "测试县教育局2023年政府信息公开工作年度报告",
        marked.report_id,
        "2023",
        "form 2021",
    ):
        assert words in text


def test_untrusted_text_cannot_drive_the_terminal(marked):
    text = shown(marked, 100)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "x\ufffd[31m\ufffd.html" in text


def test_litigation_is_folded_into_three_rows(marked):
    lines = shown(marked, 100).splitlines()
    start = next(n for n, line in enumerate(lines) if "review_litigation, form" in line)
    assert "1234" in next(line for line in lines[start:] if line.lstrip().startswith("行政复议"))
    assert any(line.lstrip().startswith("行政诉讼/复议后起诉") for line in lines[start:])


def test_one_cell_explained(marked):
    text = shown(marked, 120, "requests.granted.total")
    for words in (
        "（一）予以公开 / 总计",
        "value       5",
        "html:table[2]/r6c10",
        "the source prints this number at this place",
        "A3_applicant_sum  FAILED (failed, error, cause source)",
        "printed: 5 on the one side, 0 on the other",
    ):
        assert words in text
    doubtful = shown(marked, 120, "art20_1.rules.in_force")
    assert "doubtful" in doubtful
    assert "'约12'" in doubtful
    assert "reason" in doubtful


def test_unknown_cell_names_the_nearest(marked):
    with pytest.raises(UsageError, match=r"did you mean requests\.granted\.total"):
        shown(marked, 100, "requests.grantd.total")


def test_show_a_file(gongkai, tmp_path):
    (tmp_path / "good.html").write_text(report(), "utf-8")
    done = gongkai("show", "good.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert "200 cells: 200 read" in done.stdout
    cell = gongkai("show", "good.html", "--cell", "requests.granted.total")
    assert cell.returncode == 0
    assert "html:table[2]/r6c10" in cell.stdout


def test_show_a_folder_with_two_reports(gongkai, tmp_path):
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "a.html").write_text(report("测试县水利局"), "utf-8")
    (tmp_path / "two" / "b.html").write_text(report("测试县财政局"), "utf-8")
    done = gongkai("show", "two")
    assert done.returncode == 1
    assert "two: there are several reports here" in done.stderr


def test_show_from_a_dataset(gongkai, tmp_path):
    (tmp_path / "good.html").write_text(report(figure=figure), "utf-8")
    assert gongkai("parse", "good.html", "--out", "data", "--quiet").returncode == 0
    direct = gongkai("show", "good.html").stdout
    identifier = re.search(r"r[0-9a-f]{16}", direct).group()
    stored = gongkai("show", identifier, "--in", "data")
    assert stored.returncode == 0, stored.stderr
    # The tables, marks and checks are the same from the file and from the dataset.
    assert direct[direct.index("§2") :] == stored.stdout[stored.stdout.index("§2") :]
    wrong = identifier[:-1] + ("0" if identifier[-1] != "0" else "1")
    done = gongkai("show", wrong, "--in", "data")
    assert done.returncode == 1
    assert f"did you mean {identifier}" in done.stderr


def test_the_statistics_table_of_2014_is_shown_with_the_columns_that_it_prints():
    heads = "<tr><td>统计指标</td><td>单位</td><td>区政府统计数</td><td>部门</td></tr>"
    rows = "".join(
        f"<tr><td>{row.label}</td><td>{row.unit}</td><td>7</td><td>31</td></tr>"
        for row in standard.indicators().table.data_rows
    )
    title = "示例县人民政府2016年政府信息公开工作年度报告"
    page = f"<html><body><h1>{title}</h1><table>{heads}{rows}</table></body></html>"
    made = parsers.parse(Dossier(Document(page.encode(), "x.html")))
    text = shown(made, 100)
    assert "statistics, form 2014" in text
    assert "§" not in text
    assert re.search(r"本级\s+部门\s*\n", text)
    assert "合计" not in text
    cell = shown(made, 100, "statistics.staff.departments")
    assert "31" in cell
    assert "not read in a published table" in cell
    assert "not read in a published" not in shown(made, 100, "statistics.proactive_items.own_level")
