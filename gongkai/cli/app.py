"""From arguments to an exit code: every error becomes one line, never a traceback."""

from __future__ import annotations

import argparse
import contextlib
import errno
import importlib
import io
import os
import sqlite3
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import cast

from rich.console import Console

from gongkai import settings as settings_module
from gongkai.cli import arguments
from gongkai.exits import Exit
from gongkai.interrupt import Stop
from gongkai.progress import Reporter
from gongkai.settings import Settings
from gongkai.text import shorten
from parsers.errors import (
    DocumentError,
    GongkaiError,
    LockedError,
    RefusedError,
    StorageError,
    UsageError,
)

ISSUES = (
    "please report it, with this line and the document or address, in the issue tracker of gongkai"
)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

# Commands are imported when they are called: `gongkai --help` loads no table library.
COMMANDS = {
    "run": "gongkai.cli.crawling:run",
    "crawl": "gongkai.cli.crawling:crawl",
    "parse": "gongkai.cli.parsing:parse",
    "check": "gongkai.cli.parsing:check",
    "show": "gongkai.cli.showing:show",
    "portals list": "gongkai.cli.portals:list_portals",
    "portals probe": "gongkai.cli.portals:probe",
    "portals add": "gongkai.cli.portals:add",
    "portals discover": "gongkai.cli.portals:discover",
    "demo": "gongkai.cli.demo:demo",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a command.

    Attributes:
        arguments: as given, for what is no setting.
        settings: flags over environment over gongkai.toml.
        reporter: says on stderr what happens.
        stop: what Ctrl-C and SIGTERM set.
        console: stdout.
    """

    arguments: argparse.Namespace
    settings: Settings
    reporter: Reporter
    stop: Stop
    console: Console

    @property
    def quiet(self) -> bool:
        """Nothing is printed on success."""
        return bool(self.arguments.quiet)

    def out(self) -> Path:
        """The output directory.

        Raises:
            UsageError: none was given.
        """
        if self.settings.out is None:
            raise UsageError(
                "no output directory",
                action="say where the dataset goes, e.g. --out data",
                code="out_missing",
            )
        return self.settings.out


class _Stdout(Console):
    """Results go here. If whoever reads them has seen enough, the work still ends as it should."""

    def on_broken_pipe(self) -> None:
        """Write no more (`gongkai show … | head`)."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(argv: Sequence[str]) -> int:
    """Run one command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without Chinese characters shows escapes rather than an error.
            stream.reconfigure(errors="backslashreplace")
    reporter = Reporter(quiet="--quiet" in argv, json_lines="--log-json" in argv)
    reporter.follow_logs()
    if not sys.warnoptions:
        # Python's own warnings are for developers; `python -W` brings them back.
        warnings.simplefilter("ignore")
    stop = Stop()
    with stop.installed():
        try:
            return int(_call(argv, reporter, stop))
        except KeyboardInterrupt:
            stop.event.set()
            reporter.interrupted()
            return Exit.INTERRUPTED
        except SystemExit as end:  # --help and --version
            return end.code if isinstance(end.code, int) else 0
        except Exception as error:
            return _tell(error, reporter)


def _call(argv: Sequence[str], reporter: Reporter, stop: Stop) -> Exit:
    parsed = arguments.build().parse_args(argv)
    if parsed.command is None:
        raise UsageError(
            "no command given", action="`gongkai --help` lists the commands", code="arguments"
        )
    name = parsed.command
    if name == "portals":
        if parsed.action is None:
            raise UsageError(
                "no action given",
                place="gongkai portals",
                action="`gongkai portals --help` lists the actions",
                code="arguments",
            )
        name = f"portals {parsed.action}"
    module, _, function = COMMANDS[name].partition(":")
    settings = settings_module.load(
        {key: getattr(parsed, key, None) for key in settings_module.READERS},
        config=Path(parsed.config) if getattr(parsed, "config", None) else None,
    )
    command = cast("Callable[[Call], Exit]", getattr(importlib.import_module(module), function))
    console = _Stdout(highlight=False, soft_wrap=False, emoji=False, markup=False)
    with reporter:
        return command(Call(parsed, settings, reporter, stop, console))


class _NoPandas(MetaPathFinder):
    """Finds no pandas, as if it were not installed."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Refuse pandas; whatever else is asked for, others look for it."""
        if fullname == "pandas":
            raise ModuleNotFoundError("no command needs pandas", name=fullname)


@contextlib.contextmanager
def without_pandas() -> Iterator[None]:
    """For a process of our own: pyarrow would load pandas to ask whether a list is a Series.

    That takes half a second, and no command needs it. Pyarrow asks once and remembers the answer.
    """
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def _tell(error: Exception, reporter: Reporter) -> Exit:
    known, code = _classify(error)
    if debugging() or (reporter.json_lines and known.code == "internal_error"):
        reporter.trace("".join(traceback.format_exception(error)))
    with contextlib.suppress(OSError, ValueError):  # stderr may be closed or full
        reporter.error(known)
    return code


def debugging() -> bool:
    """True if the environment asks for tracebacks."""
    return os.environ.get("GONGKAI_DEBUG", "") not in {"", "0"}


def _classify(error: Exception) -> tuple[GongkaiError, Exit]:
    match error:
        case LockedError():
            return error, Exit.LOCKED
        case DocumentError():
            return error, Exit.PARTIAL
        case RefusedError():
            return error, Exit.NOTHING
        case GongkaiError():
            return error, Exit.USAGE
        case OSError() if error.errno in _FULL:
            return _full(error.filename), Exit.USAGE
        case sqlite3.OperationalError() if "full" in str(error) or "I/O" in str(error):
            return _full(None), Exit.USAGE
        case sqlite3.DatabaseError() if "malformed" in str(error) or "not a database" in str(error):
            return (
                StorageError(
                    f"the crawler's state is damaged ({error})",
                    place="state.sqlite",
                    action="remove state.sqlite; the archive keeps everything that was fetched",
                ),
                Exit.USAGE,
            )
        case OSError() if error.filename is not None:
            return (
                StorageError(
                    f"{error.strerror or type(error).__name__}",
                    place=str(error.filename),
                    action="check that it exists and that you may read and write it",
                ),
                Exit.USAGE,
            )
        case _:
            return (
                GongkaiError(
                    f"unexpected {type(error).__name__}: {shorten(error, 300)}",
                    action=f"{ISSUES}; GONGKAI_DEBUG=1 shows where it happened",
                    code="internal_error",
                ),
                Exit.USAGE,
            )


def _full(place: object) -> StorageError:
    return StorageError(
        "the disk is full, or the file may not grow",
        place=str(place or ""),
        action="free some space and run the same command again; the dataset there is unchanged",
    )
