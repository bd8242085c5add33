"""The forms as data: complete, and the same as 国办公开办函〔2021〕30号 and 〔2019〕60号 print them."""

import pytest

from parsers import labels, standard


def cells(form):
    return sum(len(t.data_rows) * len(t.cols) for t in standard.forms()[form].tables.values())


def test_full_counts():
    assert cells("2021") == 200
    assert cells("2019") == 198
    requests = standard.forms()["2021"].tables["requests"]
    assert (len(requests.data_rows), len(requests.cols)) == (25, 7)
    assert sum(1 for r in requests.rows if r.kind == "outcome") == 21


@pytest.mark.parametrize(("year", "form"), [(2018, None), (2019, "2019"), (2020, "2019"), (2021, "2021"), (2025, "2021"), (None, "2021")])  # fmt: skip
def test_the_form_in_force(year, form):
    assert standard.form_of_year(year) == form


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_every_label_finds_its_own_row_or_column(form):
    for table in standard.forms()[form].tables.values():
        for row in table.rows:
            if row.label:
                keys = {r.key for r in labels.like(row.label).roles if r.table_id == table.id}
                assert row.key in keys, row.label
        for column in table.cols:
            roles = labels.like(column.label).of("column")
            assert column.key in {r.key for r in roles if r.table_id == table.id}, column.label


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2.其他法律行政止公开", "denied_prohibited_by_law"),
        ("4.无正当理由大量反复 申请", "not_handled_excessive"),
        ("1. 属于国家秘密", "denied_state_secret"),
        ("(七)总 计", "outcome_total"),
        ('3.危及"三安全一稳定"', "denied_security_stability"),
        ("3.其它", "other_misc"),
        ("逾期未缴费", "other_fee_unpaid"),
        ("１.属于国家秘密", "denied_state_secret"),
        ("5.要求行政机关确认或重新", "not_handled_confirm_reissue"),
        ("结转下年", "carried_forward"),
    ],
)
def test_labels_match_by_likeness(text, key):
    assert {r.key for r in labels.like(text).of("row")} == {key}


@pytest.mark.parametrize(
    "text",
    [
        "第二十条第（七）项",
        "某县领导带队调研公开出版物发行工作情况座谈会",
        "业",
        "(三)",
        "2023年",
        "公开",
        "件",
    ],
)
def test_what_is_no_label(text):
    assert not labels.like(text).of("row", "anchor", "column")


def test_one_word_with_several_meanings_keeps_them_all():
    kinds = {(r.kind, r.key) for r in labels.like("其他").roles if r.table_id == "requests"}
    assert {("column", "other_org"), ("row", "other_misc")} <= kinds
    assert {r.key for r in labels.like("（六）其他").roles} == {"other_handling"}
