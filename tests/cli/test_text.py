from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.exits import Exit, of_counts, worst
from gongkai.text import clean, nearest, shorten


@given(st.text())
def test_nothing_unsafe_is_printed(text):
    cleaned = clean(text)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in cleaned)
    assert not set(cleaned) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
    )
    cleaned.encode("utf-8")


def test_chinese_stays():
    assert clean("大通湖区\t政府，〔2021〕30号") == "大通湖区 政府，〔2021〕30号"
    assert shorten("年" * 10, 4) == "年年年…"


def test_nearest():
    assert nearest("requests.grantd.total", ["requests.granted.total", "art20_1.rules.in_force"])[
        0
    ] == ("requests.granted.total")
    assert nearest("zzzz", ["jobs", "out"]) == []


@pytest.mark.parametrize(
    ("codes", "wins"),
    [
        ([], Exit.DONE),
        ([Exit.DONE, Exit.NOTHING], Exit.NOTHING),
        ([Exit.NOTHING, Exit.PARTIAL], Exit.PARTIAL),
        ([Exit.PARTIAL, Exit.USAGE], Exit.USAGE),
        ([Exit.USAGE, Exit.LOCKED], Exit.LOCKED),
        ([Exit.LOCKED, Exit.INTERRUPTED], Exit.INTERRUPTED),
    ],
)
def test_precedence(codes, wins):
    assert worst(codes) is wins
    assert worst(reversed(codes)) is wins


def test_of_counts():
    assert of_counts(reports=0, counting_problems=1) is Exit.PARTIAL
    assert of_counts(reports=1, counting_problems=0) is Exit.DONE
    assert of_counts(reports=0, counting_problems=0) is Exit.NOTHING
