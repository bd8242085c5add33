"""List pages in two dialects: static TRS lists with a script, and lists with 下一页 links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from gongkai.demo.pages import PAGER_SCRIPT, Crumb, frame

_CUT = 26

# Written for this portal: the name and the arguments are those of TRS lists, so that a reader of
# the page's source finds the number of pages where it stands on such portals.
PAGER = """/* gongkai demo: 合成示例数据，非真实政府网站 */
function createPageHTML(pages, current, name, extension) {
  for (var i = 0; i < pages; i++) {
    var file = (i === 0 ? name : name + "_" + i) + "." + extension;
    document.write(i === current ? " " + (i + 1) : ' <a href="' + file + '">' + (i + 1) + "</a>");
  }
}
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: `path` from the site's root."""

    title: str
    path: str
    day: date


def _ordered(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.day, entry.path), reverse=True)


def _pages(entries: Sequence[Entry], size: int) -> list[list[Entry]]:
    ordered = _ordered(entries)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def trs_list(
    column: str, name: str, entries: Sequence[Entry], size: int, trail: Sequence[Crumb]
) -> dict[str, str]:
    """A TRS column: ``index.html``, then ``index_1.html``; titles are cut, links are relative.

    Returns:
        Page text by path; the first page also stands at the column's own address.
    """
    site: dict[str, str] = {}
    pages = _pages(entries, size)
    for number, page in enumerate(pages):
        items = "".join(
            f'<li><a href="./{entry.path.removeprefix(column)}" target="_blank"'
            f' title="{escape(entry.title)}">{escape(_cut(entry.title))}</a>'
            f"<span>{entry.day.isoformat()}</span></li>\n"
            for entry in page
        )
        content = (
            f'<div class="list"><h2>{name}</h2>\n<ul>\n{items}</ul>\n'
            f'<div class="page"><script src="{PAGER_SCRIPT}"></script>\n<script>'
            f'createPageHTML({len(pages)}, {number}, "index", "html");</script></div></div>'
        )
        text = frame(name, content, trail=trail, metas=_metas(name))
        file = "index.html" if number == 0 else f"index_{number}.html"
        site[column + file] = text
        if number == 0:
            site[column] = text
    return site


def next_page_list(
    column: str,
    name: str,
    entries: Sequence[Entry],
    size: int,
    trail: Sequence[Crumb],
    *,
    claimed: int | None = None,
) -> dict[str, str]:
    """A column with 下一页 links: ``index.html``, then ``index_2.html``.

    Args:
        column: its address, ending in a slash.
        name: its name.
        entries: what it lists.
        size: entries on a page.
        trail: the breadcrumb trail.
        claimed: how many entries the list says that it has, if that is not the truth.

    Returns:
        Page text by path; the first page also stands at the column's own address.
    """
    site: dict[str, str] = {}
    pages = _pages(entries, size)
    total = len(entries) if claimed is None else claimed
    for number, page in enumerate(pages, start=1):
        items = "".join(
            f'<li><span class="date">[{entry.day.isoformat()}]</span>'
            f'<a href="{entry.path}">{escape(entry.title)}</a></li>\n'
            for entry in page
        )
        turns = [f"共{total}条", f"第{number}/{len(pages)}页"]
        if number > 1:
            turns.append(f'<a href="{column}{_file(number - 1)}">上一页</a>')
        if number < len(pages):
            turns.append(f'<a href="{column}{_file(number + 1)}">下一页</a>')
            turns.append(f'<a href="{column}{_file(len(pages))}">尾页</a>')
        content = (
            f'<div class="list"><h2>{name}</h2>\n<ul>\n{items}</ul>\n'
            f'<div class="pages">{" ".join(turns)}</div></div>'
        )
        text = frame(name, content, trail=trail, metas=_metas(name), dated_header=True)
        site[column + _file(number)] = text
        if number == 1:
            site[column] = text
    return site


def _file(number: int) -> str:
    return "index.html" if number == 1 else f"index_{number}.html"


def _metas(name: str) -> dict[str, str]:
    return {"ColumnName": name, "ColumnType": "信息公开年报"}


def _cut(title: str) -> str:
    return title if len(title) <= _CUT else title[:_CUT] + "..."
