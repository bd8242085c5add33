"""D1 to D4: prose against tables, and the false alarms that it must not give."""

import time
from decimal import Decimal

import pytest

from parsers.checks import recheck
from parsers.model import Status
from tests.checks.build import ORGAN, report

# 34 received, 2 carried in, 35 handled, 1 carried forward.
FLOW = {
    "new_received__natural_person": 34,
    "new_received__total": 34,
    "carried_in__natural_person": 2,
    "carried_in__total": 2,
    "other_misc__natural_person": 3,
    "other_misc__total": 3,
    "granted__natural_person": 32,
    "granted__total": 32,
    "outcome_total__natural_person": 35,
    "outcome_total__total": 35,
    "carried_forward__natural_person": 1,
    "carried_forward__total": 1,
    "counts__review_upheld": 7,
    "counts__review_total": 7,
    "counts__suit_direct_upheld": 4,
    "counts__suit_direct_total": 4,
    "counts__suit_after_review_upheld": 5,
    "counts__suit_after_review_total": 5,
}
HOLDING = report(**FLOW).checks_passed


def said(text, **more):
    """Codes that fail, and how many checks of prose hold."""
    made = report(text=text, **{**FLOW, **more})
    failed = [f.code for f in made.findings if f.code.startswith("D")]
    return failed, made.checks_passed - HOLDING


@pytest.mark.parametrize(
    ("text", "holding"),
    [
        ("全年收到政府信息公开申请 34 件，上年结转政府信息公开申请 2 件。", 1),
        ("2024年，我委共受理政府信息公开申请36件。", 1),  # with those carried in
        ("全年收到政府信息公\n开申请 3,4 件。", 0),  # no grouping of digits that there is
        ("收到34件政府信息公开申请，均已依法办理。", 1),
        ("政府信息公开申请共收到34件，同比增长3%。", 1),
        ("办理政府信息公开申请。全年受理３４件，答复35件。", 2),
        ("答复政府信息公开申请33件（含上年度结转申请2件，另有1件顺延到下年度答复）。", 1),
        ("答复政府信息公开申请32件。", 1),  # without those withdrawn
        ("市发展改革委受理政府信息公开申请34件。", 1),
        ("信息公开类行政复议7件，诉讼9件，均获维持。", 2),
        ("有 7 件涉及政府信息公开工作的行政复议。", 1),
        ("因政府信息公开被申请行政复议7件、被提起行政诉讼9件。", 2),
    ],
)
def test_a_statement_that_agrees_leaves_no_row(text, holding):
    assert said(text) == ([], holding)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("全年收到政府信息公开申请40件。", "D1_text_received"),
        ("2024年度，我委共收到依申请公开\n1,034 件。", "D1_text_received"),
        ("（二）依申请公开。本年度没有收到政府信息公开申请，渠道保持畅通。", "D1_text_received"),
        ("全年收到政府信息公开申请34件，答复30件。", "D2_text_answered"),
        ("信息公开类行政复议8件。", "D3_text_review"),
        ("本年度没有因政府信息公开引起的行政复议、行政诉讼案件。", "D3_text_review"),
        ("信息公开类行政复议7件，诉讼8件。", "D4_text_suit"),
    ],
)
def test_a_statement_that_disagrees_is_a_finding(text, code):
    assert code in said(text)[0]


def test_what_a_finding_says():
    made = report(text="全年收到政府信息公\n开申请40件。", **FLOW)
    (finding,) = [f for f in made.findings if f.code == "D1_text_received"]
    assert (finding.outcome, finding.severity, finding.cause) == ("failed", "info", "source")
    assert (finding.expected, finding.actual, finding.difference) == (34, 40, 6)
    assert finding.cells == ("requests.new_received.total", "requests.carried_in.total")
    assert "收到政府信息公开申请40件" in finding.message
    before = list(made.findings), made.checks_passed
    recheck(made)
    assert (made.findings, made.checks_passed) == before


@pytest.mark.parametrize(
    "text",
    [
        # The number beside the verb is of something else.
        "全年收到政府信息公开申请34件，均已办结，8件申请人撤销。",
        "2024年受理信息公开申请34件，办理上年度结转申请2件。答复35件，均在法定期限内答复。",
        "办理政府信息公开申请。2024年，受理34件，答复35件，其中予以公开32件。",
        "2024年受理信息公开申请34件，办理上年度结转申请2件。答复2件。",
        # Another time.
        "去年收到政府信息公开申请30件。",
        "2023年收到政府信息公开申请30件，答复29件。",
        "1-6月收到政府信息公开申请12件。",
        "截至11月30日，收到政府信息公开申请12件。",
        "2019年以来，累计收到政府信息公开申请300件。",
        # A part, or another body.
        "其中，收到政府信息公开申请20件。",
        "通过网络收到政府信息公开申请12件，答复12件。",
        "收到自然人政府信息公开申请30件。",
        "法规处收到政府信息公开申请5件，答复4件。",
        "市政府办公厅代表市政府共受理政府信息公开申请859件。",
        "全市受理政府信息公开申请3259件，答复3278件（含上年度结转申请77件）。",
        "收到政府信息公开申请34件，按时答复30件，延期答复5件。",
        "所有办结的信息公开申请中同意公开答复 9 件，不予公开答复 2 件。",
        # Other papers.
        "共收到市长信箱转办咨询、投诉、建议类的信件103件,已办结103件,办结率100%。",
        "提升政府信息公开水平。办理人大建议12件，答复12件。",
        # Cases that the table does not count.
        "全年备案政府信息公开行政复议案件 134 件，行政诉讼案件 57 件。",
        "做好政府信息公开。全年办理行政复议案件500件，行政诉讼案件20件。",
        "涉及政府信息公开的行政复议、行政诉讼案件共16件。",
        "因政府信息公开被申请行政复议，其中纠错3件。",
        # No certain number.
        "收到政府信息公开申请约40件。",
        "收到政府信息公开申请4 0件。",
        "收到政府信息公开申请4\n0件。",
        "收到政府信息公开申请40余件。",
        "收到政府信息公开申请40件次。",
        "收到政府信息公开申请（含补正40件。",
        # Several numbers, none of them the whole.
        "我委收到政府信息公开申请20件。收到政府信息公开申请10件。",
    ],
)
def test_no_false_alarm(text):
    assert said(text)[0] == []


def test_pages_and_wraps_inside_a_statement():
    text = "全年收到政府信息公\n- 4 -\n开申请 34 件，\n答\n复35件。"
    assert said(text) == ([], 2)
    assert said(text.replace("34", "44"))[0] == ["D1_text_received"]


def test_one_number_that_agrees_explains_the_others():
    assert said("收到政府信息公开申请34件。收到政府信息公开申请12件。") == ([], 1)


def test_words_for_the_whole_area_mean_a_government():
    whole = {"organ": "示例市人民政府", "kind": "government", "scope": "government"}
    text = "2024年，全市共受理政府信息公开申请3259件，答复3278件（含上年度结转申请77件）。"
    assert said(text, **whole)[0] == ["D1_text_received", "D2_text_answered"]
    assert said(text.replace("全市", "市发改委"), **whole)[0] == []
    assert said("市政府办公室收到政府信息公开申请5件，答复5件。", **whole)[0] == []


def test_only_the_sections_that_speak_of_the_tables():
    text = "去年工作中，收到政府信息公开申请40件。"
    assert said(text.removeprefix("去年工作中，"), section="problems")[0] == []
    assert said("收到40件。", section="requests")[0] == ["D1_text_received"]
    assert said("行政复议8件。", section="review_litigation")[0] == ["D3_text_review"]
    assert said("行政复议8件。")[0] == []


def test_doubt_and_blanks():
    text = "收到政府信息公开申请40件。"
    doubted = report(text=text, **{**FLOW, "new_received__total": (Status.DOUBTFUL, 34)})
    assert [(f.outcome, f.cause) for f in doubted.findings if f.code[0] == "D"] == [
        ("failed", "reading")
    ]
    agreed = {**FLOW, "new_received__total": (Status.DOUBTFUL, 40)}
    assert not [f for f in report(text=text, **agreed).findings if f.code[0] == "D"]
    assert report(text=text, **agreed).checks_passed == report(**agreed).checks_passed
    for status in (Status.DOUBTFUL, Status.ABSENT):
        assert said(text, new_received__total=status)[0] == []
    blank = report(text=text, **{**FLOW, "new_received__total": Status.BLANK})
    assert [(f.outcome, f.cause) for f in blank.findings if f.code[0] == "D"] == [
        ("fails_if_blank_is_zero", "unknown")
    ]


def test_the_form_of_2019_has_one_row_for_other_handling():
    flow = {key: value for key, value in FLOW.items() if not key.startswith("other_misc")}
    flow |= {"other_handling__natural_person": 3, "other_handling__total": 3}
    for number, failed in ((32, []), (31, ["D2_text_answered"])):
        made = report(2020, f"答复政府信息公开申请{number}件。", form="2019", **flow)
        assert [f.code for f in made.findings if f.code[0] == "D"] == failed


def test_hostile_prose_is_quick():
    for text in (
        "收到" * 50_000 + "申请9件",
        "（" * 100_000 + "申请",
        "我局，" * 60_000 + "申请1件",
        "1,111," * 30_000 + "申请",
        "市" * 80 + "申请公开" * 20_000,
        ("市发展改革委" + "政府信息公开申请" * 9 + "，") * 3000,
    ):
        began = time.perf_counter()
        assert said(text)[0] == []
        assert time.perf_counter() - began < 2


def test_the_organ_is_known_by_its_short_name():
    assert ORGAN == "示例市发展和改革委员会"
    assert said("市发改委收到政府信息公开申请40件。")[0] == ["D1_text_received"]
    assert said("市教育局收到政府信息公开申请40件。")[0] == []


def test_large_numbers_stay_exact():
    made = report(text="收到政府信息公开申请999999999件。", **FLOW)
    (finding,) = [f for f in made.findings if f.code[0] == "D"]
    assert finding.actual == Decimal(999999999)
