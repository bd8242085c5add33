"""When a crawl ends before its end: its time, the hours of the day, the disk, the network."""

from __future__ import annotations

import datetime
import shutil
import threading
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from parsers.errors import StorageError
from scraper.model import CrawlSettings

BEIJING = ZoneInfo("Asia/Shanghai")
# So many portals one after the other without any answer, and it is this side that is cut off.
_SILENT_PORTALS = 10
_DISK_EVERY = 2.0


class Network:
    """Whether anybody answers at all; told by the portals of a run, from several threads."""

    def __init__(self) -> None:
        self._silent: set[str] = set()
        self._lock = threading.Lock()

    def answered(self) -> None:
        """Somebody did."""
        if self._silent:
            with self._lock:
                self._silent.clear()

    def silent(self, portal: str) -> None:
        """A portal gave up without an answer."""
        with self._lock:
            self._silent.add(portal)

    @property
    def down(self) -> bool:
        """Whether so many portals were silent, and none answered meanwhile."""
        return len(self._silent) >= _SILENT_PORTALS


class Limits:
    """What may end a crawl early.

    Args:
        settings: of the crawl.
        network: of the run.
        now: the wall clock, for the hours of the day.
    """

    def __init__(
        self,
        settings: CrawlSettings,
        network: Network,
        now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(BEIJING),
    ) -> None:
        self._settings = settings
        self._network = network
        self._now = now
        # The clock on the wall may jump; this one does not.
        self._began = time.monotonic()
        self._disk_at = -_DISK_EVERY

    def reached(self) -> str:
        """Why the crawl is to stop now, empty if it is not.

        Raises:
            StorageError: code ``disk_low``.
        """
        self._check_disk()
        settings = self._settings
        passed = time.monotonic() - self._began
        if settings.max_seconds is not None and passed >= settings.max_seconds:
            return f"the time of {_words(settings.max_seconds)} is up"
        if settings.hours is not None and not within(settings.hours, self._now()):
            first, last = (f"{n // 60:02}:{n % 60:02}" for n in settings.hours)
            return f"portals are asked between {first} and {last} Beijing time only"
        return self.silence

    @property
    def silence(self) -> str:
        """That nobody answers, so that the network here is at fault; else empty."""
        if self._network.down:
            return f"{_SILENT_PORTALS} portals one after the other gave no answer"
        return ""

    def _check_disk(self) -> None:
        if not self._settings.min_free or time.monotonic() - self._disk_at < _DISK_EVERY:
            return
        self._disk_at = time.monotonic()
        free = shutil.disk_usage(self._settings.out).free
        if free < self._settings.min_free:
            raise StorageError(
                f"only {free / 1e9:.1f} GB of the disk are free, "
                f"fewer than min_free ({self._settings.min_free / 1e9:.1f} GB)",
                place=str(self._settings.out),
                action="free some space, or lower min_free; what was fetched is safe, and the "
                "same command goes on from it",
                code="disk_low",
            )


def within(hours: tuple[int, int], at: datetime.datetime) -> bool:
    """Whether a time lies in a window of minutes of the day, which may run over midnight."""
    first, last = hours
    minute = at.hour * 60 + at.minute
    return first <= minute < last if first < last else minute >= first or minute < last


def _words(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
