"""What the server gives for an address: bytes and headers, fixed when the site is built."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime

from gongkai.demo.reports import Encoding

_HTML = "text/html"
# Encoding to Content-Type and to what <meta charset> says.
_DECLARED: dict[Encoding, tuple[str, str | None]] = {
    Encoding.UTF8: (f"{_HTML}; charset=utf-8", "utf-8"),
    Encoding.UTF8_META: (_HTML, "utf-8"),
    Encoding.UTF8_BOM: (_HTML, None),
    Encoding.GB_META: (_HTML, "gb2312"),
    Encoding.GB_HEADER: (f"{_HTML}; charset=gb2312", None),
}


@dataclass(frozen=True, slots=True)
class Resource:
    """An answer: status, headers (Content-Length left to the server) and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def declared_charset(encoding: Encoding) -> str | None:
    """What a page of this encoding says of itself in its head."""
    return _DECLARED[encoding][1]


def html(text: str, changed: date, encoding: Encoding = Encoding.UTF8) -> Resource:
    """A page, with validators for conditional requests."""
    if encoding in (Encoding.GB_META, Encoding.GB_HEADER):
        body = text.encode("gb18030")
    else:
        body = text.encode("utf-8")
        if encoding is Encoding.UTF8_BOM:
            body = codecs.BOM_UTF8 + body
    return _resource(body, _DECLARED[encoding][0], changed)


def plain(text: str, media_type: str, changed: date) -> Resource:
    """A text file."""
    return _resource(text.encode("utf-8"), media_type, changed)


def redirect(location: str) -> Resource:
    """A permanent redirect on this site."""
    return Resource(301, {"Location": location}, b"")


def _resource(body: bytes, content_type: str, changed: date) -> Resource:
    # Half past nine in Shanghai, the hour that the articles print.
    moment = datetime(changed.year, changed.month, changed.day, 1, 30, tzinfo=UTC)
    return Resource(
        200,
        {
            "Content-Type": content_type,
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"',
            "Last-Modified": format_datetime(moment, usegmt=True),
        },
        body,
    )
