"""What a failed request means: for its address, for its host, for the portal."""

from __future__ import annotations

from collections import Counter

from scraper.frontier import Task
from scraper.hosts import HostRule, host_port
from scraper.model import Failure, FetchError

# So many addresses of a host without an answer, one after the other, and it counts as down.
_DOWN_AFTER = 3
# So many short refusals, one after the other, and they are a wall.
_WALL_AFTER = 2


class HostHealth:
    """How the hosts of one portal behave, in one run."""

    def __init__(self) -> None:
        self._silent: Counter[str] = Counter()
        self._suspect: Counter[str] = Counter()

    def answered(self, host: str) -> None:
        """A good page came."""
        self._silent[host] = self._suspect[host] = 0

    def judge(self, host: str, error: FetchError, *, first: bool) -> FetchError:
        """The error, or the one that speaks of the whole host.

        Args:
            host: scheme, name and port.
            error: what happened.
            first: it is the first page asked of the portal, so it stands for all.
        """
        self._silent[host] += error.transport
        self._suspect[host] += error.suspect
        if error.host_wide:
            return error
        if error.suspect and (first or self._suspect[host] >= _WALL_AFTER):
            return _of_host(
                error,
                "wall",
                f"the portal refuses robots ({error.message})",
                "the host is left alone for this run; run again later, or save the pages with a "
                "browser and use `gongkai parse`",
                kind="blocked",
            )
        if error.transport and (first or self._silent[host] >= _DOWN_AFTER):
            action = error.action or "run again later"
            return _of_host(
                error, "unreachable", f"{host} does not answer: {error.message}", action
            )
        return error


def _of_host(
    error: FetchError, code: str, message: str, action: str, kind: str | None = None
) -> FetchError:
    return FetchError(
        message,
        place=error.place,
        code=code,
        action=action,
        evidence=error.evidence,
        kind=kind or error.kind,
        status=error.status,
        attempts=error.attempts,
        transport=error.transport,
        host_wide=True,
    )


def other_scheme(task: Task, error: FetchError, rule: HostRule) -> Task | None:
    """The home page on the other of http and https: some portals answer on one only.

    Tried once, and only where the address has no port of its own.
    """
    if not error.transport or task.kind != "home" or task.via is not None or rule.literal:
        return None
    if host_port(task.url)[1] not in (80, 443):
        return None
    scheme, _, rest = task.url.partition("://")
    return Task(f"{'http' if scheme == 'https' else 'https'}://{rest}", "home", via=task.url)


def failure_of(task: Task, error: FetchError, level: str, key: str, *, counts: bool) -> Failure:
    """The problem that an error makes of an address.

    Args:
        task: the address.
        error: what happened.
        level: portal, listing or document.
        key: the portal's home address.
        counts: whether it makes the run incomplete.
    """
    elsewhere = error.place if error.place and error.place != task.url else ""
    return Failure(
        level=level,
        kind=error.kind,
        code=error.code,
        message=f"{error.message} ({elsewhere})" if elsewhere else error.message,
        url=key if level == "portal" else task.url,
        action=error.action,
        counts=counts,
        report_year=task.year if level != "portal" else None,
        http_status=error.status,
        attempts=error.attempts,
        evidence=error.evidence,
    )
