"""Bytes to text: one ladder for every document, and no character lost without a word.

The order is what Chinese portals need: many label GBK or GB18030 as gb2312, many keep an old
``<meta charset=gb2312>`` on a page that is UTF-8 by now. So: byte order mark; strict UTF-8; the
declared label; strict GB18030; a detector; else the least lossy reading, which says so.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from itertools import islice

import charset_normalizer

from parsers.model import Cause, Finding, Outcome, Severity

_HEAD = 4096
_SAMPLE = 65_536

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

# Labels as the WHATWG Encoding Standard reads them; only these are believed, because a label comes
# from outside and some of Python's codecs (idna, punycode, zlib, unicode_escape) are traps.
_LABELS = {
    **dict.fromkeys(
        (
            "gb2312", "gbk", "gb18030", "gb_2312", "gb_2312-80", "x-gbk", "chinese", "csgb2312",
            "iso-ir-58", "cp936", "ms936", "windows-936", "gb-2312", "gb-18030", "euc-cn", "gb",
        ),
        "gb18030",
    ),
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "x-utf-8"), "utf-8"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5", "csbig5", "big5hkscs"), "big5hkscs"),
    "cp950": "cp950",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    **dict.fromkeys(("shift_jis", "sjis", "shift-jis", "x-sjis", "windows-31j"), "cp932"),
    "euc-jp": "euc_jp",
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "windows-949"), "cp949"),
}  # fmt: skip

# What the detector may answer. Korean is left out: short or digit-heavy GBK looks like cp949.
_DETECTABLE = ["gb18030", "big5hkscs", "big5", "cp950", "cp932", "euc_jp", "cp1251", "cp1252"]

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_XML_LABEL = re.compile(rb"^\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_META_LABEL = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)

_GONE = "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff"
_REPLACED = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters but TAB, LF, VT, FF, CR
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # bidirectional and deprecated formatting
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f"  # annotation, no characters, tags
    "\ud800-\udfff"  # surrogates
)
_INVISIBLE = re.compile(f"[{_GONE}]")
_UNSAFE = re.compile(f"[{_REPLACED}]")
_UNCLEAN = re.compile(f"[\r\f\v{_GONE}{_REPLACED}]")
_PLAIN = bytes([*b"\t\n", *range(0x20, 0x7F)])
_BREAKS = re.compile("\r\n?")
_HANZI = re.compile("[\u3400-\u9fff]")
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it came about.

    Attributes:
        text: line ends are LF; no control, bidirectional, surrogate or zero-width characters.
        encoding: Python's name of the encoding, e.g. ``gb18030``.
        basis: bom / utf-8 / declared / gb18030 / detector / replaced.
        replaced: how many undecodable places became U+FFFD (unsafe characters not counted).
        findings: ``characters_replaced``, ``control_characters_replaced``; empty when all is well.
    """

    text: str
    encoding: str
    basis: str
    replaced: int = 0
    findings: list[Finding] = field(default_factory=list)


def decode(content: bytes, declared: str | None = None) -> Decoded:
    """Decodes a document.

    Args:
        content: the raw bytes, of any length.
        declared: the charset of the HTTP header, None if it named none.

    Returns:
        The text, cleaned, with what was done to it. Never raises.
    """
    raw, encoding, basis, replaced = _climb(content, declared)
    # The bytes of what was UTF-8 need not be made again.
    text, findings = _clean(raw, content if basis == "utf-8" else None)
    if replaced:
        findings.insert(0, _replaced_finding(replaced, encoding))
    return Decoded(text, encoding, basis, replaced, findings)


def clean(text: str) -> tuple[str, list[Finding]]:
    """Makes text from outside safe to show and to compare.

    Control, bidirectional and surrogate characters become U+FFFD; zero-width characters go; CR LF
    and CR become LF; form feeds and vertical tabs (page breaks of PDF tools, soft breaks of word
    processors) become blanks, so that line numbers stay those of the source.

    Args:
        text: as decoded.

    Returns:
        The text, and a finding if characters were replaced.
    """
    return _clean(text, None)


def _clean(text: str, encoded: bytes | None) -> tuple[str, list[Finding]]:
    # Pages are mostly markup: what is left without it is soon looked through.
    if encoded is None:
        encoded = text.encode("utf-8", "surrogatepass")
    rest = encoded.translate(None, _PLAIN)
    if _UNCLEAN.search(rest.decode("utf-8", "surrogatepass")) is None:
        return text, []
    text = _INVISIBLE.sub("", text)
    text = _BREAKS.sub("\n", text).replace("\f", " ").replace("\v", " ")
    text, count = _UNSAFE.subn(_LOST, text)
    return text, [_unsafe_finding(count)] if count else []


def _climb(content: bytes, declared: str | None) -> tuple[str, str, str, int]:
    """The ladder: text, encoding, basis, undecodable places."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            text, lost = _lossy(content[len(mark) :], encoding)
            return text, encoding, "bom", lost
    if (read := _strict(content, wide := _unmarked_utf16(content))) is not None:
        return read, wide, "detector", 0
    labels = _labels(content, declared)
    if (read := _strict(content, "utf-8")) is not None:
        if not read.isascii() and not _hanzi(read, 1) and "gb18030" in labels:
            # A few hanzi in GBK can be Greek or Cyrillic in UTF-8 (the 联通 effect).
            chinese = _strict(content, "gb18030")
            if chinese is not None and _hanzi(chinese, 1):
                return chinese, "gb18030", "declared", 0
        return read, "utf-8", "utf-8", 0
    lossy, lost = _nearly(content, "utf-8")
    if lossy and _hanzi(lossy, lost * 4) >= lost * 4:
        # A few broken bytes, or cut off inside a character: GB18030 is never nearly UTF-8.
        return lossy, "utf-8", "replaced", lost
    for label in labels:
        if (read := _strict(content, label)) is not None:
            return read, label, "declared", 0
    return _undeclared(content, labels)


def _undeclared(content: bytes, labels: list[str]) -> tuple[str, str, str, int]:
    text = _strict(content, "gb18030")
    if text is not None and _is_simplified(text):
        return text, "gb18030", "gb18030", 0
    lossy, lost = _nearly(content, "gb18030") if text is None else ("", 0)
    if lossy and _hanzi(lossy, lost * 10) >= lost * 10 and _is_simplified(lossy):
        return lossy, "gb18030", "replaced", lost
    detected = _detect(content)
    if detected and (found := _strict(content, detected)) is not None:
        return found, detected, "detector", 0
    if text is not None:
        return text, "gb18030", "gb18030", 0
    candidates = dict.fromkeys(["utf-8", "gb18030", *labels])
    readings = ((*_lossy(content, encoding), encoding) for encoding in candidates)
    lossy, lost, encoding = min(readings, key=lambda reading: reading[1])
    return lossy, encoding, "replaced", lost


def _labels(content: bytes, declared: str | None) -> list[str]:
    """Encodings that the header and the document's head name, in this order.

    Latin labels are left out: servers send them by default, and every byte string obeys them.
    """
    head = _COMMENT.sub(b"", content[:_HEAD])
    names = [declared or ""]
    for pattern in (_XML_LABEL, _META_LABEL):
        if match := pattern.search(head):
            name = match[1].decode("ascii")
            # A label that could be read as ASCII was not written in UTF-16.
            names.append("" if name.lower().startswith("utf-16") else name)
    known = (_LABELS.get(name.strip(" \t\r\n\"';").lower()) for name in names)
    return list(dict.fromkeys(encoding for encoding in known if encoding and encoding != "utf-8"))


def _strict(content: bytes, encoding: str) -> str | None:
    if not encoding:
        return None
    try:
        return content.decode(encoding)
    except UnicodeError:
        return None


def _lossy(content: bytes, encoding: str) -> tuple[str, int]:
    """Text with U+FFFD for what does not decode, and how many of these the decoder made."""
    text = content.decode(encoding, "replace")
    try:
        printed = content.count(_LOST.encode(encoding))
    except UnicodeEncodeError:  # an encoding that cannot print it
        printed = 0
    return text, max(text.count(_LOST) - printed, 0)


def _nearly(content: bytes, encoding: str) -> tuple[str, int]:
    """As `_lossy`; nothing if already the beginning says that this is another encoding."""
    beginning, lost = _lossy(content[:_SAMPLE], encoding)
    if lost * 4 > len(beginning):
        return "", 0
    return _lossy(content, encoding)


def _hanzi(text: str, enough: int) -> int:
    """How many hanzi the text has; stops counting at `enough`, 0 where it is too short for them."""
    if enough > len(text):
        return 0
    return sum(1 for _ in islice(_HANZI.finditer(text), enough))


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 without its mark shows in the NUL of each half of a tag or a line end."""
    head = content[:_HEAD]
    if head.startswith(b"<\0") or (b"\n\0" in head and head[1::2].count(0) * 4 > len(head)):
        return "utf-16-le"
    if head.startswith(b"\0<") or (b"\0\n" in head and head[::2].count(0) * 4 > len(head)):
        return "utf-16-be"
    return ""


def _is_simplified(text: str) -> bool:
    """Whether most hanzi are GB 2312's: other encodings read as GB18030 give rare ones."""
    hanzi = "".join(match[0] for match in islice(_HANZI.finditer(text), 4000))
    common = len(hanzi.encode("gb2312", "ignore")) // 2
    return common * 10 >= len(hanzi) * 7


def _detect(content: bytes) -> str | None:
    start = next((m.start() for m in re.finditer(rb"[\x80-\xff]", content)), 0)
    sample = content[max(0, start - _HEAD) :][:_SAMPLE]
    try:
        best = charset_normalizer.from_bytes(sample, cp_isolation=_DETECTABLE).best()
    except (UnicodeError, LookupError, ValueError):
        return None
    return best.encoding if best is not None else None


def _replaced_finding(count: int, encoding: str) -> Finding:
    return Finding(
        code="characters_replaced",
        outcome=Outcome.NOTE,
        severity=Severity.WARNING,
        cause=Cause.UNKNOWN,
        message=f"{count} places could not be decoded as {encoding} and stand as U+FFFD",
        message_zh=f"有{count}处无法按{encoding}解码，以U+FFFD代替",
    )


def _unsafe_finding(count: int) -> Finding:
    return Finding(
        code="control_characters_replaced",
        outcome=Outcome.NOTE,
        severity=Severity.WARNING,
        cause=Cause.SOURCE,
        message=f"{count} control, bidirectional or surrogate characters stand as U+FFFD",
        message_zh=f"有{count}个控制字符、双向字符或代理字符，以U+FFFD代替",
    )
