"""The long tables: `cells`, `findings`, `sections`, and the frame: `coverage`, `problems`."""

from __future__ import annotations

from output.schema import Column, Table, Type
from output.tables.reports import DUE, ID_BLOCK
from parsers.model import Cause, Outcome, Severity, Status

T, I, F, TM, DEC = Type.TEXT, Type.INT, Type.FLAG, Type.TIME, Type.DECIMAL  # noqa: E741

_REPORT_ID, _ORGAN, _REGION, _ADCODE, _LEVEL, _SCOPE, _YEAR = ID_BLOCK

TABLE_ID = Column("table_id", T, "表的键", "Key of the table in the standard")
FORM = Column("form", T, "判定的格式（2021、2019 或 2014）", "The form decided: 2021, 2019 or 2014")
ROW_KEY = Column("row_key", T, "行的键", "Key of the row in the standard")
COL_KEY = Column("col_key", T, "列的键", "Key of the column in the standard")
LOCATION = Column(
    "location",
    T,
    "在原文中的位置，如 text:L120、html:table[2]/r6c10、word:table[2]/r6c10、sheet:附表!D7",
    "Place in the source, e.g. text:L120, html:table[2]/r6c10, word:table[2]/r6c10 or sheet:NAME!D7",
)

CELLS = Table(
    "cells",
    ("report_id", "table_id", "form", "row_key", "col_key"),
    "判定格式的每个单元格一行",
    "One row per slot of the forms decided",
    (
        _REPORT_ID,
        TABLE_ID,
        FORM,
        ROW_KEY,
        COL_KEY,
        Column("row_no", I, "数据行序号（从 1 起）", "Number of the data row, from 1"),
        Column("col_no", I, "数据列序号（从 1 起）", "Number of the data column, from 1"),
        Column("label", T, "行标签（照印）", "Row label as printed"),
        Column(
            "value",
            DEC,
            "数值（照印，不改不补）；存疑时为最佳读数",
            "The number exactly as printed; the best reading if doubtful, null if blank or absent",
            unit="see unit",
        ),
        Column(
            "status",
            T,
            "状态：read 已读、blank 空白、absent 缺失、doubtful 存疑",
            "read = the source prints this number at this place; blank = it prints nothing; "
            "absent = the form's cell is not in the source; doubtful = place, digits or unit are "
            "not certain",
            values=tuple(Status),
        ),
        Column("raw", T, "单元格原文", "The cell's text as printed"),
        Column("unit", T, "单位（单元格或表头所印）", "Unit printed in the cell, else in the head"),
        LOCATION,
        Column(
            "basis",
            T,
            "定位依据",
            "How it was placed: direct / padding / grid / identity / ocr_identity",
        ),
        Column("reason", T, "存疑原因或定位说明", "Why doubtful, or how placed"),
    ),
)

FINDINGS = Table(
    "findings",
    ("finding_id",),
    "未通过、无法评估和佐证的检查，以及观察",
    "Failed, unassessable and confirming checks, and observations; an identity that holds leaves "
    "no row",
    (
        Column(
            "finding_id",
            T,
            "发现编号：f 加 16 位十六进制",
            "Finding id: f and 16 hex digits",
            computed="sha256 of report, code, outcome, place and cells; the same content has the "
            "same id in every run",
        ),
        _REPORT_ID,
        Column(
            "other_report_id",
            T,
            "相关的另一报告（其他年度或上级）",
            "The other report concerned (another year, or the parent)",
        ),
        _ORGAN,
        _ADCODE,
        _YEAR,
        Column(
            "code",
            T,
            "检查或观察的代码",
            "Id of the identity in the standard, or a code of its own",
        ),
        Column("outcome", T, "结果", "What the check found", values=tuple(Outcome)),
        Column("severity", T, "严重程度", "How much it matters", values=tuple(Severity)),
        Column(
            "cause",
            T,
            "原因：source 原文、reading 读取、unknown 不明",
            "Who is at fault: the published source, our reading, or unknown",
            values=tuple(Cause),
        ),
        TABLE_ID,
        FORM,
        ROW_KEY,
        COL_KEY,
        Column("cells", T, "涉及的单元格（表.行.列）", "The cells concerned: table.row.column;..."),
        Column("expected", DEC, "应有值", "What the identity demands"),
        Column("actual", DEC, "实际值", "What is printed"),
        Column("difference", DEC, "差额", "actual less expected"),
        Column("message", T, "说明（英文）", "What was found, in English"),
        Column("message_zh", T, "说明（中文）", "What was found, in Chinese"),
        LOCATION,
    ),
)

SECTIONS = Table(
    "sections",
    ("report_id", "section"),
    "六个部分的文字",
    "The text sections",
    (
        _REPORT_ID,
        Column("section", T, "部分的键", "Key of the section in the standard"),
        Column("title", T, "部分标题（照印）", "Title as printed"),
        Column("text", T, "部分正文（照印）", "Text as printed", long=True),
    ),
)

OUTCOMES = (
    "found",
    "not_published",
    "not_due",
    "listed_not_fetched",
    "blocked",
    "unreadable",
    "not_crawled",
    "no_portal",
)

COVERAGE = Table(
    "coverage",
    ("adcode", "level", "report_year"),
    "每个区划与年度是否找到报告：合并 panel 的框架",
    "Every division and year asked for, found or not: the frame to merge the panel onto",
    (
        _ADCODE,
        _LEVEL,
        _REGION,
        Column("portal", T, "门户，分号连接", "Portal or portals, joined with ;"),
        _YEAR,
        Column(
            "outcome",
            T,
            "结果",
            "found, or why not",
            computed="found if a report of this adcode, level and year was read; not_published "
            "only after a whole crawl of the column with nothing unread",
            values=OUTCOMES,
        ),
        Column(
            "headline_report_id",
            T,
            "政府总报告的编号",
            "The report with headline = 1; null if none is certain",
        ),
        Column(
            "reports_found",
            I,
            "找到的报告数（现行版本）",
            "Reports found, current versions",
            unit="份",
        ),
        Column(
            "listed_total",
            I,
            "门户自称列出的条目数",
            "Entries that the portal says it lists; null if it does not say",
        ),
        Column("checked_at", TM, "最近检查时间（UTC）", "Last time the list was checked (UTC)"),
        Column(
            DUE.name,
            DUE.type,
            DUE.zh,
            DUE.en,
            computed="the headline report's; else 31 March of the next year for governments of "
            "counties and above (条例第四十九条); null for townships",
        ),
    ),
    nullable_key=frozenset({"adcode", "level"}),
)

PROBLEMS = Table(
    "problems",
    ("problem_id",),
    "没有得到报告的文件、列表和门户",
    "Documents, listings and portals that gave no report",
    (
        Column(
            "problem_id",
            T,
            "问题编号：p 加 16 位十六进制",
            "Problem id: p and 16 hex digits",
            computed="sha256 of level, kind, code, portal, adcode, report_year, source and url",
        ),
        Column("level", T, "层面", "portal / listing / document"),
        Column("kind", T, "类别", "failed / refused / blocked / shrunk / gone"),
        Column("counts", F, "是否计入退出码 2", "1 = makes the exit code 2"),
        Column("code", T, "错误代码", "Stable code of the error"),
        Column("portal", T, "门户", "The portal"),
        _ADCODE,
        _YEAR,
        Column("source", T, "来源", "Address as asked for, or path"),
        Column("url", T, "最终地址", "The final address"),
        Column("http_status", I, "HTTP 状态码", "HTTP status"),
        Column("attempts", I, "尝试次数", "How often it was tried"),
        Column("first_seen", TM, "首次出现（UTC）", "First time seen (UTC)"),
        Column("last_seen", TM, "最近出现（UTC）", "Last time seen (UTC)"),
        Column("last_good", TM, "最近一次成功（UTC）", "Last success (UTC)"),
        Column("message", T, "发生了什么", "What happened"),
        Column("action", T, "可以怎么做", "What to do"),
        Column("evidence", T, "原文佐证", "The words of the source that show it"),
    ),
)
