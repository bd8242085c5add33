"""What a run says while it works: bars on a terminal, plain lines or JSON lines otherwise."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column

from gongkai.text import clean
from parsers.errors import GongkaiError

_PLAIN_EVERY = 10.0


class Reporter:
    """Says on stderr what happens. Results go to stdout and are not its business.

    Args:
        quiet: say errors only.
        json_lines: one JSON object per line instead of words.
    """

    def __init__(self, *, quiet: bool = False, json_lines: bool = False) -> None:
        self.quiet = quiet
        self.json_lines = json_lines
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.bars: Progress | None = None

    def __enter__(self) -> Reporter:
        if self.console.is_terminal and not self.quiet and not self.json_lines:
            self.bars = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
                BarColumn(bar_width=20),
                MofNCompleteColumn(table_column=Column(no_wrap=True, min_width=7)),
                TimeElapsedColumn(table_column=Column(no_wrap=True, min_width=7)),
                TextColumn(
                    "{task.fields[note]}",
                    markup=False,
                    table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
                ),
                console=self.console,
                transient=True,
                expand=True,
            )
            self.bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bars is not None:
            self.bars.stop()
            self.bars = None

    def info(self, event: str, message: str, **fields: object) -> None:
        """A line worth reading once."""
        if not self.quiet:
            self._say("info", event, message, fields)

    def warning(self, event: str, message: str, *, loud: bool = False, **fields: object) -> None:
        """Something is wrong and the run goes on; `loud` is said even if quiet."""
        if loud or not self.quiet or self.json_lines:
            self._say("warning", event, message, fields)

    def error(self, error: GongkaiError) -> None:
        """Why the command ends. Said even if quiet."""
        fields: dict[str, object] = {"place": error.place, "action": error.action}
        self._say("error", error.code, f"gongkai: {error}", fields)

    def interrupted(self) -> None:
        """Ctrl-C or SIGTERM ended the run."""
        self._say(
            "error",
            "interrupted",
            "gongkai: interrupted; what was fetched is kept, and the same command goes on from it",
            {},
        )

    def trace(self, text: str) -> None:
        """A traceback, for those who asked for it."""
        if self.json_lines:
            self._say("debug", "traceback", "traceback", {"lines": text.splitlines()})
        else:
            sys.stderr.write("\n".join(map(clean, text.splitlines())) + "\n")

    def follow_logs(self) -> None:
        """Say what our own modules log; other libraries' logs are theirs alone."""
        handler = _Handler(self)
        for name in ("gongkai", "scraper", "parsers", "output"):
            logger = logging.getLogger(name)
            logger.handlers = [handler]
            logger.propagate = False
        logging.lastResort = None

    def _say(self, level: str, event: str, message: str, fields: dict[str, object]) -> None:
        if self.json_lines:
            line = {
                "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "level": level,
                "event": event,
                "message": clean(message),
                **{name: _plain(value) for name, value in fields.items() if value is not None},
            }
            sys.stderr.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stderr.flush()
        elif self.bars is not None:
            self.console.print(clean(message), markup=False)
        else:
            sys.stderr.write(clean(message) + "\n")
            sys.stderr.flush()

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        """A part of the work whose progress is shown."""
        stage = Stage(self, name, total)
        try:
            yield stage
        finally:
            stage.close()


class Stage:
    """One bar, or a plain line now and then."""

    def __init__(self, reporter: Reporter, name: str, total: int | None) -> None:
        self.reporter = reporter
        self.name = name
        self.total = total
        self.done = 0
        self.note = ""
        self._said = time.monotonic()
        self._task: TaskID | None = None
        if reporter.bars is not None:
            self._task = reporter.bars.add_task(clean(name), total=total, note="")

    def advance(self, steps: int = 1, *, note: str | None = None, total: int | None = None) -> None:
        """`steps` more are done; `note` says what is being done."""
        self.done += steps
        self.note = self.note if note is None else clean(note)
        self.total = total or self.total
        if self.reporter.bars is not None and self._task is not None:
            self.reporter.bars.update(self._task, advance=steps, note=self.note, total=self.total)
        elif time.monotonic() - self._said >= _PLAIN_EVERY:
            self._line()

    def _line(self) -> None:
        self._said = time.monotonic()
        of = f" of {self.total}" if self.total else ""
        note = f" ({self.note})" if self.note else ""
        self.reporter.info(
            "progress",
            f"{self.name}: {self.done}{of}{note}",
            stage=self.name,
            done=self.done,
            total=self.total,
        )

    def close(self) -> None:
        """The stage is over."""
        if self.reporter.bars is not None and self._task is not None:
            self.reporter.bars.remove_task(self._task)


class _Handler(logging.Handler):
    """Log records of our own modules, as lines of the reporter."""

    def __init__(self, reporter: Reporter) -> None:
        super().__init__(logging.WARNING)
        self.reporter = reporter

    def emit(self, record: logging.LogRecord) -> None:
        """Say one record."""
        self.reporter.warning("log", record.getMessage(), logger=record.name)


def _plain(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return clean(value)
