"""Web pages saved in one file (.mht, and Word's .doc of that kind): the page without its pictures."""

from __future__ import annotations

import email
import re

from parsers.decode import decode

_START = re.compile(r"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:", re.I)
_HEAD = 4096
_TYPES = ("text/html", "text/plain")


def html_of(text: str) -> str | None:
    """The page of a MIME document.

    Args:
        text: the file, decoded.

    Returns:
        Its first part of HTML, else of text; None if it is no such file.
    """
    head = text[:_HEAD].lstrip()
    if not _START.match(head) or "multipart/" not in head.lower():
        return None
    try:
        message = email.message_from_string(text.lstrip())
        parts = [part for part in message.walk() if not part.is_multipart()]
    except RecursionError:
        return None
    for wanted in _TYPES:
        for part in parts:
            if part.get_content_type() != wanted:
                continue
            if part.get("Content-Transfer-Encoding", "").strip().lower() in (
                "8bit",
                "binary",
                "7bit",
            ):
                payload = part.get_payload()
                return payload if isinstance(payload, str) else None
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes):
                return decode(raw, part.get_content_charset()).text
    return None
