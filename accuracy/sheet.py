"""The printed structure of a report: tables of rows of cells, each figure known by its key."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from accuracy.figures import Figure, Key, Tables
from accuracy.forms import Row
from accuracy.wording import Wording


@dataclass
class Piece:
    """Text within a cell; `key` set: it is the figure of that key, or a part of it (`torn`)."""

    text: str
    key: Key | None = None
    torn: bool = False


# Prose of no report: reports have far more of it, and some readers ask for it.
PROSE = (
    "本段文字为合成，仅用于检验程序，不涉及任何真实机关。样例单位认真落实各项要求，完善工作制度，"
    "明确责任分工，规范办理流程，及时更新栏目内容，主动回应群众关切，自觉接受监督，不断提升工作的"
    "规范化水平，确保应公开尽公开。"
)

BREAK = "\n"


@dataclass
class Cell:
    """A printed cell.

    Attributes:
        kind: value, label, group, head, caption, corner, note or page.
        name: for labels and groups the row's key, for heads the column's.
        key: of a value cell, also when it prints nothing.
    """

    kind: str
    pieces: list[Piece]
    colspan: int = 1
    rowspan: int = 1
    name: str = ""
    key: Key | None = None

    @property
    def text(self) -> str:
        """The text, breaks as blanks."""
        return "".join(p.text for p in self.pieces).replace(BREAK, " ")

    @property
    def prints(self) -> bool:
        """Whether it prints a number."""
        return any(p.key for p in self.pieces)


Line = list[Cell]


@dataclass
class Grid:
    """A printed table: rows, its width in columns, the tables of the form that are in it."""

    section: int
    width: int
    rows: list[Line]
    ids: tuple[str, ...] = ()


@dataclass
class Sheet:
    """A report: title, then paragraphs and tables in printed order."""

    title: str
    year: int
    blocks: list[str | Grid] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    figures: dict[Key, Figure] = field(default_factory=dict)

    def grids(self) -> Iterator[Grid]:
        """The tables."""
        return (b for b in self.blocks if isinstance(b, Grid))

    def lines(self) -> Iterator[tuple[Grid, int, Line]]:
        """All printed rows: table, number in it, cells."""
        for grid in self.grids():
            for number, line in enumerate(grid.rows):
                yield grid, number, line


@dataclass(frozen=True)
class Layout:
    """Section 2 as one table or one per item; section 4 as one table or three."""

    split_two: bool = False
    split_four: bool = False


def words(kind: str, text: str, colspan: int = 1, rowspan: int = 1, name: str = "") -> Cell:
    """A cell of words."""
    return Cell(kind, [Piece(text)], colspan, rowspan, name)


def value(key: Key, figure: Figure, colspan: int = 1) -> Cell:
    """A cell for a figure."""
    if figure.value is None:
        pieces = [Piece(figure.text)] if figure.text else []
    else:
        pieces = [Piece(figure.text, key)]
    return Cell("value", pieces, colspan, key=key)


def build(
    rng: random.Random,
    tables: Tables,
    figures: dict[Key, Figure],
    wording: Wording,
    layout: Layout,
    year: int,
) -> Sheet:
    """A report with these figures. All its prose is made up."""
    organ = rng.choice(["示例县样例镇人民政府", "示例市样例局", "示例县人民政府办公室"])
    sheet = Sheet(f"{organ}{year}年政府信息公开工作年度报告", year, figures=figures)
    sheet.forms = {table_id: form for table_id, (form, _) in tables.items()}
    number = rng.randint(3, 900)
    if rng.random() < 0.5:
        # Many pages print the title again within the body, and tools drop what is outside it.
        sheet.blocks.append(sheet.title)
    sheet.blocks += [
        "（合成示例，数字为虚构）",
        f"本报告所列数据的统计期限自{year}年1月1日至{year}年12月31日。",
        "一、总体情况",
        f"全年通过门户网站公开信息{number}条，接受社会监督，未发生泄密事件。{PROSE}",
    ]
    for section in (2, 3, 4):
        heading = wording.heading(section)
        sheet.headings.append(heading)
        sheet.blocks.append(heading)
        if section == 2:
            sheet.blocks += _section_two(tables, figures, wording, layout)
        elif section == 3:
            sheet.blocks.append(_requests(tables, figures, wording))
        else:
            sheet.blocks += _cases(tables, figures, wording, layout)
    sheet.blocks += [
        wording.heading(5),
        f"存在的问题是示例内容不够丰富，形式较为单一。{PROSE}下一步将继续完善示例，提高质量。",
        "六、其他需要报告的事项",
        "无其他需要报告的事项。",
    ]
    return sheet


def _section_two(
    tables: Tables, figures: dict[Key, Figure], wording: Wording, layout: Layout
) -> list[Grid]:
    grids: list[Grid] = []
    width = max(t.width for _, t in tables.values() if t.section == 2)
    for table_id, (_, table) in tables.items():
        if table.section != 2:
            continue
        wide = table.width if layout.split_two else width
        spans = [(wide - 1) // len(table.columns)] * len(table.columns)
        for n in range(wide - 1 - sum(spans)):
            spans[n] += 1
        rows = [
            [words("caption", wording.text(table.title), wide, name=table_id)],
            [words("corner", wording.text(table.corner))]
            + [
                words("head", wording.column(c), s, name=c.key)
                for c, s in zip(table.columns, spans, strict=True)
            ],
        ]
        for row in table.data_rows:
            cells = [words("label", wording.row(row), name=row.key)]
            for column, span in zip(table.columns, spans, strict=True):
                key = (table_id, row.key, column.key)
                cells.append(value(key, figures[key], span))
            rows.append(cells)
        if layout.split_two or not grids:
            grids.append(Grid(2, wide, rows, (table_id,)))
        else:
            grids[0].rows += rows
            grids[0].ids += (table_id,)
    return grids


def _requests(tables: Tables, figures: dict[Key, Figure], wording: Wording) -> Grid:
    table = tables["requests"][1]
    heads = [words("head", wording.column(c), name=c.key) for c in table.columns]
    heads[0].rowspan = heads[-1].rowspan = 2
    rows: list[Line] = [
        [
            words("note", wording.text(table.note), 3, 3),
            words("head", wording.text("申请人情况"), 7, name="applicants"),
        ],
        [heads[0], words("head", wording.text("法人或其他组织"), 5, name="legal"), heads[-1]],
        heads[1:-1],
    ]
    named = {row.key: row for row in table.rows}
    sizes: dict[str | None, int] = {}
    for row in table.data_rows:
        sizes[row.group] = sizes.get(row.group, 0) + 1
    outcomes = sum(n for group, n in sizes.items() if group)
    seen: set[str | None] = set()

    def group(row: Row, span: int) -> Cell:
        return words("group", wording.row(row), 1, span, row.key)

    for row in table.data_rows:
        cells: Line = []
        if row.group is not None and "outcomes" not in seen:
            seen.add("outcomes")
            cells.append(group(named["outcomes"], outcomes))
        if row.group not in (None, "outcomes") and row.group not in seen:
            seen.add(row.group)
            cells.append(group(named[str(row.group)], sizes[row.group]))
        span = {None: 3, "outcomes": 2}.get(row.group, 1)
        cells.append(words("label", wording.row(row), span, name=row.key))
        for column in table.columns:
            key = ("requests", row.key, column.key)
            cells.append(value(key, figures[key]))
        rows.append(cells)
    return Grid(3, 10, rows, ("requests",))


def _cases(
    tables: Tables, figures: dict[Key, Figure], wording: Wording, layout: Layout
) -> list[Grid]:
    table = tables["review_litigation"][1]
    heads = [words("head", wording.column(c), name=c.key) for c in table.columns]
    values = []
    for column in table.columns:
        key = ("review_litigation", "counts", column.key)
        values.append(value(key, figures[key]))
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")
    blocks = [words("head", wording.text(n), 5, name=f"block{i}") for i, n in enumerate(names)]
    ids = ("review_litigation",)
    if layout.split_four:
        if blocks:
            blocks[1].pieces[0].text = wording.text("行政诉讼（未经复议直接起诉）")
            blocks[2].pieces[0].text = wording.text("行政诉讼（复议后起诉）")
        return [
            Grid(4, 5, [[blocks[n]], heads[5 * n : 5 * n + 5], values[5 * n : 5 * n + 5]], ids)
            for n in range(3)
        ]
    for head in heads[:5]:
        head.rowspan = 2
    rows = [
        [blocks[0], words("head", wording.text("行政诉讼"), 10, name="suits")],
        [*heads[:5], *blocks[1:]],
        heads[5:],
        values,
    ]
    return [Grid(4, 15, rows, ids)]
