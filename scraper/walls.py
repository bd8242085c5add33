"""Walls: answers that mean "no robots here". Recognised and recorded, never worked around.

The signs come from public crawlers' notes on gov.cn portals: status codes of the common
protection services, and what their challenge pages carry in place of content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATUSES = {
    412: "a script challenge answers 412",
    468: "a protection service answers 468",
    521: "a cookie challenge answers 521",
}
# These can also be honest answers for one address; only a short body makes them suspicious.
_WEAK_STATUSES = frozenset({403, 405, 422})
_WEAK_BODY = 1500
_LOOK_AT = 64_000
# A page with so many visible characters is content, whatever its scripts are called.
_CONTENT_CHARACTERS = 200

_MARKERS = {
    "dynamic script challenge ($_ts)": re.compile(rb"\$_ts\s*(=|\[|\.)|FSSBBIl1UgzbN7N80"),
    "cookie challenge (__jsl_clearance)": re.compile(rb"__jsl_clearance"),
    "cookie challenge (acw_sc__v2)": re.compile(rb"acw_sc__v2|var\s+arg1\s*="),
    "script challenge (wzws)": re.compile(rb"wzws[-_]?(confirm|waf|cid|template)|/WZWSREL", re.I),
    "verification page (yunsuo)": re.compile(rb"yunsuo_session|security_session_mid_verify"),
    "cookie challenge (C3VK)": re.compile(rb"\bC3VK\b"),
    "cookie challenge (CT6T)": re.compile(rb"\bCT6T\b"),
    "slider check (NWAF)": re.compile(rb"\bNWAF\b|nwaf[_-]"),
    "captcha page": re.compile(rb"codeValue|geetest|TencentCaptcha|g-recaptcha", re.I),
    "access denied by region (GeoBL)": re.compile(rb"GeoBL"),
}
# One of these stands in every page that a marker matches; looking for plain words is quick.
_WORDS = (
    b"$_ts", b"fssbbil1ugzbn7n80", b"__jsl_clearance", b"acw_sc__v2", b"arg1", b"wzws", b"yunsuo_session",
    b"security_session_mid_verify", b"c3vk", b"ct6t", b"nwaf", b"codevalue", b"geetest",
    b"tencentcaptcha", b"g-recaptcha", b"geobl",
)  # fmt: skip
_INVISIBLE = re.compile(
    rb"<!--.*?(-->|\Z)|<(script|style|noscript|head)\b.*?(</\2\s*>|\Z)|<[^>]*>|\s+", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class Wall:
    """A recognised refusal.

    Attributes:
        sign: what gave it away.
        evidence: the beginning of the answer.
        weak: it may concern only this address.
    """

    sign: str
    evidence: str
    weak: bool = False


def inspect(status: int, content: bytes) -> Wall | None:
    """The wall that an answer is, None if it is none.

    Args:
        status: HTTP status.
        content: the decompressed body.
    """
    evidence = f"HTTP {status}: " + content[:300].decode("utf-8", "replace")
    if status in _STATUSES:
        return Wall(_STATUSES[status], evidence)
    head = content[:_LOOK_AT]
    lowered = head.lower()
    suspicious = any(word in lowered for word in _WORDS)
    for sign, pattern in _MARKERS.items() if suspicious else ():
        if pattern.search(head) and _visible(head) < _CONTENT_CHARACTERS:
            return Wall(sign, evidence)
    if status in _WEAK_STATUSES and len(content) < _WEAK_BODY:
        return Wall(f"HTTP {status} with a body of {len(content)} bytes", evidence, weak=True)
    return None


def _visible(content: bytes) -> int:
    """Number of visible characters, roughly (a Chinese character counts as one)."""
    return len(_INVISIBLE.sub(b"", content).decode("utf-8", "replace"))
