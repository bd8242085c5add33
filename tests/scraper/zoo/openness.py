"""Synthetic portals of the openness platforms: ``showList`` with report pages by number,
``yearReportDetail`` and ``year/show`` by unit and year.

Quirks: the list says how many pages it has and links only the next; a unit that does not publish
in a year has a page that says so.
"""

from __future__ import annotations

from tests.scraper.loopback import Answer
from tests.scraper.zoo.base import Report, Zoo, cut, reports
from tests.scraper.zoo.scripted import row

_NEWEST = 2025


def build() -> Zoo:
    zoo = Zoo("openness")
    lists = {
        12: [report for report in reports() if report.high],
        13: [report for report in reports() if not report.high],
    }
    zoo.entrance("/OpennessContent/showList/341/12/page_1.html")
    for number, found in lists.items():
        parts = cut(found, 7)
        for n, part in enumerate(parts, start=1):
            rows = "".join(row(r, f"/XxgkAnnualReport/show/{r.number}.html") for r in part)
            following = "".join(
                f'<a href="/OpennessContent/showList/341/{number}/page_{n + 1}.html">下一页</a>'
                for _ in range(n < len(parts))
            )
            other = '<a href="/OpennessContent/showList/341/13/page_1.html">乡镇街道</a>'
            zoo.page(
                f"/OpennessContent/showList/341/{number}/page_{n}.html",
                "政府信息公开年报",
                f"{other if number == 12 else ''}<ul class='is-listnews'>{rows}</ul>"
                f"<div class='page'>共{len(found)}条 {n}/{len(parts)}页 {following}</div>",
                {"ColumnName": "政府信息公开年报"},
            )
        for report in found:
            path = f"/XxgkAnnualReport/show/{report.number}.html"
            zoo.document(path, report, '<div class="wzcon">')
    return zoo


def by_detail() -> Zoo:
    zoo = Zoo("openness")
    units: dict[str, dict[int, Report]] = {}
    for report in reports():
        units.setdefault(report.organ, {})[report.year] = report
    codes = {organ: f"{n:024x}" for n, organ in enumerate(sorted(units), start=0x5F0)}
    years = sorted({report.year for report in reports()}, reverse=True)

    def address(code: str, year: int) -> str:
        return f"/xxgkAnnualReport/yearReportDetail/?branch_id={code}&year={year}"

    options = "".join(f'<option value="{year}">{year}年</option>' for year in years)
    menu = "".join(
        f'<li><a href="{address(code, _NEWEST)}">{organ}</a></li>' for organ, code in codes.items()
    )
    zoo.entrance("/xxgkAnnualReport/")
    zoo.page(
        "/xxgkAnnualReport/",
        "政府信息公开年报",
        f'<select id="year">{options}</select><ul class="units">{menu}</ul>',
    )
    for organ, code in codes.items():
        for year in years:
            report = units[organ].get(year)
            if report is not None:
                zoo.document(address(code, year), report, '<div class="content">')
            else:
                zoo.page(address(code, year), f"{organ}", "<p>该年度暂无数据</p>")
    zoo.routes["/opennessTarget/"] = Answer("", 404)
    return zoo


def by_path() -> Zoo:
    """Each unit's newest report is linked; earlier years only from the government's own page."""
    zoo = Zoo("openness")
    units: dict[str, dict[int, Report]] = {}
    for report in reports():
        units.setdefault(report.organ, {})[report.year] = report
    organs = {organ: n for n, organ in enumerate(sorted(units), start=341)}
    first = organs["示例县人民政府"]
    zoo.entrance(f"/OpennessAnnualReport/year/show/{first}/{_NEWEST}.html")

    def address(organ: int, year: int) -> str:
        return f"/OpennessAnnualReport/year/show/{organ}/{year}.html"

    menu = "".join(
        f'<li><a href="{address(organ, _NEWEST)}">{name}</a></li>' for name, organ in organs.items()
    )
    years = "".join(
        f'<a href="{address(first, year)}">{year}年</a>'
        for year in sorted({report.year for report in reports()})
    )
    for name, organ in organs.items():
        for year in {report.year for report in reports()}:
            report = units[name].get(year)
            beside = f"<ul class='units'>{menu}</ul>{years if organ == first else ''}"
            if report is not None:
                zoo.document(address(organ, year), report, '<div class="content">', beside)
            else:
                zoo.page(address(organ, year), name, f"<p>该年度暂无数据</p>{beside}")
    return zoo


PORTALS = {"openness": build, "openness/detail": by_detail, "openness/path": by_path}
