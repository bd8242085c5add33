"""The site holds together: marks, links, lists, repeatable bytes."""

import re
import subprocess
import sys
from datetime import date
from urllib.parse import urljoin

import pytest
from lxml import html

from gongkai.demo import other_pages
from gongkai.demo.pages import HOME, MARK, REPORTS
from gongkai.demo.portal import TOWNSHIP_CLAIM, site, truth
from gongkai.demo.published import DEPARTMENT_COLUMN, GOVERNMENT_COLUMN, TOWNSHIP_COLUMN

ROOT = "http://portal.example"


def decoded(path):
    resource = site().resources[path]
    return _decode(resource)


def _decode(resource):
    try:
        return resource.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return resource.body.decode("gb18030")


def pages():
    return {
        path: resource
        for path, resource in site().resources.items()
        if resource.headers.get("Content-Type", "").startswith("text/html")
    }


def targets(path):
    """Addresses on this site that the page points to."""
    tree = html.fromstring(decoded(path).removeprefix("<!DOCTYPE html>"))
    found = [*tree.xpath("//a/@href"), *tree.xpath("//@src")]
    absolute = [urljoin(ROOT + path, t) for t in found if not t.startswith("javascript:")]
    assert all(address.startswith(ROOT + "/") for address in absolute), path
    return [address.removeprefix(ROOT) for address in absolute]


def test_every_page_is_marked_as_synthetic():
    bodies = [*(_decode(resource) for resource in pages().values()), _decode(site().not_found)]
    assert len(bodies) > 60
    for text in bodies:
        tree = html.fromstring(text.removeprefix("<!DOCTYPE html>"))
        assert MARK in tree.xpath('string(//meta[@name="Synthetic"]/@content)')
        marks = tree.xpath('//*[@class="synthetic"]')
        assert marks and all(MARK in mark.text_content() for mark in marks)
        article = tree.xpath('//div[@class="article"]')
        assert all(MARK not in element.text_content() for element in article)
    assert MARK in decoded("/robots.txt")


def test_every_link_resolves_and_every_page_is_linked():
    linked = {HOME}
    for path in pages():
        linked.update(targets(path))
    assert linked <= set(site().resources)
    for report in truth():
        assert set(report.paths) <= linked


def follow_trs(column):
    """Reads a TRS list as a visitor's browser would, from what its script is told."""
    files, entries = ["index.html"], []
    first = decoded(column)
    assert decoded(column + "index.html") == first
    pattern = r'createPageHTML\((\d+), (\d+), "(\w+)", "(\w+)"\)'
    total, current, name, extension = re.search(pattern, first).groups()
    assert current == "0"
    files += [f"{name}_{number}.{extension}" for number in range(1, int(total))]
    for number, file in enumerate(files):
        text = decoded(column + file)
        assert re.search(pattern, text).group(2) == str(number)
        entries += _entries(column + file, text)
    assert f"{column}{name}_{total}.{extension}" not in site().resources
    return entries


def follow_next(column):
    """Reads a list by its 下一页 links; gives entries and the total that each page claims."""
    path, entries, claims = column, [], set()
    for _ in range(20):
        text = decoded(path)
        entries += _entries(path, text)
        claims.add(int(re.search(r"共(\d+)条", text).group(1)))
        following = html.fromstring(text.encode()).xpath('//a[text()="下一页"]/@href')
        if not following:
            return entries, claims
        path = urljoin(ROOT + path, following[0]).removeprefix(ROOT)
    raise AssertionError("the list does not end")


def _entries(path, text):
    tree = html.fromstring(text.encode())
    return [
        (
            urljoin(ROOT + path, item.find("a").get("href")).removeprefix(ROOT),
            item.find("a").get("title") or item.findtext("a"),
            date.fromisoformat(item.findtext("span").strip("[]")),
        )
        for item in tree.xpath('//div[@class="list"]/ul/li')
    ]


@pytest.mark.parametrize("year", range(2021, 2026))
def test_lists_by_year_page_to_all_reports(year):
    listed = follow_trs(f"{REPORTS}{year}n/")
    expected = {
        (t.paths[0], t.title, t.dates["list"])
        for t in truth()
        if t.report_year == year and t.organ_kind not in ("township", "subdistrict")
    }
    near_misses = {entry for entry in listed if entry not in expected}
    assert len(listed) == len(set(listed)) and expected <= set(listed)
    titles = {2024: {other_pages.INTERPRETATION_TITLE}, 2023: {other_pages.WEBSITE_REPORT_TITLE}}
    assert {title for _, title, _ in near_misses} == titles.get(year, set())


def test_some_lists_have_several_pages_and_cut_titles():
    assert f"{REPORTS}2025n/index_1.html" in site().resources
    assert any(
        ">示例县" in decoded(p) and "...</a>" in decoded(p) for p in pages() if "n/index" in p
    )


@pytest.mark.parametrize(
    ("column", "kinds", "claim"),
    [
        (GOVERNMENT_COLUMN, ("government",), 5),
        (DEPARTMENT_COLUMN, ("government_office", "department"), 22),
        (TOWNSHIP_COLUMN, ("township", "subdistrict"), TOWNSHIP_CLAIM),
    ],
)
def test_lists_by_organ_page_to_all_reports(column, kinds, claim):
    listed, claims = follow_next(column)
    reports = [t for t in truth() if t.organ_kind in kinds]
    assert {t.title for t in reports} == {title for _, title, _ in listed}
    assert all(any(path in t.paths for path, _, _ in listed) for t in reports)
    assert claims == {claim}
    assert (len(listed) == claim) == (column != TOWNSHIP_COLUMN)


def test_the_way_from_home_to_a_report():
    assert REPORTS in targets(HOME)
    assert "/zwgk/" in targets(HOME) and "/zwgk/zfxxgk/" in targets("/zwgk/")
    assert REPORTS in targets("/zwgk/zfxxgk/")
    years = [f"{REPORTS}{year}n/" for year in range(2021, 2026)]
    organs = [GOVERNMENT_COLUMN, DEPARTMENT_COLUMN, TOWNSHIP_COLUMN]
    assert set(years + organs) <= set(targets(REPORTS))


def test_two_builds_give_the_same_bytes():
    program = (
        "import hashlib; from gongkai.demo.portal import site; d = hashlib.sha256();"
        "[d.update(repr((p, r.status, sorted(r.headers.items()), r.body)).encode())"
        " for p, r in sorted(site().resources.items())]; print(d.hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1 and len(digests.pop().strip()) == 64
