"""Pages of one report are tied by what they say; what is missing is said, and never blank."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest

from parsers import parse
from parsers.decode import decode
from parsers.documents.continued import tie
from parsers.documents.paging import PAGER, Address, address_of, first_of
from parsers.documents.sources import read
from parsers.errors import RefusedError
from parsers.model import Document, Dossier, Report, Status
from tests.parsers.archives import Archive

FIXTURES = Path(__file__).parents[2] / "fixtures" / "reports"
TEXTS = sorted(p.name for p in FIXTURES.glob("*20*.*") if p.suffix in (".txt", ".md"))
TITLE = "示例县教育局2023年政府信息公开工作年度报告"
TOP = (
    "<html><head><title>{title}</title></head><body><p>您现在的位置：首页 &gt; 年报</p><h1>{title}</h1>"
    "<p>发布时间：2024-01-20 来源：示例县</p><div>"
)
END = "</div><div>{pager}</div><p>打印 关闭</p><p>主办单位：示例县人民政府办公室</p></body></html>"


def whole(name: str) -> Report:
    return parse(Dossier(Document((FIXTURES / name).read_bytes(), name)))


def dossiers(*paths: Path) -> list[Dossier]:
    items = list(read(paths))
    assert all(isinstance(item, Dossier) for item in items)
    return [item for item in items if isinstance(item, Dossier)]


def cut(lines: Sequence[str], first: int, step: int) -> list[list[str]]:
    parts = [list(lines[:first])]
    parts += [list(lines[at : at + step]) for at in range(first, len(lines), step)]
    return parts


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def silent(model: Report, report: Report) -> list[str]:
    """Cells that are wrong without a word."""
    known = {(c.address, c.form): c for c in model.cells}
    return [
        cell.address
        for cell in report.cells
        for true in [known.get((cell.address, cell.form))]
        # Where the heads of several columns are lost, another column may stand for them, in doubt.
        if (cell.status is Status.READ and (true is None or cell.value != true.value))
        or (cell.status is Status.BLANK and (true is None or true.status is not Status.BLANK))
    ]


def flip_book(folder: Path, parts: Sequence[Sequence[str]], title: str, *missing: int) -> None:
    for number, lines in enumerate(parts, start=1):
        if number not in missing:
            text = "\n".join([f"Page {number} - {title}", f"P. {number}", *lines])
            folder.joinpath(f"page{number}.txt").write_text(text, "utf-8")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(("first", "step"), [(30, 23), (44, 41), (44, 60), (30, 97)])
def test_a_flip_book_is_one_report(name: str, first: int, step: int, tmp_path: Path) -> None:
    model = whole(name)
    lines = decode((FIXTURES / name).read_bytes()).text.split("\n")
    flip_book(tmp_path, cut(lines, first, step), model.identity.title or "")
    (book,) = dossiers(tmp_path)
    report = parse(book)
    assert [(c.address, c.status, c.value) for c in report.cells] == [
        (c.address, c.status, c.value) for c in model.cells
    ]
    assert report.report_id == model.report_id
    assert report.identity == model.identity
    assert codes(report) - codes(model) == {"pages_joined"}
    assert report.source == "page1.txt"
    on = {(c.location or "").split(":")[0] for c in report.cells if c.location} - {"text"}
    assert on <= {f"page{n}" for n in range(2, len(book.pages) + 2)}
    assert on or not model.cells  # a local form has no cells


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("missing", [1, 2, 3, 4, 6])
@pytest.mark.parametrize(("first", "step"), [(16, 11), (32, 23), (41, 41)])
def test_a_missing_page_is_said_and_blanks_nothing(
    name: str, missing: int, first: int, step: int, tmp_path: Path
) -> None:
    model = whole(name)
    parts = cut(decode((FIXTURES / name).read_bytes()).text.split("\n"), first, step)
    if missing >= len(parts):
        pytest.skip("the report has fewer pages")
    flip_book(tmp_path, parts, model.identity.title or "", missing)
    (book,) = dossiers(tmp_path)
    if not model.cells and missing == 1:
        # A local form without its beginning: nothing is left that tells a report.
        with pytest.raises(RefusedError):
            parse(book)
        return
    report = parse(book)
    (finding,) = [f for f in report.findings if f.code == "pages_missing"]
    assert finding.message.endswith(f": {missing}")
    assert silent(model, report) == []
    assert {c.reason for c in report.cells if c.status is Status.ABSENT} <= {
        f"page {missing} of the source is missing"
    }


def article(number: int, count: int, body: str, title: str = TITLE, stem: str = "t2024") -> str:
    """A page of an article with a pager of links."""
    names = [f"{stem}.html", *(f"{stem}_{n}.html" for n in range(1, count))]
    links = [f'<a href="{name}">{n}</a>' for n, name in enumerate(names, start=1)]
    links.append(f'<a href="{names[min(number, count - 1)]}">下一页</a>')
    return TOP.format(title=title) + body + END.format(pager=" ".join(links))


def bodies() -> list[str]:
    """The body of a report, cut inside of its second and its third table."""
    text = (FIXTURES / "clean-2021.html").read_text("utf-8")
    body = text[text.index("<body") :]
    body = body[body.index(">") + 1 : body.index("</body>")]
    parts = []
    for mark in ("行政强制", "部分公开"):
        at = body.rindex("<tr", 0, body.index(mark))
        parts.append(body[:at] + "</table>")
        body = "<table>" + body[at:]
    return [*parts, body]


def clean() -> Report:
    return whole("clean-2021.html")


def paged(count: int = 3) -> Iterator[tuple[str, str]]:
    for number, body in enumerate(bodies(), start=1):
        name = "t2024.html" if number == 1 else f"t2024_{number - 1}.html"
        yield name, article(number, count, body)


def same(report: Report) -> None:
    model = clean()
    assert [(c.address, c.status, c.value) for c in report.cells] == [
        (c.address, c.status, c.value) for c in model.cells
    ]
    assert report.identity.adcode == model.identity.adcode
    assert [s.text for s in report.sections][1:5] == [s.text for s in model.sections][1:5]
    # Furniture between the pages is no text of the report.
    assert not any("主办单位" in s.text or "下一页" in s.text for s in report.sections)


def test_a_paged_article_in_a_folder(tmp_path: Path) -> None:
    for name, text in paged():
        tmp_path.joinpath(name).write_text(text, "utf-8")
    (book,) = dossiers(tmp_path)
    assert book.page_numbers == (1, 2, 3)
    same(parse(book))


def test_a_paged_article_in_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, text in paged():
            archive.writestr(f"d/{name}", text)
    (book,) = dossiers(tmp_path / "a.zip")
    assert book.primary.source == "a.zip!d/t2024.html"
    same(parse(book))


def test_a_paged_article_in_a_corpus_by_its_query(tmp_path: Path) -> None:
    url = "http://a.gov.cn/show.php?id=7"
    rows = []
    for number, body in enumerate(bodies(), start=1):
        text = TOP.format(title=TITLE) + body + END.format(pager=f"第{number}页/共3页")
        if number == 1:
            text = text.replace("</div>", f'<a href="{url}&amp;page=2">下一页</a></div>', 1)
        rows.append({"url": url if number == 1 else f"{url}&page={number}", "html": text})
    rows.insert(1, {"url": "http://a.gov.cn/show.php?id=8&page=2", "html": "<p>别的文章。</p>"})
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in reversed(rows)), "utf-8")
    found = sorted(dossiers(path), key=lambda dossier: -len(dossier.pages))
    assert [dossier.page_numbers for dossier in found] == [(1, 2, 3), ()]
    same(parse(found[0]))


def test_a_paged_article_in_an_archive_and_its_second_capture(tmp_path: Path) -> None:
    """Of each page the capture nearest to that of the first."""
    with Archive(tmp_path / "a.warc.gz") as archive:
        for hour, word in (("08", "旧版"), ("20", "新版")):
            for name, text in reversed(list(paged())):
                archive.response(
                    f"http://a.gov.cn/{name}",
                    text.replace("无其他", word)
                    .replace("<p>打印", f"<p>{word}</p><p>打印")
                    .encode(),
                    date=f"2026-01-01T{hour}:00:00Z",
                )
    found = dossiers(tmp_path / "a.warc.gz")
    assert len(found) == 2
    for dossier, word in zip(found, ("旧版", "新版"), strict=True):
        assert [d.content.decode().count(word) for d in (dossier.primary, *dossier.pages)] == [
            1
        ] * 3
        same(parse(dossier))


def test_a_script_numbers_the_pages(tmp_path: Path) -> None:
    for number, body in enumerate(bodies()):
        script = f'<script>createPageHTML(3, {number}, "t2024", "html");</script>'
        name = "t2024.html" if number == 0 else f"t2024_{number}.html"
        text = TOP.format(title=TITLE) + body + END.format(pager=script)
        tmp_path.joinpath(name).write_text(text, "utf-8")
    (book,) = dossiers(tmp_path)
    same(parse(book))
    tmp_path.joinpath("t2024_1.html").unlink()
    (book,) = dossiers(tmp_path)
    assert (book.page_numbers, book.page_total) == ((1, 3), 3)
    tmp_path.joinpath("t2024_2.html").unlink()
    (alone,) = dossiers(tmp_path)
    report = parse(alone)
    assert {f.message for f in report.findings if f.code == "pages_missing"} == {
        "of the report's 3 pages these are not there: 2, 3"
    }
    assert silent(clean(), report) == []


def test_a_page_of_a_flip_book_alone_says_that_others_are_missing(tmp_path: Path) -> None:
    lines = [
        "第二十条第（一）项",
        *(f"{label} | 1 | 0 | 1" for label in ("规章", "行政规范性文件")),
    ]
    flip_book(
        tmp_path, [[], [], ["二、主动公开政府信息情况", *lines, "三、收到和处理"]], TITLE, 1, 2
    )
    (page,) = dossiers(tmp_path)
    assert page.page_numbers == (3,)


OTHER = "示例县民政局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("names", "titles", "pager"),
    [
        # Two reports beside each other, whatever their addresses look like.
        (("a_1.html", "a_2.html"), (TITLE, OTHER), "第{n}页/共2页"),
        (("page1.html", "page2.html"), (TITLE, OTHER), '<a href="page2.html">下一页</a>'),
        # Addresses alone tie nothing.
        (("t2024.html", "t2024_1.html"), (TITLE, TITLE), ""),
        (("page1.html", "page2.html"), (TITLE, TITLE), ""),
        # A link that is not to another page.
        (("t2024.html", "t2024_1.html"), (TITLE, TITLE), '<a href="t2024_1.html">相关报告</a>'),
        # The whole report twice.
        (("t2024.html", "t2024_1.html"), (TITLE, TITLE), '<a href="t2024_1.html">2</a>'),
        # Numbers that contradict the addresses.
        (("a_1.html", "a_2.html"), (TITLE, TITLE), "第{m}页/共5页"),
    ],
)
def test_what_does_not_say_so_stays_apart(
    names: tuple[str, str], titles: tuple[str, str], pager: str, tmp_path: Path
) -> None:
    body = "".join(bodies()) if "相关" in pager or ">2<" in pager else bodies()[0]
    for n, (name, title) in enumerate(zip(names, titles, strict=True), start=1):
        end = END.format(pager=pager.format(n=n, m=5 - 2 * n))
        tmp_path.joinpath(name).write_text(TOP.format(title=title) + body + end, "utf-8")
    found = dossiers(tmp_path)
    assert sorted(d.primary.source for d in found) == sorted(names)
    assert [d.pages for d in found] == [(), ()]


def test_the_pages_of_a_list_are_no_report(tmp_path: Path) -> None:
    for number in (1, 2):
        rows = "".join(f"<p>{OTHER} 2024-01-{day}</p>" for day in range(10, 20))
        links = '<a href="page1.html">1</a> <a href="page2.html">2</a>'
        text = TOP.format(title="政府信息公开年报") + rows + END.format(pager=links)
        tmp_path.joinpath(f"page{number}.html").write_text(text, "utf-8")
    found = dossiers(tmp_path)
    assert len(found) == 2
    with pytest.raises(RefusedError):
        parse(found[0])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://a/b/files/basic-html/page9.html", ("http://a/b/files/basic-html/page*.html", 9)),
        ("d/t20240120_83645343_1.html", ("d/t20240120_83645343.html", 1)),
        ("http://a/x.html?page=2", ("http://a/x.html", 2)),
        ("http://a/x.html?id=3&pageNo=2", ("http://a/x.html?id=3", 2)),
        ("z.zip!d/page-3.txt", ("z.zip!d/page*.txt", 3)),
        ("http://a/list.php?page=3", None),
        ("http://a/index_2.html", ("http://a/index_2.html", 1)),
        ("d/t20240120_83645343.html", ("d/t20240120_83645343.html", 1)),
        ("d/report.pdf", None),
    ],
)
def test_addresses(address: str, expected: tuple[str, int] | None) -> None:
    found = address_of(address)
    assert (found and (found.book, found.number)) == expected


def test_a_first_page_names_what_follows() -> None:
    url = "http://a/t2024.html"
    assert first_of(url, b'<a href="t2024_1.html">') == Address(url, "first", 1)
    assert first_of(url, b'<a href="t2024_83645343.html">') is None
    assert first_of("http://a/index.html", b'<a href="index_1.html">') is None


def test_documents_pass_while_they_are_read() -> None:
    """Only pages wait, on the disk: the rest of a large batch streams."""

    def endless() -> Iterator[Dossier]:
        number = 0
        while True:
            number += 1
            yield Dossier(Document(b"<p>page</p>", f"d/t2024_{number}.html"))
            yield Dossier(Document(b"<p>text</p>", f"d/report{number}x.html"))

    assert [d.primary.source for d in islice(tie(endless()), 3) if isinstance(d, Dossier)][:1] == [
        "d/report1x.html"
    ]


def test_a_pager_is_told_from_figures_and_in_no_time() -> None:
    assert PAGER.match("上一页 1 2 3 下一页 尾页")
    assert PAGER.match("第2页/共3页")
    assert not PAGER.match("0 0 0 0 1 2 3")
    assert not PAGER.match("第2页所列数据")
    started = time.perf_counter()
    assert not PAGER.match("页" + "1" * 5000 + "x")
    assert time.perf_counter() - started < 0.5
