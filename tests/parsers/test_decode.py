"""The decoding ladder: right text, or said so."""

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.decode import clean, decode

SENTENCE = "二、主动公开政府信息情况。本年收费金额（单位：万元）7730.28，行政许可 11398889 件\n"
TEXT = "<html><body><p>" + SENTENCE * 20 + "</p></body></html>"
# 䶮 and 㙍 are in GB18030 alone: GB2312 has neither, GBK lacks the first.
RARE = TEXT.replace("行政许可", "䶮行政许可㙍")


def meta(label: str, text: str = TEXT) -> str:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' + text


@pytest.mark.parametrize(
    ("content", "declared", "text", "encoding", "basis"),
    [
        (TEXT.encode(), None, TEXT, "utf-8", "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "gbk", TEXT, "utf-8", "bom"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), None, TEXT, "utf-16-le", "bom"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), None, TEXT, "utf-16-be", "bom"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), None, TEXT, "utf-32-le", "bom"),
        (TEXT.encode("utf-16-le"), None, TEXT, "utf-16-le", "detector"),
        (TEXT.encode("utf-16-be"), None, TEXT, "utf-16-be", "detector"),
        (RARE.encode("gb18030"), "gb2312", RARE, "gb18030", "declared"),
        (RARE.encode("gb18030"), " 'GBK' ", RARE, "gb18030", "declared"),
        (meta("gb2312", RARE).encode("gb18030"), None, meta("gb2312", RARE), "gb18030", "declared"),
        (RARE.encode("gb18030"), None, RARE, "gb18030", "gb18030"),
        # Java servers send this label by default; every byte string obeys it.
        (RARE.encode("gb18030"), "ISO-8859-1", RARE, "gb18030", "gb18030"),
        (RARE.encode("gb18030"), "utf-8", RARE, "gb18030", "gb18030"),
        # A page that was moved to UTF-8 and kept its old label.
        (meta("gb2312").encode(), "gbk", meta("gb2312"), "utf-8", "utf-8"),
        (meta("big5").encode("gb18030"), "gbk", meta("big5"), "gb18030", "declared"),
        (
            "臺灣資訊公開年度報告".encode("big5"),
            "big5",
            "臺灣資訊公開年度報告",
            "big5hkscs",
            "declared",
        ),
        ("总计 1 0 0 3".encode("gbk"), None, "总计 1 0 0 3", "gb18030", "gb18030"),
        (b"", None, "", "utf-8", "utf-8"),
    ],
)
def test_the_ladder(content, declared, text, encoding, basis):
    decoded = decode(content, declared)
    assert (decoded.text, decoded.encoding, decoded.basis) == (text, encoding, basis)
    assert decoded.replaced == 0
    assert decoded.findings == []


def test_the_label_is_found_in_the_xml_declaration_and_not_in_a_comment():
    xml = '<?xml version="1.0" encoding="big5"?><!-- <meta charset="shift_jis"> --><p>臺灣資訊公開</p>'
    decoded = decode(xml.encode("big5"))
    assert (decoded.text, decoded.basis) == (xml, "declared")


def test_undeclared_big5_is_not_taken_for_gb18030():
    text = "政府資訊公開年度報告，依據條例規定，現將本年度報告公布如下。" * 20
    decoded = decode(text.encode("big5"))
    assert (decoded.text, decoded.basis) == (text, "detector")


@pytest.mark.parametrize(
    "label", ["idna", "punycode", "zlib", "unicode_escape", "utf-7", "nonsense"]
)
def test_a_label_that_is_a_trap_is_not_believed(label):
    assert decode(RARE.encode("gb18030"), label).encoding == "gb18030"


def test_a_page_cut_off_inside_a_character_is_still_utf8_and_says_so():
    decoded = decode(TEXT.encode()[: len(b"<html><body><p>") + 31], "gb2312")
    assert decoded.encoding == "utf-8"
    assert (decoded.basis, decoded.replaced) == ("replaced", 1)
    assert decoded.text == TEXT[:25] + "\ufffd"
    assert [finding.code for finding in decoded.findings] == ["characters_replaced"]


def test_a_broken_byte_in_gb18030_costs_one_character_and_no_digit():
    content = TEXT.encode("gb18030").replace(b"7730.28", b"\xff7730.28", 1)
    decoded = decode(content, "gb2312")
    assert decoded.encoding == "gb18030"
    assert (decoded.basis, decoded.replaced) == ("replaced", 1)
    assert decoded.text == TEXT.replace("7730.28", "\ufffd7730.28", 1)


def test_a_broken_lead_byte_does_not_swallow_digits():
    content = TEXT.encode("gb18030").replace(b"7730.28", b"\xb07730.28", 1)
    assert "7730.28" in decode(content, "gb2312").text.split("（单位：万元）")[1]


def test_a_binary_file_is_replaced_and_says_so():
    decoded = decode(bytes(range(256)) * 8)
    assert decoded.basis in {"replaced", "detector"}
    assert decoded.findings


def test_a_replacement_character_of_the_source_is_not_ours():
    text = TEXT.replace("许可", "许\ufffd")
    assert decode(text.encode()).replaced == 0
    broken = text.encode().replace(b"</p>", b"\xe4</p>")
    assert decode(broken).replaced == 1


@pytest.mark.parametrize(
    ("given_", "expected", "count"),
    [
        ("a\r\nb\rc\n\td", "a\nb\nc\n\td", 0),
        ("1\u200b2\ufeff3\u00ad", "123", 0),
        ("page\fnext\vsoft", "page next soft", 0),
        ("1\x002", "1\ufffd2", 1),
        ("\u202e21\u202c", "\ufffd21\ufffd", 2),
        ("\x1b[31m\x85\ud800", "\ufffd[31m\ufffd\ufffd", 3),
    ],
)
def test_unsafe_characters(given_, expected, count):
    text, findings = clean(given_)
    assert text == expected
    assert [f.code for f in findings] == ["control_characters_replaced"] * bool(count)
    if count:
        assert str(count) in findings[0].message


def test_unsafe_characters_of_a_document_are_a_finding():
    decoded = decode("总计\u202e12".encode())
    assert decoded.text == "总计\ufffd12"
    assert [f.code for f in decoded.findings] == ["control_characters_replaced"]


@given(st.binary(max_size=600), st.none() | st.text(max_size=20))
def test_never_raises_and_is_always_safe(content, declared):
    decoded = decode(content, declared)
    assert clean(decoded.text) == (decoded.text, [])
    decoded.text.encode()


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=80),
    st.sampled_from(["gb18030", "utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_encoded_and_labelled_comes_back(text, encoding):
    assert decode(f"<p>{text}</p>".encode(encoding), "gb2312").text == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "content",
    [
        b"<meta charset=" * 1_500_000,
        b"<!--" * 5_000_000,
        "表".encode("gb18030") * 10_000_000,
        b"\xff\x80" * 10_000_000,
    ],
    ids=["labels", "comments", "gb18030", "noise"],
)
def test_twenty_megabytes_take_seconds(content):
    started = time.perf_counter()
    decode(content)
    assert time.perf_counter() - started < 10
