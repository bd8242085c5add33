"""The bundled portal: its pages by address, and the truth about every report on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from gongkai.demo import other_pages, pages, resources
from gongkai.demo.article import ABSENT
from gongkai.demo.lists import PAGER, Entry, next_page_list, trs_list
from gongkai.demo.organs import FIRST_YEAR, LAST_YEAR
from gongkai.demo.pages import REPORTS, Crumb
from gongkai.demo.prose import processing_fee
from gongkai.demo.published import (
    DEPARTMENT_COLUMN,
    GOVERNMENT_COLUMN,
    TOWNSHIP_COLUMN,
    Published,
    published,
    report_page,
)
from gongkai.demo.reports import Failure
from gongkai.demo.resources import Resource

__all__ = ["ABSENT", "Failure", "Resource", "Site", "Truth", "site", "truth"]

TOWNSHIP_CLAIM = 12
_CHANGED = date(2026, 5, 6)
_ROBOTS = f"# {pages.MARK}\nUser-agent: *\nAllow: /\n"


@dataclass(frozen=True)
class Site:
    """The whole portal: `resources` by path (with query), and the page for everything else."""

    resources: Mapping[str, Resource]
    not_found: Resource


@dataclass(frozen=True)
class Truth:
    """What a published report prints, known because it was written from it.

    Attributes:
        paths: every address of the report, the first one as listed first.
        organ: full name.
        report_year: the year it is about.
        published: the true date of publication.
        dates: what the page and the lists say: meta, page, index_box, signature, list, url.
        shape: how the tables are printed.
        forms: form of each table, by table id.
        cells: by ``table.row.column``, for every cell of `forms`: the number printed (without
            separators, sign + and words), None for a blank or a mark, ABSENT if not on the page.
        printed: the cell's text word for word, for cells that are on the page.
        failing: the identities A1 to A6 that fail in the source, on purpose.
        carry_broken: carried_in contradicts last year's carried_forward, on purpose.
        sections: the six titles as printed, ordinals included.
        processing_fee_yuan: as section 6 prints it, None if it prints no number.
    """

    paths: tuple[str, ...]
    title: str
    organ: str
    organ_kind: str
    report_year: int
    published: date
    dates: Mapping[str, date]
    shape: str
    encoding: str
    forms: Mapping[str, str]
    cells: Mapping[str, str | None]
    printed: Mapping[str, str]
    failing: tuple[Failure, ...]
    carry_broken: bool
    sections: tuple[str, ...]
    index_number: str | None
    processing_fee_yuan: int | None


@cache
def site() -> Site:
    """Builds the portal; the same bytes every time."""
    built: dict[str, Resource] = {
        "/robots.txt": resources.plain(_ROBOTS, "text/plain", _CHANGED),
        pages.PAGER_SCRIPT: resources.plain(PAGER, "application/javascript", _CHANGED),
    }
    for item in published():
        for path in (item.path, *item.twins):
            built[path] = report_page(item, path)
    texts = {
        pages.HOME: other_pages.home(),
        "/index.html": other_pages.home(),
        pages.AFFAIRS: other_pages.affairs(),
        pages.DISCLOSURE: other_pages.disclosure(),
        **other_pages.surroundings(),
        **_columns(),
    }
    built.update((path, resources.html(text, _CHANGED)) for path, text in texts.items())
    for path in list(built):
        if path.endswith("/") and path != pages.HOME:
            built.setdefault(path.removesuffix("/"), resources.redirect(path))
    missing = resources.html(other_pages.not_found(), _CHANGED)
    headers = {"Content-Type": missing.headers["Content-Type"]}
    return Site(MappingProxyType(built), Resource(404, headers, missing.body))


def _columns() -> dict[str, str]:
    """The report column, its sub-columns, and the near-misses that are listed with the reports."""
    texts: dict[str, str] = {}
    trail = [other_pages.TRAIL_DISCLOSURE, other_pages.TRAIL_REPORTS]
    years = range(LAST_YEAR, FIRST_YEAR - 1, -1)
    by_year: dict[int, list[Entry]] = {year: [] for year in years}
    government, departments, townships = [], [], []
    for item in published():
        entry = Entry(item.article.title, item.path, item.spec.published)
        if item.spec.in_township_column:
            townships.append(entry)
            continue
        by_year[item.spec.year].append(entry)
        if item.spec.organ.kind == "government":
            government.append(Entry(entry.title, [item.path, *item.twins][-1], entry.day))
        else:
            departments.append(entry)
    for year, day, title, write_page in (
        (2024, date(2025, 3, 27), other_pages.INTERPRETATION_TITLE, other_pages.interpretation),
        (2023, date(2024, 1, 30), other_pages.WEBSITE_REPORT_TITLE, other_pages.website_report),
    ):
        path = f"{REPORTS}{year}n/{day:%Y%m}/t{day:%Y%m%d}_{20900 + year % 100}.html"
        texts[path] = write_page([*trail, Crumb(f"{year}年", f"{REPORTS}{year}n/")])
        by_year[year].append(Entry(title, path, day))
    year_links = [(f"{year}年", f"{REPORTS}{year}n/") for year in years]
    for (name, column), entries in zip(year_links, by_year.values(), strict=True):
        texts.update(trs_list(column, name, entries, 5, [*trail, Crumb(name, column)]))
    organ_links = [
        ("县政府", GOVERNMENT_COLUMN),
        ("县直部门", DEPARTMENT_COLUMN),
        ("乡镇（街道）", TOWNSHIP_COLUMN),
    ]
    for (name, column), entries, size, claimed in zip(
        organ_links,
        (government, departments, townships),
        (8, 8, 5),
        (None, None, TOWNSHIP_CLAIM),
        strict=True,
    ):
        here = [*trail, Crumb(name, column)]
        texts.update(next_page_list(column, name, entries, size, here, claimed=claimed))
    latest = [(item.article.title, [item.path, *item.twins][-1]) for item in published()[-4:-1]]
    texts[REPORTS] = other_pages.report_column(year_links, organ_links, latest)
    return texts


def truth() -> list[Truth]:
    """What every published report prints, in the order of `reports.SPECS`."""
    return [_truth(item) for item in published()]


def _truth(item: Published) -> Truth:
    spec, text = item.spec, item.article
    dates = {"list": spec.published}
    for place in spec.dated:
        dates[place.value] = spec.published
    if spec.index_box:
        dates["index_box"] = spec.published
    if not spec.in_township_column:
        dates["url"] = spec.path_date or spec.published
    return Truth(
        paths=(item.path, *item.twins),
        title=text.title,
        organ=spec.organ.name,
        organ_kind=spec.organ.kind,
        report_year=spec.year,
        published=spec.published,
        dates=MappingProxyType(dates),
        shape=spec.shape.value,
        encoding=spec.encoding.value,
        forms=MappingProxyType(dict(text.forms)),
        cells=MappingProxyType(dict(text.cells)),
        printed=MappingProxyType(dict(text.printed)),
        failing=spec.failing,
        carry_broken=spec.organ.breaks_in == spec.year,
        sections=text.sections,
        index_number=item.index_number,
        processing_fee_yuan=processing_fee(spec.organ, spec.year),
    )
