"""The output directory: is it ours, and does nobody else write to it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from parsers.errors import LockedError, UsageError

_MARK = "gongkai lock"


def is_ours(out: Path) -> bool:
    """True if gongkai made this directory: a state, a run, a dataset, an archive or its lock."""
    for name in ("run.json", "datapackage.json"):
        with contextlib.suppress(OSError, ValueError, UnicodeError):
            head = json.loads((out / name).read_text("utf-8"))
            if isinstance(head, dict) and "gongkai" in json.dumps(_head(head)):
                return True
    with contextlib.suppress(OSError), (out / "state.sqlite").open("rb") as state:
        if state.read(16) == b"SQLite format 3\x00":
            return True
    with contextlib.suppress(OSError), (out / "lock").open("rb") as lock:
        if lock.read(len(_MARK)) == _MARK.encode():
            return True
    return any((out / "archive").glob("*.warc.gz"))


def _head(package: dict[str, object]) -> dict[str, object]:
    """The members that name who made a file, not its rows."""
    return {
        key: value
        for key, value in package.items()
        if key in {"gongkai", "name", "version", "created_by", "generator", "title", "contributors"}
    }


def require_ours(out: Path) -> None:
    """Refuse a directory that holds something else.

    Raises:
        UsageError: `out` is a file, cannot be read, or holds files that are not gongkai's.
    """
    try:
        if not out.exists():
            return
        if not out.is_dir():
            raise UsageError(
                "the output is a file, not a directory",
                place=str(out),
                action="give --out a directory that is new, empty, or made by gongkai",
                code="out_not_directory",
            )
        holds = sorted(entry.name for entry in out.iterdir())
    except PermissionError as error:
        raise UsageError(
            "the output directory cannot be read",
            place=str(out),
            action="change its permissions or give another --out",
            code="out_not_readable",
        ) from error
    if holds and not is_ours(out):
        seen = ", ".join(holds[:3]) + (", …" if len(holds) > 3 else "")
        raise UsageError(
            f"the output directory holds something else ({seen})",
            place=str(out),
            action="give --out a directory that is new, empty, or made by gongkai; nothing was written",
            code="out_not_ours",
        )


@contextlib.contextmanager
def held(out: Path, command: str) -> Iterator[None]:
    """Make `out` if needed and hold its lock; it is free again when the process ends, however.

    Raises:
        LockedError: another run holds it.
        UsageError: `out` holds something else, or cannot be made.
    """
    require_ours(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise UsageError(
            f"the output directory cannot be written ({error.strerror})",
            place=str(out),
            action="give --out a directory where you may write",
            code="out_not_writable",
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace").strip()
            raise LockedError(
                f"another run works in this directory ({holder or 'unknown'})",
                place=str(out),
                action="wait until it is done, or give another --out",
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{_MARK}: {command}, process {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
