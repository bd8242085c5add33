"""The guard of CSV cells against spreadsheet formulas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.guard import guard, unguard


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "＝HYPERLINK(1)",
        "＋1+1",
        "－甲",
        "＠甲",
        "  =1",
        "\u3000=1",
        "\ufeff=1",
        "\t12",
        "\r12",
        " \t甲",
        "\n=1",
        "- -1",
    ],
)
def test_what_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guard(text) == "'" + text
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "甲",
        "12",
        "-5",
        "+1036",
        "-1,234.5",
        "－3",
        "-",
        "--",
        "——",
        "-——",
        "－－",
        "'quoted'",
        "a=b",
    ],
)
def test_numbers_dashes_and_plain_text_stay(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


@given(st.text(st.sampled_from("'=+-@＝\t\r\n 1甲\u3000"), max_size=8))
def test_undoing_is_exact(text: str) -> None:
    assert unguard(guard(text)) == text


@given(st.text(st.sampled_from("'=+-@＝＠\t\r\n 1甲\u3000"), max_size=8))
def test_nothing_guarded_starts_like_a_formula(text: str) -> None:
    shown = guard(text)
    start = shown.lstrip()[:1]
    if start and start in "=+-@＝＋－＠":
        assert all(ch in "+-＋－=0123456789.,，‐‑‒–—―−" or ch.isspace() for ch in shown)
        assert start in "+-＋－"
