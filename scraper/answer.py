"""An address's answer, and where it leads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urljoin

from scraper.hosts import canonical
from scraper.model import FetchError

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SHELL = 4096
_META_REFRESH = re.compile(
    rb"""<meta[^>]+http-equiv\s*=\s*["']?refresh["']?[^>]*?url\s*=\s*["']?([^"'>\s]+)""", re.I
)
_SCRIPT_MOVE = re.compile(
    rb"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\()\s*["']([^"']+)["']""", re.I
)
# A page that says "you are being taken there" may say it with a link.
_LINKS = re.compile(rb"<a\b", re.I)
_VISIBLE_TAGS = re.compile(rb"<(a|p|li|table|img|form|frame|iframe)\b", re.I)


@dataclass(frozen=True)
class Fetched:
    """An address's answer, as sent and as it reads.

    Attributes:
        url: the address asked for.
        final_url: the address that answered.
        redirects: the addresses that led from one to the other, the last left out.
        status: 2xx, or 304 for a conditional request.
        headers: of the answer, in order.
        raw: the body as sent.
        content: the body decompressed.
        request_head: request line and headers of the last request.
        fetched_at: ISO time, UTC.
        attempts: how often the last address was tried.
        peer: the IP address that answered.
        legacy_tls: the host's old ciphers were allowed by setting.
        request_body: what was sent by POST.
    """

    url: str
    final_url: str
    redirects: tuple[str, ...]
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    raw: bytes
    content: bytes
    request_head: bytes
    fetched_at: str
    attempts: int
    peer: str | None = None
    legacy_tls: bool = False
    request_body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of that name, None if there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def media_type(self) -> str | None:
        """As declared, without parameters, in lower case."""
        declared = (self.header("Content-Type") or "").partition(";")[0].strip().lower()
        return declared or None

    @property
    def charset(self) -> str | None:
        """As declared in the header."""
        found = re.search(
            r"charset\s*=\s*[\"']?([\w.:-]+)", self.header("Content-Type") or "", re.I
        )
        return found.group(1) if found else None


def now() -> str:
    """This moment, ISO, UTC, whole seconds, as WARC writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def target_of(fetched: Fetched) -> str | None:
    """Where an answer leads: by status, by meta refresh, or by a script in an empty shell."""
    if fetched.status in _REDIRECTS:
        return fetched.header("Location")
    body = fetched.content
    if "script" in (fetched.media_type or "") or "json" in (fetched.media_type or ""):
        return None
    if fetched.status != 200 or len(body) > _SHELL or len(_LINKS.findall(body)) > 2:
        return None
    found = _META_REFRESH.search(body)
    if found is None and not _VISIBLE_TAGS.search(body):
        found = _SCRIPT_MOVE.search(body)
    return found.group(1).decode("utf-8", "replace") if found else None


def followed(target: str, asked: list[str]) -> str:
    """The address that a redirect leads to.

    Args:
        target: as the answer writes it.
        asked: the addresses so far.

    Raises:
        FetchError: it is no http or https address, or the redirects have no end.
    """
    try:
        url = canonical(urljoin(asked[-1], target.strip()))
    except ValueError as error:
        raise FetchError(
            f"redirects to an address that is not asked: {error}",
            place=asked[-1],
            code="redirect_refused",
            kind="refused",
            action="nothing to do; only http and https addresses are followed",
        ) from None
    if url in asked or len(asked) > MAX_REDIRECTS:
        raise FetchError(
            "redirects in a circle" if url in asked else f"more than {MAX_REDIRECTS} redirects",
            place=asked[0],
            code="redirect_loop",
            action="open it in a browser; if it works there, it asks for cookies or scripts",
            evidence=" -> ".join([*asked, url])[:500],
        )
    return url


def readdressed(fetched: Fetched, asked: list[str]) -> Fetched:
    """The last answer as that of the first address.

    Args:
        fetched: what the last address gave.
        asked: the addresses, from the one asked for to the one that answered.
    """
    return replace(fetched, url=asked[0], final_url=asked[-1], redirects=tuple(asked[1:-1]))
