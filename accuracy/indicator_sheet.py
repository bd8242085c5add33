"""The printed structure of a report of 2014 to 2018 with its table of indicators."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from accuracy import forms
from accuracy.figures import Figure, Key, Tables
from accuracy.forms import Column, Row, Table
from accuracy.sheet import PROSE, Cell, Grid, Line, Piece, Sheet, value, words
from accuracy.wording import Wording

_COLUMNS = (
    *[("total",)] * 8,
    ("own_level", "departments", "townships"),
    ("total", "own_level", "departments", "townships"),
    ("total", "own_level", "departments"),
    ("own_level",),
)
# Lines that places add to the form; none of them is a row of it.
_ADDED = (
    ("主动公开机构领导、机构设置及人事信息", "条"),
    ("主动公开行政执法信息", "条"),
    ("政务客户端公开政府信息数", "条"),
    ("咨询电话接听数", "人次"),
    ("答复率", "个"),
)
_OUTLINE = (
    ("一、概述", True),
    ("二、主动公开政府信息情况", False),
    ("三、依申请公开政府信息情况", False),
    ("四、政府信息公开的收费及减免情况", False),
    ("五、因政府信息公开申请行政复议、提起行政诉讼的情况", False),
    ("六、存在的主要问题及改进情况", True),
)


@dataclass(frozen=True)
class Plan:
    """How the table is laid out.

    Attributes:
        code: where numbers of rows stand: "before" or "after" the unit; "" for nowhere.
        unit: whether units have a column.
        spaced: heads are printed letter by letter.
        which: 其中 is printed before rows that are a part of another.
        notes: notes in brackets are left out.
    """

    code: str
    unit: bool
    spaced: bool
    notes: bool


def tables(rng: random.Random) -> Tables:
    """The table with the columns that one report prints."""
    table = forms.form("2014").tables["statistics"]
    wanted = rng.choice(_COLUMNS)
    chosen = tuple(c for c in table.columns if c.key in wanted)
    return {"statistics": ("2014", replace(table, columns=chosen, width=2 + len(chosen)))}


def build(
    rng: random.Random,
    printed: Tables,
    figures: dict[Key, Figure],
    wording: Wording,
    year: int,
) -> Sheet:
    """A report with these figures. All its prose is made up."""
    organ = rng.choice(["示例县样例镇人民政府", "示例市样例局", "示例县人民政府办公室"])
    sheet = Sheet(f"{organ}{year}年政府信息公开工作年度报告", year, figures=figures)
    sheet.forms = {"statistics": "2014"}
    sheet.blocks += [
        "（合成示例，数字为虚构）",
        f"本报告所列数据的统计期限自{year}年1月1日至{year}年12月31日。",
    ]
    for heading, long in _OUTLINE:
        sheet.blocks += [heading, PROSE if long else "本段文字为合成，不涉及任何真实机关。"]
    title = "七、政府信息公开情况统计表"
    sheet.headings.append(title)
    plan = Plan(
        rng.choice(["", "", "", "before", "after"]),
        rng.random() < 0.92,
        rng.random() < 0.3,
        rng.random() < 0.2,
    )
    sheet.blocks += [
        title,
        f"（{year}年度）",
        _grid(rng, printed["statistics"][1], figures, wording, plan),
    ]
    sheet.blocks += ["单位负责人：某某  填报人：某某"]
    return sheet


def _grid(
    rng: random.Random,
    table: Table,
    figures: dict[Key, Figure],
    wording: Wording,
    plan: Plan,
) -> Grid:
    added = rng.sample(range(3, len(table.rows)), rng.choice([0, 0, 1, 4]))
    heads: Line = [words("head", _apart(rng.choice(["指标名称", "统计指标"]), plan), name="label")]
    if plan.unit:
        heads.append(words("head", rng.choice(["计量单位", "单位"]), name="unit"))
    heads += [
        words("head", _head(rng, column, wording), name=column.key) for column in table.columns
    ]
    _number(heads, plan, "序号" if plan.code == "before" else "代码", "head")
    rows: list[Line] = [heads]
    for index, row in enumerate(table.rows):
        if index in added:
            label, unit = rng.choice(_ADDED)
            rows.append(_line(Cell("other", [Piece(label)]), unit, plan, len(rows)))
            rows[-1] += [Cell("extra", [Piece(str(rng.randint(0, 90)))]) for _ in table.columns]
        label = _label(row, wording, plan)
        group = row.kind == "group"
        name = words("group" if group else "label", label, name=row.key)
        rows.append(_line(name, row.unit or "----", plan, len(rows)))
        for column in table.columns:
            key = ("statistics", row.key, column.key)
            rows[-1].append(Cell("extra", []) if group else value(key, figures[key]))
    return Grid(7, len(heads), rows, ("statistics",))


def _line(label: Cell, unit: str, plan: Plan, number: int) -> Line:
    line: Line = [label]
    if plan.unit:
        line.append(words("unit", unit))
    text = str(number) if plan.code == "before" else f"{number:02d}"
    _number(line, plan, text, "code")
    return line


def _number(line: Line, plan: Plan, text: str, kind: str) -> None:
    if plan.code == "before":
        line.insert(0, words(kind, text, name="code"))
    elif plan.code == "after" and plan.unit:
        line.insert(2, words(kind, text, name="code"))


def _apart(text: str, plan: Plan) -> str:
    return " ".join(text) if plan.spaced else text


def _head(rng: random.Random, column: Column, wording: Wording) -> str:
    return wording.text(rng.choice([column.label, *column.aliases]))


def _label(row: Row, wording: Wording, plan: Plan) -> str:
    text = wording.indicator(row)
    if plan.notes and "（不" in text:
        text = text[: text.rindex("（不")]
    return text
