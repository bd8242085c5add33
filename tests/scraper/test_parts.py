"""Reports of several pages: the crawl follows the pager inside the article."""

from __future__ import annotations

import pytest

import parsers
from fixtures.portal.loopback import HOME, Answer, column, report, rows, title_of
from parsers.documents import sources
from parsers.model import Dossier
from tests.parsers.test_pages import END, TITLE, TOP, bodies, same

FIRST = "/nb/t20240120_2474305"


def paged(pager, offset=0):
    """A portal of two reports, one of which has three pages; `pager` of each by its number."""
    other = title_of("人民政府", 2023)
    listed = rows(
        (f"{FIRST}.html", TITLE, "2024-01-20"), ("/nb/t20240110_1.html", other, "2024-01-10")
    )
    routes = {"/": HOME, "/nb/": column(listed), "/nb/t20240110_1.html": report(other)}
    for number, body in enumerate(bodies(), start=1):
        suffix = "" if number == 1 else f"_{number - offset}"
        routes[f"{FIRST}{suffix}.html"] = (
            TOP.format(title=TITLE) + body + END.format(pager=pager(number))
        )
    return routes


def by_numbers(number):
    names = {1: f"{FIRST}.html", 2: f"{FIRST}_2.html", 3: f"{FIRST}_3.html"}
    links = (
        f"<b>{n}</b>" if n == number else f'<a href="{name}">{n}</a>' for n, name in names.items()
    )
    return f"上一页 {' '.join(links)} 下一页"


def by_next(number):
    following = f'<a href="{FIRST}_{number + 1}.html">下一页</a>' if number < 3 else "下一页"
    return f'<a href="{FIRST}.html">首页</a> {following}'


def by_older_script(number):
    name = FIRST.rpartition("/")[2]
    return f'<script>createPageHTML(3, {number - 1}, "{name}", "html");</script>'


def by_script(number):
    name = FIRST.rpartition("/")[2]
    return f"<script>createPageHTML('pages', 3, {number}, '{name}', 'html', 3);</script>"


def reports(out):
    return [parsers.parse(d) for d in sources.read([out / "archive"]) if isinstance(d, Dossier)
            and d.primary.url.endswith(f"{FIRST}.html")]  # fmt: skip


@pytest.mark.parametrize(
    ("pager", "offset"), [(by_numbers, 0), (by_next, 0), (by_script, 0), (by_older_script, 1)]
)
def test_all_pages_of_a_report_come_and_are_one(pager, offset, serve, crawled):
    portal = serve(paged(pager, offset))
    outcome = crawled(portal)
    assert outcome.codes == [] and outcome.portal.whole
    names = [f"{FIRST}.html", *(f"{FIRST}_{n - offset}.html" for n in (2, 3))]
    assert [portal.asked(name) for name in names] == [1, 1, 1]
    (found,) = reports(outcome.out)
    same(found)
    assert "pages_missing" not in {finding.code for finding in found.findings}
    again = crawled(portal)
    assert again.codes == []  # what is no entry of a list is not gone for that


def test_a_page_that_does_not_come_is_a_problem_and_a_gap(serve, crawled):
    routes = paged(by_numbers)
    routes[f"{FIRST}_2.html"] = Answer("", 404)
    outcome = crawled(serve(routes))
    assert outcome.codes == ["http_404"] and outcome.portal.failures == 1
    (found,) = reports(outcome.out)
    assert "pages_missing" in {finding.code for finding in found.findings}


def test_words_of_pages_alone_make_no_addresses(serve, crawled):
    text = report(title_of("人民政府", 2023), "<p>共3页 第1页</p><a href='#'>下一页</a>")
    listed = rows((f"{FIRST}.html", title_of("人民政府", 2023), "2024-01-20"))
    portal = serve({"/": HOME, "/nb/": column(listed), f"{FIRST}.html": text})
    assert crawled(portal).codes == []
    assert [line.path for line in portal.log if "2474305_" in line.path] == []
