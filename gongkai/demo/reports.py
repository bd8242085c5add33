"""Which reports the portal publishes, in what shape, with which oddities: data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from gongkai.demo.organs import ORGANS, Organ


class Shape(StrEnum):
    """How a page prints its tables."""

    SPANS = "html_spans"
    SPLIT = "html_split"
    WORD = "word"
    SPANS_LOST = "html_spans_lost"
    PIPE_LINES = "pipe_lines"
    PIPE_ROWS = "pipe_rows"
    CELL_LINES = "cell_lines"
    NONE = "no_tables"


class Encoding(StrEnum):
    """How a page's bytes are made, and who says so."""

    UTF8 = "utf-8"
    UTF8_META = "utf-8, declared in the page only"
    UTF8_BOM = "utf-8 with a byte order mark"
    GB_META = "gb18030 declared as gb2312 in the page"
    GB_HEADER = "gb18030 declared as gb2312 by the server"


class Blank(StrEnum):
    """Which cells a page leaves empty."""

    NOTHING = "nothing"
    ORGANISATIONS = "the five columns of 法人或其他组织"
    ZEROS = "zeros outside the total column and the tables of section 2"


class Dated(StrEnum):
    """Where a page says when it was published."""

    METAS = "meta"
    LINE = "page"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Failure:
    """An identity that does not hold in the source; `key` is its row or column."""

    code: str
    table_id: str
    key: str


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """A report as the portal publishes it.

    Attributes:
        month, day: when it was published, in the year after `year`; the list says so too.
        path_date: the date in the address, where it differs from `published`.
        words: printed text by cell, ``{}`` standing for the value and ``{half}`` for half of it.
        misprints: what is added to a cell's value before it is printed.
        failing: the identities that do not hold because of the misprints.
        omitted: tables whose heading has nothing below.
        form_2019: section 2 is on the 2019 form.
        index_box: the page shows a box with 索引号.
    """

    organ: Organ
    year: int
    shape: Shape
    month: int
    day: int
    encoding: Encoding = Encoding.UTF8
    dated: tuple[Dated, ...] = (Dated.METAS, Dated.LINE)
    path_date: date | None = None
    blank: Blank = Blank.NOTHING
    slashes: bool = False
    thousands: bool = False
    full_width: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    misprints: Mapping[str, int] = field(default_factory=dict)
    failing: tuple[Failure, ...] = ()
    omitted: tuple[str, ...] = ()
    form_2019: bool = False
    index_box: bool = False

    @property
    def published(self) -> date:
        """When it was published."""
        return date(self.year + 1, self.month, self.day)

    @property
    def in_township_column(self) -> bool:
        """Townships have a column of their own, in another dialect."""
        return self.organ.kind in ("township", "subdistrict")


_ISSUED = "art20_1.normative_documents.issued_this_year"
_AMOUNT = "art20_9.centralized_procurement.procurement_amount"

SPECS: tuple[ReportSpec, ...] = (
    ReportSpec(
        ORGANS["gov"],
        2021,
        Shape.SPANS,
        3,
        28,
        form_2019=True,
        thousands=True,
        words={_AMOUNT: "{}万元"},
        index_box=True,
    ),
    ReportSpec(
        ORGANS["gov"],
        2022,
        Shape.SPANS,
        3,
        29,
        thousands=True,
        words={_ISSUED: "{}（其中修订{half}件）"},
        index_box=True,
    ),
    ReportSpec(ORGANS["gov"], 2023, Shape.WORD, 3, 26, encoding=Encoding.UTF8_META, index_box=True),
    ReportSpec(ORGANS["gov"], 2024, Shape.SPANS, 3, 25, encoding=Encoding.UTF8_BOM, index_box=True),
    ReportSpec(ORGANS["gov"], 2025, Shape.SPLIT, 4, 9, thousands=True, index_box=True),
    ReportSpec(ORGANS["office"], 2023, Shape.PIPE_ROWS, 1, 19),
    ReportSpec(
        ORGANS["office"], 2024, Shape.SPANS, 1, 24, slashes=True, encoding=Encoding.UTF8_META
    ),
    ReportSpec(ORGANS["office"], 2025, Shape.PIPE_LINES, 1, 23),
    ReportSpec(
        ORGANS["education"], 2021, Shape.SPANS, 1, 21, encoding=Encoding.GB_META, index_box=True
    ),
    ReportSpec(ORGANS["education"], 2022, Shape.SPANS_LOST, 1, 18),
    ReportSpec(ORGANS["education"], 2023, Shape.SPANS, 1, 29, encoding=Encoding.UTF8_META),
    ReportSpec(ORGANS["education"], 2024, Shape.SPANS, 1, 22, encoding=Encoding.GB_HEADER),
    ReportSpec(ORGANS["education"], 2025, Shape.SPANS, 1, 30, index_box=True),
    ReportSpec(ORGANS["finance"], 2022, Shape.SPANS, 1, 17, thousands=True),
    ReportSpec(ORGANS["finance"], 2023, Shape.PIPE_LINES, 1, 31),
    ReportSpec(ORGANS["finance"], 2024, Shape.SPANS, 2, 18, encoding=Encoding.GB_META),
    ReportSpec(ORGANS["finance"], 2025, Shape.SPANS_LOST, 1, 27, dated=(Dated.SIGNATURE,)),
    ReportSpec(ORGANS["health"], 2023, Shape.CELL_LINES, 1, 22, path_date=date(2024, 6, 18)),
    ReportSpec(ORGANS["health"], 2024, Shape.WORD, 1, 20, blank=Blank.ORGANISATIONS),
    ReportSpec(ORGANS["health"], 2025, Shape.SPANS, 1, 28, blank=Blank.ORGANISATIONS),
    ReportSpec(
        ORGANS["housing"], 2022, Shape.SPANS, 1, 16, path_date=date(1970, 1, 1), index_box=True
    ),
    ReportSpec(
        ORGANS["housing"],
        2023,
        Shape.SPANS,
        2,
        6,
        misprints={"requests.granted.total": -1},
        failing=(
            Failure("A2_outcome_sum", "requests", "total"),
            Failure("A3_applicant_sum", "requests", "granted"),
        ),
    ),
    ReportSpec(ORGANS["housing"], 2024, Shape.WORD, 1, 26, index_box=True),
    ReportSpec(
        ORGANS["housing"],
        2025,
        Shape.SPANS,
        1,
        29,
        misprints={"review_litigation.counts.review_total": 3},
        failing=(Failure("A4_t4_review", "review_litigation", "counts"),),
    ),
    ReportSpec(
        ORGANS["resources"], 2024, Shape.SPANS, 1, 21, encoding=Encoding.UTF8_META, thousands=True
    ),
    ReportSpec(
        ORGANS["resources"],
        2025,
        Shape.NONE,
        1,
        30,
        omitted=("section 2", "section 3", "section 4"),
    ),
    ReportSpec(ORGANS["market"], 2025, Shape.SPANS, 1, 26, full_width=True),
    ReportSpec(ORGANS["yangli"], 2021, Shape.CELL_LINES, 1, 14, dated=(Dated.LINE,)),
    ReportSpec(ORGANS["yangli"], 2022, Shape.SPANS, 1, 12, full_width=True, dated=(Dated.LINE,)),
    ReportSpec(
        ORGANS["yangli"], 2023, Shape.PIPE_LINES, 1, 15, dated=(Dated.LINE, Dated.SIGNATURE)
    ),
    ReportSpec(ORGANS["yangli"], 2024, Shape.SPANS, 1, 17, slashes=True, dated=(Dated.LINE,)),
    ReportSpec(
        ORGANS["yangli"], 2025, Shape.SPANS, 1, 19, encoding=Encoding.UTF8_META, dated=(Dated.LINE,)
    ),
    ReportSpec(ORGANS["fanli"], 2023, Shape.PIPE_ROWS, 2, 21, dated=(Dated.LINE,)),
    ReportSpec(
        ORGANS["fanli"],
        2024,
        Shape.PIPE_LINES,
        1,
        13,
        blank=Blank.ORGANISATIONS,
        dated=(Dated.LINE,),
    ),
    ReportSpec(
        ORGANS["fanli"],
        2025,
        Shape.SPANS_LOST,
        1,
        16,
        blank=Blank.ORGANISATIONS,
        dated=(Dated.LINE,),
    ),
    ReportSpec(
        ORGANS["xugou"],
        2024,
        Shape.SPANS,
        1,
        24,
        dated=(Dated.SIGNATURE,),
        encoding=Encoding.GB_META,
    ),
    ReportSpec(
        ORGANS["xugou"], 2025, Shape.SPANS, 1, 22, omitted=("section 4",), dated=(Dated.LINE,)
    ),
    ReportSpec(ORGANS["jiashe"], 2025, Shape.SPANS, 1, 25, blank=Blank.ZEROS, dated=(Dated.LINE,)),
)
