"""Our errors for what the network and the hosts do."""

from __future__ import annotations

import re
import socket
import ssl

import requests
import urllib3

from scraper.answer import Fetched
from scraper.hosts import host_port
from scraper.model import FetchError

_LEGACY_SIGNS = re.compile(
    r"LEGACY|DH_KEY_TOO_SMALL|HANDSHAKE_FAILURE|UNSUPPORTED_PROTOCOL|BAD_ECPOINT|WRONG_SIGNATURE"
    r"|TLSV1_ALERT|DIGEST",
    re.I,
)


def blocked(url: str, code: str, sign: str, evidence: str, fetched: Fetched) -> FetchError:
    """The host refuses robots: it is left alone."""
    return FetchError(
        f"the portal refuses robots ({sign})",
        place=url,
        code=code,
        kind="blocked",
        status=fetched.status,
        attempts=fetched.attempts,
        host_wide=True,
        action="the host is left alone for this run; run again later, from a network in mainland "
        "China or with --contact set, or save the pages with a browser and use `gongkai parse`",
        evidence=evidence or evidence_of(fetched),
    )


def evidence_of(fetched: Fetched) -> str:
    """Status and beginning of an answer."""
    return f"HTTP {fetched.status}: {fetched.content[:300].decode('utf-8', 'replace')}"


def transport_error(error: Exception, url: str, attempt: int) -> FetchError:
    """Our error for what the network did."""
    reason = _innermost(error)
    text = f"{type(reason).__name__}: {reason}"
    code, message, action = "connection_failed", "no connection", "run again later"
    transport = True
    if isinstance(error, requests.exceptions.SSLError) or isinstance(reason, ssl.SSLError):
        code, message = "tls_failed", "no safe connection"
        if _LEGACY_SIGNS.search(text):
            host = host_port(url)[0]
            action = f'the host needs old ciphers: set legacy_tls = true under [hosts."{host}"] in gongkai.toml'
        else:
            action = "the certificate cannot be verified; check the address, or report it there"
    elif isinstance(reason, urllib3.exceptions.NameResolutionError):
        cause = reason.__context__
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN:
            code, message = "dns_unavailable", "names cannot be resolved at the moment"
            action = "check this machine's network and name server, and run again"
        else:
            code, message = "dns_failed", "the name cannot be resolved"
            action = "check the spelling; gov.cn names change, the portal may have moved"
    elif isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        code, message, action = "timeout", "no answer in time", "run again later or raise timeout"
    elif isinstance(
        error, requests.exceptions.ChunkedEncodingError | urllib3.exceptions.ProtocolError
    ) and not isinstance(reason, ConnectionError):
        code, message, transport = "truncated", "the answer ends before its end", False
    return FetchError(
        message,
        place=url,
        code=code,
        action=action,
        attempts=attempt,
        transport=transport,
        evidence=text[:300],
    )


def _innermost(error: BaseException) -> BaseException:
    seen = error
    for _ in range(8):
        inner = getattr(seen, "reason", None) or seen.__cause__ or seen.__context__
        if not isinstance(inner, BaseException):
            inner = next((arg for arg in seen.args if isinstance(arg, BaseException)), None)
        if inner is None or isinstance(seen, urllib3.exceptions.NameResolutionError):
            break
        seen = inner
    return seen
