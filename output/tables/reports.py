"""`reports`: every report, every version."""

from __future__ import annotations

from output.schema import Column, Table, Type

T, I, F, D, TM, DEC = Type.TEXT, Type.INT, Type.FLAG, Type.DATE, Type.TIME, Type.DECIMAL  # noqa: E741

ID_BLOCK: tuple[Column, ...] = (
    Column(
        "report_id",
        T,
        "报告编号：r 加 16 位十六进制",
        "Report id: r and 16 hex digits",
        computed="sha256 of the report's canonical text (title and body, NFKC, without blanks)",
    ),
    Column("organ", T, "发布年度报告的机关（照印）", "The organ that reports, as printed"),
    Column("region", T, "机关所在区域（照印）", "Region of the organ, as printed"),
    Column(
        "adcode",
        T,
        "六位行政区划代码，按报告年度有效",
        "Six-digit division code valid in report_year; null if unknown",
        computed="divisions table of the parser",
    ),
    Column(
        "level",
        T,
        "区域层级：province 省、prefecture 市、county 县、township 乡",
        "Level of the region: province / prefecture / county / township",
    ),
    Column(
        "scope",
        T,
        "统计范围：own 本机关、government 本级政府（含部门）、area 全区域、unknown 不明",
        "What the figures cover: own (the organ), government (with its departments), area, unknown",
    ),
    Column(
        "report_year",
        I,
        "报告年度（1 月 1 日至 12 月 31 日）",
        "The year reported on, 1 January to 31 December",
        unit="year",
    ),
)

_REPORT_ID, _ORGAN, _REGION, _ADCODE, _LEVEL, _SCOPE, _YEAR = ID_BLOCK

PUBLISHED = Column(
    "published_on",
    D,
    "发布日期（各版本中最早者）",
    "Date of publication, the earliest over the versions",
    computed="earliest certain date over the versions; the earliest doubtful one if none is certain",
)
DUE = Column(
    "due_on",
    D,
    "法定期限：部门 1 月 31 日、政府 3 月 31 日（次年）",
    "Legal deadline: 31 January (departments) or 31 March (governments) of the next year",
    computed="条例第四十九条; null if the kind of organ is ambiguous",
)
DAYS_LATE = Column(
    "days_late",
    I,
    "逾期天数（负数为提前）",
    "Days after the deadline; negative = early",
    unit="天",
    computed="published_on - due_on; null if either is missing or published_on is doubtful",
)

REPORTS = Table(
    "reports",
    ("report_id",),
    "全部报告、全部版本",
    "Every report, every version",
    (
        _REPORT_ID,
        _ORGAN,
        _REGION,
        Column("province", T, "省级名称（区划表）", "Province, from the divisions table"),
        Column("prefecture", T, "地级名称（区划表）", "Prefecture, from the divisions table"),
        Column("county", T, "县级名称（区划表）", "County, from the divisions table"),
        Column("township", T, "乡级名称", "Township"),
        _ADCODE,
        Column(
            "adcode_kind",
            T,
            "代码来源：gbt2260 国标、nbs_zone 统计用功能区、none 无",
            "Kind of code: gbt2260, nbs_zone (functional zones have no GB/T 2260 code), none",
        ),
        _LEVEL,
        Column(
            "organ_kind",
            T,
            "机关类别",
            "government / government_office / department / township / subdistrict / zone / "
            "institution / unknown",
        ),
        _SCOPE,
        Column("scope_basis", T, "统计范围的依据", "The evidence for scope"),
        Column(
            "headline",
            F,
            "是否代表该代码、层级、年度的政府总报告",
            "1 = speaks for the whole adcode x level x year",
            computed="current version, scope = government, organ_kind = government or "
            "government_office, and the only such organ of its adcode, level and year; else 0",
        ),
        Column("index_number", T, "索引号（照印）", "Index number as printed"),
        Column(
            "org_code",
            T,
            "统一社会信用代码或组织机构代码（照印）",
            "Unified credit code or organisation code as printed",
        ),
        _YEAR,
        Column("title", T, "标题（照印）", "Title as printed"),
        PUBLISHED,
        Column(
            "published_on_basis",
            T,
            "发布日期的依据",
            "Where the date comes from: meta / page / signature / list / url",
        ),
        Column(
            "published_on_status",
            T,
            "发布日期的可靠程度",
            "How sure the date is (read / doubtful)",
            computed="doubtful if before the end of report_year, or if reports of several years "
            "of one portal carry the same date",
        ),
        DUE,
        Column("due_basis", T, "期限的依据", "The rule behind due_on"),
        DAYS_LATE,
        Column(
            "version",
            I,
            "版本序号",
            "Number of this version, 1 = the first published",
            computed="versions of one organ, adcode, scope and report_year in the order of their "
            "own dates of publication, then of the first fetch",
        ),
        Column("versions", I, "版本总数", "How many versions there are"),
        Column(
            "current",
            F,
            "是否现行版本",
            "1 = the version in force",
            computed="the last published, then the last fetched",
        ),
        Column(
            "forms",
            T,
            "各表判定的格式，如 art20_1=2021;requests=2019",
            "The form decided for each table, e.g. art20_1=2021;requests=2019",
        ),
        Column(
            "source",
            T,
            "来源：抓取地址或相对路径，加 #记录号、#L行号或!成员",
            "Address as asked for, or path relative to the given folder, plus #<WARC record>, "
            "#L<line> or !<member>",
        ),
        Column("url", T, "最终地址", "The final address; null if unknown"),
        Column(
            "other_urls",
            T,
            "同一报告的其他地址，分号连接",
            "Other addresses of the same report, joined with ;",
            computed="a semicolon inside an address is written %3B",
        ),
        Column("portal", T, "门户", "The portal crawled"),
        Column("media_type", T, "媒体类型", "Media type as declared"),
        Column("reading", T, "读取方式", "html / text / pdf / word / sheet / ocr"),
        Column(
            "fetched_at",
            TM,
            "该内容首次抓取时间（UTC）",
            "First fetch of these bytes (UTC); null for plain files",
        ),
        Column("first_seen", TM, "首次见到时间（UTC）", "First time seen (UTC)"),
        Column("last_seen", TM, "最近见到时间（UTC）", "Last time seen (UTC)"),
        Column("gone", F, "门户已不再列出", "1 = the portal no longer lists it"),
        Column("sha256", T, "原始字节的 SHA-256", "SHA-256 of the raw bytes"),
        Column("warc_ref", T, "存档位置：文件:偏移", "Place in the archive: file:offset"),
        Column(
            "cells_expected",
            I,
            "判定格式应有的单元格数",
            "Cells of the forms decided",
            computed="cells_read + cells_blank + cells_absent + cells_doubtful",
        ),
        Column("cells_read", I, "已读单元格数", "Cells with status read"),
        Column("cells_blank", I, "空白单元格数", "Cells with status blank"),
        Column("cells_absent", I, "缺失单元格数", "Cells with status absent"),
        Column("cells_doubtful", I, "存疑单元格数", "Cells with status doubtful"),
        Column(
            "blank_policy",
            T,
            "机关如何填写“无”：zeros 填零、blanks 留空、mixed 混用",
            "How the organ writes nothing",
            computed="zeros = printed zeros only, blanks = blanks only, mixed = both; null if neither",
            values=("zeros", "blanks", "mixed"),
        ),
        Column(
            "checks_passed",
            I,
            "通过的勾稽检查数",
            "Identities that hold; those used to place a cell are not counted",
        ),
        Column("checks_failed", I, "未通过的检查数", "Findings with outcome failed"),
        Column(
            "checks_not_assessable",
            I,
            "无法评估的检查数",
            "Findings with outcome not_assessable",
        ),
        Column(
            "errors",
            I,
            "错误数",
            "Findings of severity error",
            computed="outcome failed or note, severity error",
        ),
        Column(
            "warnings",
            I,
            "警告数",
            "Findings of severity warning",
            computed="outcome failed or note, severity warning",
        ),
        Column(
            "source_errors",
            I,
            "出自原文的错误数",
            "Errors whose cause is the published source",
            computed="outcome failed or note, severity error, cause source",
        ),
        Column(
            "processing_fee_yuan",
            DEC,
            "信息处理费（第六部分，元）",
            "Information processing fee told in section 6, in yuan (not 万元)",
            unit="元",
        ),
        Column("processing_fee_raw", T, "信息处理费原文", "The words that tell the processing fee"),
    ),
)
