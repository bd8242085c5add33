"""Nothing raises on arbitrary text, and arbitrary text is soon read."""

from __future__ import annotations

import contextlib
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import canonical, sections
from parsers.documents.blocks import Grid, GridCell, Line, Page
from parsers.errors import DocumentError, RefusedError
from parsers.identity import regions
from parsers.identity.classify import classify
from parsers.identity.identify import identify
from tests.identity.build import HEADINGS, PROSE, dossier, page, report

_WORDS = st.sampled_from(
    [
        *HEADINGS,
        PROSE,
        "政府信息公开工作年度报告",
        "2023年",
        "二〇二三年",
        "0",
        "|",
        "鼓楼区",
        "大通湖区",
        "海门市",
        "杨柳镇",
        "管委会办公室",
        "1月1日至12月31日",
        "发布日期：",
        "2024-13-45",
        "索引号",
        "12345678X/",
        "信息处理费",
        "未收取",
        "1，000.5万元",
        "(",
        "）",
        "分局",
        "国家统计局",
    ]
)
_TEXT = st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=6).map("".join))
_BLOCK = st.one_of(
    _TEXT.map(lambda text: Line(text, "x")),
    st.lists(_TEXT, max_size=6).map(
        lambda texts: Grid(
            "g", [GridCell(text, n // 2 + 1, n % 2 + 1) for n, text in enumerate(texts)]
        )
    ),
)
_PAGE = st.builds(
    Page,
    st.just("html"),
    st.lists(_BLOCK, max_size=12),
    st.none() | _TEXT,
    st.lists(_TEXT, max_size=3),
    st.dictionaries(
        st.sampled_from(["articletitle", "pubdate", "sitename", "siteidcode", "contentsource"]),
        _TEXT,
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    _PAGE,
    st.integers(0, 200),
    st.none() | _TEXT,
    st.sampled_from([None, "220621", "430900", "990000"]),
)
def test_nothing_raises(made: Page, hits: int, hint: str | None, adcode: str | None) -> None:
    try:
        classify(made, hits)
    except (RefusedError, DocumentError) as error:
        assert error.code != "error"
    around = dossier(
        url=hint, anchor=hint or "", column=hint or "", list_date=hint or "", adcode=adcode or ""
    )
    identity, _ = identify(made, around)
    if identity.adcode is not None:
        division = regions.by_code(identity.adcode, identity.report_year)
        assert division is not None
        assert identity.adcode_kind == division.kind
    else:
        assert identity.adcode_kind == "none"
    found = sections.split(made, range(0, len(made.blocks), 2))
    assert len({s.key for s in found}) == len(found)
    value, words = sections.processing_fee(found)
    assert value is None or words
    assert canonical.report_id(made, identity.title) == canonical.report_id(made, identity.title)


def _seconds(made: Page) -> float:
    start = time.perf_counter()
    with contextlib.suppress(RefusedError, DocumentError):
        classify(made, 3)
    identify(made, dossier())
    sections.processing_fee(sections.split(made, []))
    canonical.report_id(made, "x")
    return time.perf_counter() - start


def test_hostile_pages_take_no_longer_than_their_size() -> None:
    _seconds(report("抚松县审计局2023年政府信息公开工作年度报告"))
    for text in (
        "一、总体情况" * 30_000,
        "打印" * 100_000,
        "由" * 200_000,
        "(" * 200_000,
        "未" * 50_000 + "费",
    ):
        assert _seconds(page(text, HEADINGS[5], text)) < 3
    assert _seconds(page(*(heading for _ in range(3_000) for heading in HEADINGS))) < 3
