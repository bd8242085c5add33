"""A report as printed: its values, what its cells say, and the HTML of its body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gongkai.demo import prose
from gongkai.demo.draw import choose
from gongkai.demo.figures import APPLICANTS, Figures, series, with_2019_disclosure
from gongkai.demo.render import broken, plain, word
from gongkai.demo.render.layout import Grid, disclosure, joined, requests, review_litigation
from gongkai.demo.reports import Blank, Dated, Encoding, ReportSpec, Shape
from parsers import standard

ABSENT = "absent"
"""Stands for a cell of the form that the page does not have."""

_TITLES = (
    "{name}{year}年政府信息公开工作年度报告",
    "{name}{year}年度政府信息公开工作年度报告",
    "{name}{year}年政府信息公开年度报告",
)
_ORDINALS = "一二三四五六"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_NO_CASES = "本年度没有因政府信息公开引起的行政复议、行政诉讼案件。"
_TABLE_RENDERERS: dict[Shape, Callable[[Grid], str]] = {
    Shape.SPANS: plain.table,
    Shape.SPLIT: plain.table,
    Shape.WORD: word.table,
    Shape.SPANS_LOST: plain.table_without_spans,
    Shape.PIPE_LINES: broken.pipe_lines,
    Shape.PIPE_ROWS: broken.pipe_rows,
    Shape.CELL_LINES: broken.cell_lines,
}


@dataclass(frozen=True)
class Article:
    """What a report's page holds in its body.

    Attributes:
        forms: the form of each table, by table id.
        printed: what each cell says, word for word; only cells that are there.
        cells: the number that each cell of the forms prints, None for blank, ABSENT if not there.
        sections: the six titles as printed, ordinals included.
        body: the HTML inside the article's container.
    """

    title: str
    forms: Mapping[str, str]
    printed: Mapping[str, str]
    cells: Mapping[str, str | None]
    sections: tuple[str, ...]
    body: str


def write(spec: ReportSpec) -> Article:
    """Writes a report."""
    forms = _forms(spec)
    figures = dict(_figures(spec))
    for address, error in spec.misprints.items():
        figures[address] += error
    cells: dict[str, str | None] = {}
    printed: dict[str, str] = {}
    for address in _addresses(forms):
        text = _print(spec, address, figures[address])
        printed[address] = text
        cells[address] = None if text in ("", "/") else format(figures[address], "f")
    sections = _section_titles(spec)
    body = _body(spec, sections, forms, printed)
    for address in list(printed):
        if _section(address) in spec.omitted:
            cells[address] = ABSENT
            del printed[address]
    title = choose(_TITLES, spec.organ.key, spec.year, "title")
    return Article(
        title=title.format(name=spec.organ.name, year=spec.year),
        forms=forms,
        printed=printed,
        cells=cells,
        sections=sections,
        body=body,
    )


def _figures(spec: ReportSpec) -> Figures:
    if spec.form_2019:
        return with_2019_disclosure(spec.organ, spec.year)
    return series(spec.organ)[spec.year]


def _forms(spec: ReportSpec) -> dict[str, str]:
    first = "2019" if spec.form_2019 else "2021"
    tables = [t.id for t in standard.forms()[first].tables.values() if t.section == 2]
    return {**dict.fromkeys(tables, first), "requests": "2021", "review_litigation": "2021"}


def _addresses(forms: Mapping[str, str]) -> list[str]:
    return [
        f"{table_id}.{row.key}.{column.key}"
        for table_id, form in forms.items()
        for row in standard.forms()[form].tables[table_id].data_rows
        for column in standard.forms()[form].tables[table_id].columns
    ]


def _section(address: str) -> str:
    table_id = address.partition(".")[0]
    return {"requests": "section 3", "review_litigation": "section 4"}.get(table_id, "section 2")


def _print(spec: ReportSpec, address: str, value: Decimal) -> str:
    """What the cell says."""
    _, row, column = address.split(".")
    if spec.slashes and row == "rules":
        return "/"
    if spec.blank is Blank.ORGANISATIONS and column in APPLICANTS[1:]:
        return ""
    if spec.blank is Blank.ZEROS and not value and _section(address) != "section 2":
        return "0" if column.endswith("total") else ""
    signed = "+" if column == "change_this_year" and value > 0 else ""
    text = signed + (f"{value:,f}" if spec.thousands else f"{value:f}")
    if spec.full_width:
        text = text.translate(_FULL_WIDTH)
    if address in spec.words:
        text = spec.words[address].format(text, half=int(value) // 2)
    return text


def _section_titles(spec: ReportSpec) -> tuple[str, ...]:
    """The standard titles; townships and broken pages word two of them in their own way."""
    titles = [section.title for section in standard.sections()]
    if spec.in_township_column:
        titles[4] = "存在问题及改进情况"
    if spec.shape is Shape.PIPE_ROWS:
        titles[3] = "政府信息公开行政复议和行政诉讼情况"
    return tuple(f"{_ORDINALS[number]}、{title}" for number, title in enumerate(titles))


def _body(
    spec: ReportSpec,
    sections: tuple[str, ...],
    forms: Mapping[str, str],
    printed: Mapping[str, str],
) -> str:
    style = word if spec.shape is Shape.WORD else plain
    figures = _figures(spec)
    opening = prose.opening(spec.organ, spec.year)
    if spec.encoding in (Encoding.GB_META, Encoding.GB_HEADER):
        opening += prose.contacts()
    paragraphs = {
        0: prose.overview(spec.organ, spec.year, figures),
        4: prose.problems(spec.organ, spec.year, figures),
        5: prose.other_matters(spec.organ, spec.year, figures),
    }
    parts = [word.opening() if style is word else "", style.paragraph(opening)]
    for number, title in enumerate(sections):
        parts.append(style.heading(title))
        parts.extend(style.paragraph(text) for text in paragraphs.get(number, ()))
        if f"section {number + 1}" in spec.omitted:
            # Two sections without tables may be an oversight; a single one gets a sentence.
            if len(spec.omitted) == 1:
                parts.append(style.paragraph(_NO_CASES))
        elif 1 <= number <= 3:
            render = _TABLE_RENDERERS[spec.shape]
            parts.extend(render(grid) for grid in _grids(spec, number, forms, printed))
    if Dated.SIGNATURE in spec.dated:
        day = spec.published
        parts.append(style.paragraph(spec.organ.name))
        parts.append(style.paragraph(f"{day.year}年{day.month}月{day.day}日"))
    return "".join(parts)


def _grids(
    spec: ReportSpec, number: int, forms: Mapping[str, str], printed: Mapping[str, str]
) -> list[Grid]:
    if number == 1:
        items = disclosure(forms["art20_1"], printed)
        return items if spec.shape is Shape.SPLIT else [joined(items)]
    if number == 2:
        return [requests(forms["requests"], printed)]
    return [review_litigation(forms["review_litigation"], printed)]
