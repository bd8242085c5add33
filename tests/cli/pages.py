"""Annual reports as HTML pages, made from the standard form: input for the command line's tests."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from parsers import standard

Figure = Callable[[str, str, str], str]


def zero(table: str, row: str, column: str) -> str:
    return "0"


def report(
    organ: str = "测试县教育局",
    year: int = 2023,
    figure: Figure = zero,
    *,
    extra: str = "",
    title: str | None = None,
) -> str:
    """A whole report of the 2021 form; `figure` says what is printed in each cell."""
    tables = standard.forms()["2021"].tables
    title = title or f"{organ}{year}年政府信息公开工作年度报告"
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>根据《中华人民共和国政府信息公开条例》要求，现公布{organ}{year}年政府信息公开工作年度报告。"
        f"本报告所列数据的统计期限自{year}年1月1日至{year}年12月31日。{extra}</p>",
        "<h2>一、总体情况</h2>",
        f"<p>{year}年，{organ}认真贯彻落实条例，主动公开政府信息，没有发生需要责任追究的情况。</p>",
        "<h2>二、主动公开政府信息情况</h2>",
        _section2(tables, figure),
        "<h2>三、收到和处理政府信息公开申请情况</h2>",
        _section3(tables["requests"], figure),
        "<h2>四、政府信息公开行政复议、行政诉讼情况</h2>",
        _section4(tables["review_litigation"], figure),
        "<h2>五、存在的主要问题及改进情况</h2>",
        "<p>公开的及时性有待提高，下一步将加强培训。</p>",
        "<h2>六、其他需要报告的事项</h2>",
        "<p>本年度没有收取信息处理费。</p>",
        f"<p>{organ}</p><p>{year + 1}年1月20日</p>",
    ]
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body>{''.join(body)}</body></html>"
    )


def _section2(tables: dict[str, standard.Table], figure: Figure) -> str:
    rows = []
    for name in ("art20_1", "art20_5", "art20_6", "art20_8"):
        table = tables[name]
        span = "" if len(table.cols) > 1 else ' colspan="3"'
        rows.append(f'<tr><td colspan="4">{table.title}</td></tr>')
        heads = "".join(f"<td{span}>{column.label}</td>" for column in table.cols)
        rows.append(f"<tr><td>信息内容</td>{heads}</tr>")
        for row in table.data_rows:
            cells = "".join(
                f"<td{span}>{figure(name, row.key, column.key)}</td>" for column in table.cols
            )
            rows.append(f"<tr><td>{row.label}</td>{cells}</tr>")
    return f'<table border="1">{"".join(rows)}</table>'


def _section3(table: standard.Table, figure: Figure) -> str:
    rows = [
        '<tr><td rowspan="3" colspan="3">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>'
        '<td colspan="7">申请人情况</td></tr>',
        '<tr><td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td><td rowspan="2">总计</td></tr>',
        "<tr>" + "".join(f"<td>{column.label}</td>" for column in table.cols[1:6]) + "</tr>",
    ]
    members = {
        row.key: sum(1 for other in table.data_rows if other.group == row.key) for row in table.rows
    }
    inside = sum(1 for row in table.data_rows if row.key not in ("new_received", "carried_in")) - 1
    pending = ""
    for row in table.rows:
        if row.key == "outcomes":
            pending += f'<td rowspan="{inside}">{row.label}</td>'
            continue
        if not row.has_data:
            pending += f'<td rowspan="{members[row.key]}">{row.label}</td>'
            continue
        if row.group in (None, "outcomes"):
            label = f'<td colspan="{3 if row.group is None else 2}">{row.label}</td>'
        else:
            label = f"<td>{row.label}</td>"
        cells = "".join(
            f"<td>{figure(table.id, row.key, column.key)}</td>" for column in table.cols
        )
        rows.append(f"<tr>{pending}{label}{cells}</tr>")
        pending = ""
    return f'<table border="1">{"".join(rows)}</table>'


def _section4(table: standard.Table, figure: Figure) -> str:
    labels = "".join(f"<td>{column.label}</td>" for column in table.cols[5:])
    cells = "".join(
        f"<td>{figure(table.id, table.data_rows[0].key, column.key)}</td>" for column in table.cols
    )
    heads = "".join(f'<td rowspan="2">{column.label}</td>' for column in table.cols[:5])
    return (
        '<table border="1"><tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>'
        f'<tr>{heads}<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>'
        f"<tr>{labels}</tr><tr>{cells}</tr></table>"
    )
