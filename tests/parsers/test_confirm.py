"""Figures read in a picture: which of them two sums of the form confirm, and which never."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers import standard
from parsers.align import Aligner
from parsers.confirm import confirm
from parsers.documents.blocks import Line, Page
from parsers.model import Cell, Status
from parsers.numbers import OCR

COLUMNS = [c.key for c in standard.forms()["2021"].tables["requests"].columns]
ROWS = [r.key for r in standard.forms()["2021"].tables["requests"].data_rows]
OUTCOMES = [r.key for r in standard.forms()["2021"].tables["requests"].rows if r.kind == "outcome"]


def requests(figures: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """A whole table: totals and new requests follow from the outcomes."""
    made = {(row, column): 0 for row in ROWS for column in COLUMNS}
    made |= figures
    for column in COLUMNS[:-1]:
        made["outcome_total", column] = sum(made[row, column] for row in OUTCOMES)
        made["new_received", column] = (
            made["outcome_total", column]
            + made["carried_forward", column]
            - made["carried_in", column]
        )
    for row in ROWS:
        made[row, COLUMNS[-1]] = sum(made[row, column] for column in COLUMNS[:-1])
    return made


USUAL = requests(
    {
        ("granted", "natural_person"): 31,
        ("granted", "commercial_enterprise"): 4,
        ("partially_granted", "natural_person"): 6,
        ("unable_not_held", "natural_person"): 12,
        ("carried_forward", "natural_person"): 2,
        ("carried_in", "commercial_enterprise"): 1,
    }
)


def read(figures: dict[tuple[str, str], int], **changes: tuple[int | None, str]) -> dict:
    """The cells as OCR gave them; ``row__column=(value, reason)`` for those that differ."""
    cells = {}
    for (row, column), value in figures.items():
        cell = Cell("requests", "2021", row, column, 1, 1, Status.DOUBTFUL, Decimal(value))
        cell.raw, cell.reason, cell.basis = str(value), OCR, "direct"
        cell.location = "ocr:p1@1,2,3,4;conf=0.99"
        changed = changes.get(f"{row}__{column}")
        if changed is not None:
            cell.value = None if changed[0] is None else Decimal(changed[0])
            cell.raw, cell.reason = str(changed[0] or ""), changed[1]
        cells[row, column] = cell
    confirm(list(cells.values()), {"requests": "2021"})
    return cells


def is_read(cells: dict, row: str, column: str) -> bool:
    return cells[row, column].status is Status.READ


def test_a_table_whose_sums_hold_is_read():
    cells = read(USUAL)
    told = [cell for cell in cells.values() if cell.status is Status.READ]
    assert is_read(cells, "granted", "natural_person")
    assert is_read(cells, "outcome_total", "total")
    assert cells["granted", "natural_person"].basis == "ocr_identity"
    assert len(told) > 0.9 * len(cells)
    assert all(cell.value == USUAL[key] for key, cell in cells.items())


@pytest.mark.parametrize(
    "row", ["granted", "outcome_total", "new_received", "not_handled_excessive"]
)
@pytest.mark.parametrize("column", ["natural_person", "other_org", "total"])
def test_one_wrong_digit_leaves_the_whole_table_in_doubt(row, column):
    value = USUAL[row, column] + 5
    cells = read(USUAL, **{f"{row}__{column}": (value, OCR)})
    assert {cell.status for cell in cells.values()} == {Status.DOUBTFUL}


def test_a_figure_that_is_not_sure_confirms_nothing_in_its_row_and_column():
    cells = read(USUAL, granted__natural_person=(31, "ocr_unsure"))
    assert not is_read(cells, "granted", "natural_person")
    assert not is_read(cells, "granted", "commercial_enterprise")
    assert not is_read(cells, "partially_granted", "natural_person")
    assert is_read(cells, "unable_not_held", "total")


@pytest.mark.parametrize(("printed", "seen"), [(1, 7), (6, 8), (11, 17)])
def test_what_is_misread_alike_everywhere_is_not_confirmed(printed, seen):
    """One request, granted: its figure stands in six cells, and all sums hold whatever it is."""
    cells = read(requests({("granted", "natural_person"): seen}))
    for (row, column), cell in cells.items():
        if cell.value == seen:
            assert cell.status is Status.DOUBTFUL, (row, column, printed)


@pytest.mark.parametrize(("more", "told"), [(1, False), (15, True)])
def test_a_digit_that_is_misread_alike_everywhere_is_not_confirmed(more, told):
    """26 + 1 = 27 holds too if each 2 is a 7 in truth; 26 + 15 = 41 holds for no other digits."""
    figures = {("granted", "natural_person"): 26, ("partially_granted", "natural_person"): more}
    cells = read(requests(figures))
    assert is_read(cells, "outcome_total", "natural_person") is told


def test_a_published_error_leaves_the_table_in_doubt():
    figures = dict(USUAL)
    figures["other_misc", "total"] = 9
    cells = read(figures)
    assert not any(cell.status is Status.READ for cell in cells.values())


def blank(cells: dict, row: str, column: str) -> None:
    cell = cells[row, column]
    cell.status, cell.value, cell.raw, cell.reason = Status.BLANK, None, "", None


def test_an_empty_cell_is_doubted_where_its_sums_miss_a_figure():
    cells = read(USUAL)
    for cell in cells.values():
        cell.status, cell.reason = Status.DOUBTFUL, OCR
    blank(cells, "granted", "commercial_enterprise")  # 4 is printed there
    blank(cells, "other_misc", "legal_service_org")
    confirm(list(cells.values()), {"requests": "2021"})
    assert cells["granted", "commercial_enterprise"].status is Status.DOUBTFUL
    assert cells["other_misc", "legal_service_org"].status is Status.BLANK
    assert cells["other_misc", "legal_service_org"].reason == "no ink in the cell"


def test_a_mark_for_nothing_is_confirmed_as_blank():
    cells = read(USUAL)
    for cell in cells.values():
        cell.status, cell.reason = Status.DOUBTFUL, OCR
    mark = cells["other_misc", "legal_service_org"]
    mark.value, mark.raw = None, "/"
    confirm(list(cells.values()), {"requests": "2021"})
    assert (mark.status, mark.value, mark.basis) == (Status.BLANK, None, "ocr_identity")


def test_cells_that_come_from_no_picture_are_left_alone():
    cells = read(USUAL)
    for cell in cells.values():
        cell.status, cell.reason, cell.location = (
            Status.DOUBTFUL,
            "digits_parted",
            "html:table[1]/r1c1",
        )
    confirm(list(cells.values()), {"requests": "2021"})
    assert {cell.status for cell in cells.values()} == {Status.DOUBTFUL}


@pytest.mark.parametrize(
    ("place", "status"),
    [("text:L{0}", "blank"), ("ocr:p1@0,{0}0,90,{0}9;conf=0.99", "doubtful")],
)
def test_a_label_without_a_cell_is_no_empty_cell_in_a_picture(place, status):
    """Rules that OCR did not see part a column of labels from its figures."""
    lines = ("政府信息公开情况统计表", "指标名称 计量单位 合计", "1.当面申请数 件 4")
    lines += ("2.传真申请数 件 5", "3.网络申请数 件", "4.信函申请数 件 7")
    page = Page("ocr", [Line(text, place.format(n)) for n, text in enumerate(lines, start=1)])
    cells = {cell.row_key: cell for cell in Aligner(page).align(2016).cells}
    assert cells["received_online"].status == status
