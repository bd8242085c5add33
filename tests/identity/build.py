"""Pages for the tests of the identity, as a reader would give them."""

from __future__ import annotations

from parsers.documents.blocks import Grid, GridCell, Line, Page
from parsers.identity.identify import identify
from parsers.model import Document, Dossier, Finding, Hints, Identity

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
PROSE = "本年度围绕重点领域及时更新公开目录，完善审核流程，并对栏目内容逐月检查，发现的差错当月改正，运行情况总体平稳。"


def page(
    *lines: str, title: str | None = None, headings: list[str] | None = None, **metas: str
) -> Page:
    """A page of lines."""
    blocks: list[Line | Grid] = [Line(text, f"html:p[{n}]") for n, text in enumerate(lines, 1)]
    return Page("html", blocks, title=title, headings=headings or [], metas=dict(metas))


def grid(*rows: tuple[str, ...]) -> Grid:
    """A table without spans."""
    cells = [GridCell(text, r, c) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1)]
    return Grid("html:table[1]", cells)


def report(
    title: str | None,
    preamble: str = "",
    *,
    year: int | None = 2023,
    last: tuple[str, ...] = ("无。",),
) -> Page:
    """A report with its six sections and no tables; `year` is that of the period line."""
    period = f"所列数据的统计期限为{year}年1月1日至{year}年12月31日。" if year else ""
    lines = [
        *([title] if title else []),
        f"{preamble}根据《条例》编制，{period}" if preamble or period else PROSE,
    ]
    for heading in HEADINGS[:-1]:
        lines += [heading, PROSE]
    return page(*lines, HEADINGS[-1], *last)


def dossier(url: str | None = None, fetched_at: str | None = None, **hints: str) -> Dossier:
    """A dossier with an empty document and these hints."""
    return Dossier(Document(b"", "test", url=url, fetched_at=fetched_at), hints=Hints(**hints))


def read(made: Page, around: Dossier | None = None) -> tuple[Identity, dict[str, Finding]]:
    """The identity of a page and its findings by code."""
    found, findings = identify(made, around or dossier())
    return found, {finding.code: finding for finding in findings}
