"""What a failed request means: for its address, for its host, for the portal."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from scraper import schemes
from scraper.frontier import Task
from scraper.hosts import HostRule, host_port
from scraper.model import Failure, FetchError

# So many addresses of a host without an answer, one after the other, and it counts as down.
_DOWN_AFTER = 3
# Codes of a host that gives no answer at all.
SILENT = frozenset({"unreachable", "host_dead"})
_ELSEWHERE = (
    "run again later; the name is good, so if it stays, try from a network in mainland China: "
    "some portals answer nobody abroad"
)
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
            return silent(error, host)
        return error


def silent(error: FetchError, host: str) -> FetchError:
    """The error of a host that gives no answer: its name is dead, or it cannot be reached here.

    Args:
        error: what happened, without any answer.
        host: scheme, name and port.
    """
    if error.code == "dns_failed":
        return _of_host(error, "host_dead", f"{host} does not exist: {error.message}", error.action)
    return _of_host(
        error,
        "unreachable",
        f"{host} does not answer here: {error.message}",
        error.action if error.code == "tls_failed" else _ELSEWHERE,
    )


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
    """The home page or column on the other of http and https: some portals answer on one only.

    Tried once, and only where the address has no port of its own.
    """
    if not error.transport or error.code == "dns_failed" or not is_main(task) or rule.literal:
        return None
    if task.via is not None or host_port(task.url)[1] not in (80, 443):
        return None
    return replace(task, url=schemes.other(task.url), via=task.url)


def is_main(task: Task) -> bool:
    """Whether a task is where the crawl of a portal begins: its home page or given column."""
    given = task.kind == "column" and task.via in (None, schemes.other(task.url))
    return task.kind == "home" or given


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
