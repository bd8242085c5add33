"""Asks one portal's addresses: politely, safely, and whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import requests
import urllib3

from scraper import walls
from scraper.answer import Fetched, followed, now, readdressed, target_of
from scraper.asks import Ask, ask_of
from scraper.bodies import ERROR_CAP, BodyError, BodyReader
from scraper.hosts import HostRule, host_port, origin
from scraper.model import CrawlSettings, FetchError, StoppedError
from scraper.neterrors import blocked, evidence_of, transport_error
from scraper.pace import RETRY_AFTER_CAP, Gate, Gates
from scraper.transport import GuardedAdapter, PeerGuard, Watchdog
from scraper.version import user_agent

_TRIES = 3
_CHUNK = 64 * 1024
_RETRY_STATUSES = frozenset({429, 502, 503, 504})


class Session:
    """One portal's `requests` session. Not for two threads at once.

    Args:
        rule: the hosts it may ask.
        settings: of the crawl.
        gates: the hosts' gates, shared by all sessions of the run.
        watchdog: ends what takes too long.
        announce: told of every long wait, one line.
    """

    def __init__(
        self,
        rule: HostRule,
        settings: CrawlSettings,
        gates: Gates,
        watchdog: Watchdog,
        announce: Callable[[str], None] = lambda message: None,
    ) -> None:
        self.rule = rule
        # Asked before every request, at every hop; robots.txt hangs itself in here.
        self.permit: Callable[[str], None] = lambda url: None
        # Called with a host that an annual-report link led to, once.
        self.on_hop: Callable[[str, str], None] = lambda url, via: None
        self._settings = settings
        self._gates = gates
        self._watchdog = watchdog
        self._announce = announce
        self._guard = PeerGuard(None if settings.proxy else rule.check_peer)
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.cookies.set_policy(_NoCookies())
        self._http.headers.clear()
        self._http.headers.update(
            {
                "User-Agent": user_agent(settings.contact),
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Language": "zh-CN,zh;q=0.9",
                "Accept-Encoding": "gzip, deflate",
            }
        )
        if settings.proxy:
            self._http.proxies = {"http": settings.proxy, "https": settings.proxy}
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, GuardedAdapter(self._guard))
        for host in settings.legacy_tls:
            self._http.mount(f"https://{host}/", GuardedAdapter(self._guard, legacy_tls=True))
            self._http.mount(f"https://{host}:", GuardedAdapter(self._guard, legacy_tls=True))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def gate(self, url: str) -> Gate:
        """The gate of an address's host."""
        return self._gates.gate(url)

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        may_hop: bool = False,
        cap: int | None = None,
        referer: str | None = None,
    ) -> Fetched:
        """Ask an address and follow where it leads.

        Args:
            url: canonical, or one that `asks` made.
            etag: of the copy at hand.
            last_modified: of the copy at hand.
            may_hop: it is an annual-report link, so one hop to another gov.cn host is allowed.
            cap: most bytes of the body, None for the cap of its type.
            referer: the page whose data they are; some data services answer nothing without it.

        Raises:
            FetchError: there is no whole page for us there.
            StoppedError: the crawl was stopped.
        """
        ask = ask_of(url)
        if ask.body is not None:  # what is posted has no state that a condition could name
            etag = last_modified = None
        wanted = {
            "If-None-Match": etag,
            "If-Modified-Since": last_modified,
            "Content-Type": ask.media_type,
            "Referer": ask_of(referer).url if referer else None,
        }
        headers = {name: value for name, value in wanted.items() if value}
        asked = [url]
        while True:
            here = asked[-1]
            self._enter(here, asked[-2] if len(asked) > 1 else None, may_hop)
            fetched = self._ask(here, headers, cap)
            target = target_of(fetched)
            if target is None:
                break
            if ask.body is not None:
                raise FetchError(
                    "a request for data is redirected",
                    place=url,
                    code="redirect_refused",
                    kind="refused",
                    action="open the list in a browser; save its reports and use `gongkai parse`",
                    evidence=target[:500],
                )
            asked.append(followed(target, asked))
        if not ((200 <= fetched.status < 300 and fetched.status != 206) or fetched.status == 304):
            raise FetchError(
                f"HTTP {fetched.status} {fetched.reason}".strip(),
                place=here,
                code=f"http_{fetched.status}",
                action="run again later; if it stays, the portal has moved or removed the page",
                status=fetched.status,
                attempts=fetched.attempts,
                evidence=evidence_of(fetched),
                suspect=walls.inspect(fetched.status, fetched.content) is not None,
            )
        return readdressed(fetched, asked)

    def _enter(self, url: str, via: str | None, may_hop: bool) -> None:
        if via is not None and not self.rule.allows(url):
            if may_hop and self.rule.may_hop(url, via):
                self.on_hop(url, via)
            else:
                raise FetchError(
                    f"redirects to {origin(url)}, which is not a host of this portal",
                    place=via,
                    code="redirect_refused",
                    kind="refused",
                    action="if the portal has moved, give its new address or name the host in its "
                    "catalog row",
                    evidence=url,
                )
        self.rule.check(url)
        self._gates.check(ask_of(url).url)
        self.permit(ask_of(url).url)

    def _ask(self, url: str, headers: dict[str, str], cap: int | None) -> Fetched:
        """One address, tried again where that makes sense; any status."""
        gate = self.gate(url)
        for attempt in range(1, _TRIES + 1):
            last = attempt == _TRIES
            try:
                with gate.turn(lambda s: self._announce(f"{url}: waiting {s:.0f} s")):
                    fetched = self._once(url, headers, cap, attempt)
                if not self._settings.proxy:  # behind a proxy every host has its address
                    self._gates.met(url, fetched.peer)
            except FetchError as error:
                if last or error.code not in ("timeout", "truncated", "connection_failed"):
                    raise
                gate.hold(gate.pace * 2**attempt)
                continue
            wall = walls.inspect(fetched.status, fetched.content)
            if wall is not None and not wall.weak:
                raise self._resting(blocked(url, "wall", wall.sign, wall.evidence, fetched))
            if last or fetched.status not in _RETRY_STATUSES:
                break
            asked_to_wait = _retry_after(fetched)
            gate.hold(gate.pace * 2**attempt if asked_to_wait is None else asked_to_wait)
        if fetched.status == 429:
            again = "HTTP 429 again and again"
            raise self._resting(blocked(url, "rate_limited", again, "", fetched))
        return fetched

    def _resting(self, error: FetchError) -> FetchError:
        self._gates.rest(error.place, error)
        return error

    def _once(self, url: str, headers: dict[str, str], cap: int | None, attempt: int) -> Fetched:
        settings, ask = self._settings, ask_of(url)
        deadline = settings.deadlines.get(host_port(url)[0], settings.deadline)
        with self._watchdog.watch(deadline) as watch:
            self._guard.watch = watch
            try:
                with self._http.request(
                    "GET" if ask.body is None else "POST",
                    ask.url,
                    data=ask.body,
                    headers=headers,
                    stream=True,
                    allow_redirects=False,
                    timeout=min(settings.timeout, deadline),
                ) as response:
                    return self._read(response, ask, url, cap, attempt, watch.peer)
            except FetchError as error:  # the peer was refused
                error.place, error.attempts = url, attempt
                raise
            except BodyError as error:
                code, message = error.code, error.message
                if watch.expired:
                    code, message = "deadline", f"not done within {deadline:.0f} s"
                self._stopped()
                raise FetchError(message, place=url, code=code, attempts=attempt) from None
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                self._stopped()
                if watch.expired:
                    message = f"not done within {deadline:.0f} s"
                    raise FetchError(
                        message, place=url, code="deadline", attempts=attempt, transport=True
                    ) from None
                raise transport_error(error, url, attempt) from None
            finally:
                self._guard.watch = None
                self._watch_ended(watch.expired, url)

    def _watch_ended(self, expired: bool, url: str) -> None:
        # A connection that was shut from outside must not be taken up again.
        if expired:
            self._http.get_adapter(url).close()

    def _stopped(self) -> None:
        if self._settings.stop.is_set():
            raise StoppedError

    def _read(
        self,
        response: requests.Response,
        ask: Ask,
        url: str,
        cap: int | None,
        attempt: int,
        peer: str | None,
    ) -> Fetched:
        headers = tuple((str(k), str(v)) for k, v in response.raw.headers.items())
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if not response.ok:
            cap = ERROR_CAP
        reader = BodyReader(response.headers.get("Content-Encoding"), media_type or None, cap)
        length = response.headers.get("Content-Length", "")
        if length.isdigit():
            reader.expect(int(length))
        received = 0
        for chunk in response.raw.stream(_CHUNK, decode_content=False):
            received += len(chunk)
            reader.feed(chunk)
        self._stopped()
        if self._guard.watch is not None and self._guard.watch.expired:
            raise BodyError("deadline", "cut off by the clock")
        if length.isdigit() and received < int(length) and response.status_code != 304:
            raise BodyError("truncated", f"{received:,} of {int(length):,} bytes came")
        raw, content = reader.finish()
        return Fetched(
            url=url,
            final_url=url,
            redirects=(),
            status=response.status_code,
            reason=response.reason or "",
            headers=headers,
            raw=raw,
            content=content,
            request_head=_request_head(response.request),
            fetched_at=now(),
            attempts=attempt,
            peer=peer,
            legacy_tls=host_port(url)[0] in self._settings.legacy_tls,
            request_body=ask.body or b"",
        )


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):  # type: ignore[misc,name-defined,unused-ignore]
    """Every request stands for itself, so that a page can be fetched again the same way."""

    def set_ok(self, cookie: object, request: object) -> bool:
        """No cookie is kept."""
        return False


def _retry_after(fetched: Fetched) -> float | None:
    """Seconds to wait, capped; the date form is understood too."""
    value = fetched.header("Retry-After")
    if not value:
        return None
    try:
        return min(urllib3.Retry().parse_retry_after(value), RETRY_AFTER_CAP)
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return None


def _request_head(request: requests.PreparedRequest) -> bytes:
    parts = urlsplit(request.url or "")
    lines = [f"{request.method} {request.path_url} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [
        f"{name}: {value if isinstance(value, str) else value.decode('latin-1')}"
        for name, value in request.headers.items()
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
