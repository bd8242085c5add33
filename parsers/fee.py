"""The processing fee (信息处理费) that the last section reports in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from parsers.han import plain
from parsers.model import Section

_BLANK = re.compile(r"\s+")
_FEE_WORDS = re.compile(r"处理费|收费|收取.{0,8}费|费用")
_NO_FEE = re.compile(
    r"(?:未|没有|没|无|未曾|不|零)[^，。；,;]{0,14}?(?:收取|收到过?|征收|产生|发生|涉及|存在)[^，。；,;]{0,24}?(?:费|收费)"
    r"|(?:费|收费)[^，。；,;\d]{0,14}?(?:未|没有|没|无|未曾|不)(?:收取|征收|产生|发生|涉及|存在|收)"
    r"|(?:费|收费)(?:用)?(?:的)?(?:收取)?(?:情况|事项|金额|总额|标准)?(?:均)?[为是:：]{0,2}(?:无|零|没有)(?:元)?$"
    r"|(?:未|没有|没|无|不)(?:实行|进行|实施)?收费(?!通知|标准|依据|项目)|无[^，。；,;]{0,14}?(?:处理费|收费)(?:的)?(?:收取)?(?:情况|事项)?$"
)
_ZERO = re.compile(r"费[^，,\d]{0,10}[为是:：]零元?$")
# Who is let off the fee of one request may still have paid for another.
_WAIVED = re.compile(r"免收|免费|减免|免除|免予")
_AMOUNT = re.compile(
    r"(?<![\d.])(\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(亿|万)?\s*(?:元|(?<=万)(?![元人次件条]))"
)
_TIMES = {None: Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}


def processing_fee(sections: Sequence[Section]) -> tuple[Decimal | None, str | None]:
    """信息处理费 of the last section in yuan, and its words.

    Reported there in words (国办公开办函〔2021〕30号; 国办函〔2020〕109号 sets the fee). A denial
    without a number (未收取), several amounts, or an amount beside a denial give None with the
    words.
    """
    text = next((s.text for s in sections if s.key == "other_matters"), "")
    sentences = re.split(r"[。；;！!？?]", text.replace("\n", ""))
    said = [
        (sentence, folded) for sentence in sentences if _FEE_WORDS.search(folded := plain(sentence))
    ]
    if not said:
        return None, None
    amounts: set[Decimal] = set()
    denied = False
    words: list[str] = []
    for sentence, folded in said:
        compact = _BLANK.sub("", folded)
        here = {
            Decimal(number.replace(",", "").replace("，", "")) * _TIMES[unit or None]
            for number, unit in _AMOUNT.findall(compact)
        }
        no_fee = _NO_FEE.search(compact) is not None
        if here or no_fee or _WAIVED.search(compact):
            words.append(sentence.strip())
        amounts |= here
        if _ZERO.search(compact):
            amounts.add(Decimal(0))
        denied |= no_fee
    if not words:
        return None, None
    raw = "。".join(words)
    # 0 is only a printed zero: 未收取 says that there was no fee, and prints no number.
    if len(amounts) != 1 or (denied and amounts != {Decimal(0)}):
        return None, raw
    value = amounts.pop()
    return (value.quantize(Decimal(1)) if value == value.to_integral_value() else value), raw
