"""The published reports: where each one stands, and its page there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from gongkai.demo import other_pages, pages, resources
from gongkai.demo.article import Article, write
from gongkai.demo.draw import draw
from gongkai.demo.pages import REPORTS, Crumb
from gongkai.demo.reports import SPECS, Dated, ReportSpec
from gongkai.demo.resources import Resource

GOVERNMENT_COLUMN = f"{REPORTS}xzf/"
DEPARTMENT_COLUMN = f"{REPORTS}bm/"
TOWNSHIP_COLUMN = "/xzjd/ndbg/"
_TRS_CONTAINER = '<div class="TRS_Editor" id="zoom">'
_TOWN_CONTAINER = '<div class="article-content">'


@dataclass(frozen=True)
class Published:
    """A report with its addresses; `number` is what the addresses carry."""

    spec: ReportSpec
    article: Article
    number: int
    path: str
    twins: tuple[str, ...]

    @property
    def index_number(self) -> str | None:
        """索引号, None if the page has no box for it."""
        if not self.spec.index_box:
            return None
        return f"SLX{self.number:06d}/{self.spec.published.year}-{self.number % 1000:05d}"


@cache
def published() -> tuple[Published, ...]:
    """Every report of the portal, in the order of `reports.SPECS`."""
    result: list[Published] = []
    for number, spec in enumerate(SPECS, start=20101):
        shown = spec.path_date or spec.published
        if spec.in_township_column:
            path = f"{TOWNSHIP_COLUMN}content_{number}.html"
        else:
            name = f"t{shown:%Y%m%d}_{number}.html"
            path = f"{REPORTS}{spec.year}n/{shown:%Y%m}/{name}"
        result.append(Published(spec, write(spec), number, path, _twins(spec, number, path)))
    return tuple(result)


def _twins(spec: ReportSpec, number: int, path: str) -> tuple[str, ...]:
    """Other addresses of the same report: another column, a query, the page for telephones."""
    if spec.organ.key == "gov" and spec.year == 2024:
        day = spec.published
        return (f"{GOVERNMENT_COLUMN}{day:%Y%m}/t{day:%Y%m%d}_{number + 500}.html",)
    if spec.organ.key == "gov" and spec.year == 2025:
        return (f"{path}?isMobile=false",)
    if spec.organ.key == "fanli" and spec.year == 2025:
        return (path.replace(".html", "_wap.html"),)
    return ()


def report_page(item: Published, path: str) -> Resource:
    """The report as it stands at `path`, one of its addresses."""
    spec, text = item.spec, item.article
    own_column = path.startswith(GOVERNMENT_COLUMN)
    town = spec.in_township_column
    if town:
        trail = [Crumb("乡镇（街道）", TOWNSHIP_COLUMN)]
    elif own_column:
        trail = [other_pages.TRAIL_REPORTS, Crumb("县政府", GOVERNMENT_COLUMN)]
    else:
        trail = [other_pages.TRAIL_REPORTS, Crumb(f"{spec.year}年", f"{REPORTS}{spec.year}n/")]
    metas = {}
    if Dated.METAS in spec.dated:
        metas = {
            "ColumnName": trail[-1].name,
            "ColumnType": "信息公开年报",
            "ArticleTitle": text.title,
            "PubDate": f"{spec.published.isoformat()} 09:30",
            "ContentSource": spec.organ.name,
        }
    box = ""
    if item.index_number:
        written = spec.published - timedelta(days=3)
        box = pages.index_box(
            item.index_number, spec.organ.name, text.title, written, spec.published
        )
    phone = next((twin for twin in item.twins if twin.endswith("_wap.html")), None)
    content = pages.article(
        text.title,
        text.body,
        source=spec.organ.name,
        container=_TOWN_CONTAINER if town else _TRS_CONTAINER,
        shown_on=spec.published if Dated.LINE in spec.dated else None,
        index_box=box,
        reads=draw(40, 900, path),
        mobile=phone if path != phone else None,
    )
    page = pages.frame(
        text.title,
        content,
        trail=trail,
        metas=metas,
        charset=resources.declared_charset(spec.encoding),
        dated_header=town,
    )
    return resources.html(page, spec.published, spec.encoding)
