"""Synthetic reports: made-up figures that obey the form's arithmetic, in the 2021 form's layout."""

from __future__ import annotations

import csv
import random
from decimal import Decimal
from functools import cache
from html import escape
from importlib.resources import files

from parsers import standard

FORM = "2021"
Figures = dict[tuple[str, str, str], Decimal]

_PROSE = (
    "（合成数据，仅供测试）本机关认真贯彻落实《中华人民共和国政府信息公开条例》，坚持以公开为常态、不公开为例外，"
    "围绕群众关切及时发布各类政府信息，健全制度，规范流程，加强培训，不断提高政府信息公开工作的质量和水平。"
)
_DEPARTMENTS = [
    "教育局",
    "科技局",
    "公安局",
    "民政局",
    "司法局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源局",
    "住房和城乡建设局",
    "交通运输局",
    "水利局",
    "农业农村局",
    "商务局",
    "文化和旅游局",
    "卫生健康局",
    "审计局",
    "应急管理局",
    "市场监督管理局",
    "统计局",
    "医疗保障局",
]
# What Word leaves around a figure when it is pasted into a portal's editor.
_TD = (
    "<td{span} width=66 valign=center style='width:49.6pt;border:solid windowtext 1.0pt;"
    "mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt'>"
    "<p class=MsoNormal align=center style='text-align:center;mso-pagination:widow-orphan'>"
    "<span lang=EN-US style='font-size:12.0pt;font-family:仿宋_GB2312;mso-bidi-font-family:宋体;"
    "mso-font-kerning:0pt'>{text}<o:p></o:p></span></p></td>"
)
_P = (
    "<p class=MsoNormal style='text-indent:32.0pt;line-height:28.0pt;mso-line-height-rule:exactly'>"
    "<span style='font-size:16.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:宋体'>{text}"
    "<o:p></o:p></span></p>\n"
)


def figures(seed: int) -> Figures:
    """Figures of all 200 cells of the 2021 form; every identity within a report holds."""
    rng = random.Random(seed)
    data: Figures = {}
    tables = standard.forms()[FORM].tables
    for table in tables.values():
        for row in table.data_rows:
            for column in table.cols:
                large = rng.choice((0, 0, rng.randrange(50), rng.randrange(5000)))
                value = Decimal(large).scaleb(-2) if column.type == "decimal" else Decimal(large)
                data[table.id, row.key, column.key] = value
    for key in ("issued_this_year", "repealed_this_year", "in_force"):
        data["art20_1", "rules", key] = Decimal(0)  # counties cannot make any
    data["art20_1", "normative_documents", "in_force"] += 5000  # no fewer than were issued
    requests = tables["requests"]
    outcomes = [row.key for row in requests.data_rows if row.kind == "outcome"]
    keys = [column.key for column in requests.cols]
    for key in keys[:-1]:
        for row in outcomes:
            data["requests", row, key] = Decimal(rng.choice((0, 0, 0, 1, 2, rng.randrange(40))))
        data["requests", "outcome_total", key] = sum(
            (data["requests", row, key] for row in outcomes), Decimal(0)
        )
        data["requests", "carried_forward", key] = Decimal(rng.randrange(4))
        received = data["requests", "outcome_total", key] + data["requests", "carried_forward", key]
        data["requests", "carried_in", key] = Decimal(rng.randrange(int(received) + 1))
        data["requests", "new_received", key] = received - data["requests", "carried_in", key]
    for row_ in requests.data_rows:
        row_sum = sum((data["requests", row_.key, key] for key in keys[:-1]), Decimal(0))
        data["requests", row_.key, keys[-1]] = row_sum
    review = [column.key for column in tables["review_litigation"].cols]
    for at in range(0, len(review), 5):
        parts = [Decimal(rng.choice((0, 0, 1, rng.randrange(30)))) for _ in range(4)]
        for key, value in zip(review[at : at + 5], [*parts, sum(parts)], strict=True):
            data["review_litigation", "counts", key] = Decimal(value)
    return data


@cache
def counties() -> tuple[str, ...]:
    """Names of counties, so that regions are looked up as in real batches."""
    text = (files("parsers.identity") / "data" / "divisions.csv").read_text(encoding="utf-8-sig")
    names = {row["name"] for row in csv.DictReader(text.splitlines()) if row["name"].endswith("县")}
    return tuple(sorted(names))


def organ(number: int) -> tuple[str, int]:
    """Organ and report year of the report of that number; no two are the same."""
    number, year = divmod(number, 5)
    number, department = divmod(number, len(_DEPARTMENTS))
    return counties()[number % len(counties())] + _DEPARTMENTS[department], 2021 + year


def page(number: int, *, word: bool = False) -> str:
    """A report as an HTML page: plain, or as pasted from Word (about 100 kB)."""
    name, year = organ(number)
    data = figures(number)
    title = f"{name}{year}年政府信息公开工作年度报告"
    td, p = (_TD, _P) if word else ("<td{span}>{text}</td>", "<p>{text}</p>\n")
    parts = [
        p.format(
            text=f"根据《中华人民共和国政府信息公开条例》，现公布{name}{year}年度报告。{_PROSE}"
        )
    ]
    for section in standard.forms()[FORM].sections:
        ordinal = "一二三四五六"[section.number - 1]
        parts.append(p.format(text=f"{ordinal}、{section.title}"))
        if section.kind == "table":
            parts.append(_table(section.number, data, td))
        else:
            parts.append(p.format(text=_PROSE))
    return (
        '<html><head><meta charset="utf-8">'
        f"<title>{title}</title></head>\n<body><h1>{title}</h1>\n<div>{''.join(parts)}</div></body></html>"
    )


def _table(section: int, data: Figures, td: str) -> str:
    tables = [t for t in standard.forms()[FORM].tables.values() if t.section == section]
    rows: list[list[tuple[str, int, int]]] = []
    for table in tables:
        if table.id == "requests":
            rows += _request_rows(table, data)
        elif table.id == "review_litigation":
            rows += _review_rows(table, data)
        else:
            spans = _spread(table.grid_width - 1, len(table.cols))
            rows.append([(table.title, table.grid_width, 1)])
            heads = zip(table.cols, spans, strict=True)
            rows.append([(table.corner or "", 1, 1), *((c.label, s, 1) for c, s in heads)])
            for row in table.data_rows:
                values = [f"{data[table.id, row.key, c.key]:f}" for c in table.cols]
                rows.append(
                    [(row.label, 1, 1), *((v, s, 1) for v, s in zip(values, spans, strict=True))]
                )
    body = "".join("<tr>" + "".join(_cell(td, *cell) for cell in row) + "</tr>\n" for row in rows)
    return f'<table border="1">{body}</table>\n'


def _cell(td: str, text: str, colspan: int, rowspan: int) -> str:
    span = f' colspan="{colspan}"' * (colspan > 1) + f' rowspan="{rowspan}"' * (rowspan > 1)
    return td.format(span=span, text=escape(text))


def _spread(width: int, columns: int) -> list[int]:
    return [width // columns + (n < width % columns) for n in range(columns)]


def _request_rows(table: standard.Table, data: Figures) -> list[list[tuple[str, int, int]]]:
    first, *middle, last = table.cols
    rows = [
        [(table.note or "", 3, 3), (table.heads[0], 7, 1)],
        [(first.label, 1, 2), (table.heads[1], 5, 1), (last.label, 1, 2)],
        [(column.label, 1, 1) for column in middle],
    ]
    under = [row for row in table.data_rows if row.group]
    opened: set[str] = set()
    for row in table.data_rows:
        cells: list[tuple[str, int, int]] = []
        if row.group is None:
            cells.append((row.label, 3, 1))
        else:
            if not opened:
                cells.append((table.row("outcomes").label, 1, len(under)))
            group = row.group if row.group != "outcomes" else None
            if group and group not in opened:
                inside = sum(other.group == group for other in under)
                cells.append((table.row(group).label, 1, inside))
            cells.append((row.label, 1 if group else 2, 1))
            opened |= {"outcomes", group or "outcomes"}
        cells += [(f"{data['requests', row.key, c.key]:f}", 1, 1) for c in table.cols]
        rows.append(cells)
    return rows


def _review_rows(table: standard.Table, data: Figures) -> list[list[tuple[str, int, int]]]:
    labels = [column.label for column in table.cols]
    review, suits, direct, after = table.heads[:4]
    return [
        [(review, 5, 1), (suits, 10, 1)],
        [*((label, 1, 2) for label in labels[:5]), (direct, 5, 1), (after, 5, 1)],
        [(label, 1, 1) for label in labels[5:]],
        [(f"{data['review_litigation', 'counts', c.key]:f}", 1, 1) for c in table.cols],
    ]
