"""Files that are written aside, flushed to the disk, and only then take their names."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from parsers.errors import StorageError

# The new set while it is written, and the old one while the names change hands.
ASIDE = ".dataset-new"
BEFORE = ".dataset-old"
EARLIER = "earlier"
LAST = "datapackage.json"  # the file that says that a set is whole
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def storage_error(error: OSError, path: Path) -> StorageError:
    """What to tell of a file that could not be written."""
    if error.errno in _FULL:
        return StorageError(
            f"the disk is full, or the file may not grow ({error.strerror}); "
            "the dataset that was there is left whole",
            place=str(path),
            action="free some space and run the same command again",
            code="disk_full",
        )
    return StorageError(
        f"the file cannot be written ({error.strerror or error}); "
        "the dataset that was there is left whole",
        place=str(path),
        action="check the permissions and the disk, then run the same command again",
        code="not_writable",
    )


class Sink:
    """A binary file to be written once, in order, that counts and hashes what it is given.

    Args:
        path: where the bytes go for now.
        name: the name to be told in errors: the file's final place.

    Raises:
        StorageError: on every call, when the disk refuses.
    """

    def __init__(self, path: Path, name: Path) -> None:
        self.path = path
        self.name = name
        self.bytes = 0
        self._hash = hashlib.sha256()
        self._dead = False
        try:
            self._file: IO[bytes] = path.open("wb", buffering=1 << 17)
        except OSError as error:
            raise storage_error(error, name) from error

    @property
    def sha256(self) -> str:
        """Hex digest of all that was written."""
        return self._hash.hexdigest()

    @property
    def closed(self) -> bool:
        """Whether the file is closed."""
        return self._file.closed

    def write(self, data: Any) -> int:
        """Append bytes."""
        view = memoryview(data).cast("B")
        if self._dead:  # a Parquet writer that is thrown away still writes its footer
            return len(view)
        try:
            self._file.write(view)
        except OSError as error:
            raise storage_error(error, self.name) from error
        self._hash.update(view)
        self.bytes += len(view)
        return len(view)

    def tell(self) -> int:
        """Bytes written so far."""
        return self.bytes

    def readable(self) -> bool:
        """False: the file is only written."""
        return False

    def writable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """False: the file is written in order."""
        return False

    def flush(self) -> None:
        """Nothing: `finish` brings everything to the disk."""

    def close(self) -> None:
        """Nothing: the owner calls `finish` or `abandon`."""

    def discard(self) -> None:
        """Close and remove the file."""
        self.abandon()
        self.path.unlink(missing_ok=True)

    def finish(self) -> None:
        """Bring every byte to the disk and close."""
        self._end(sync=True)

    def end(self) -> None:
        """Close, without waiting for the disk."""
        self._end(sync=False)

    def _end(self, *, sync: bool) -> None:
        try:
            self._file.flush()
            if sync:
                os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            self.abandon()
            raise storage_error(error, self.name) from error

    def abandon(self) -> None:
        """Close whatever happens; the file is worth nothing, later writes go nowhere."""
        self._dead = True
        with contextlib.suppress(OSError):
            self._file.close()


class Staging:
    """A set of files that replaces an older set as a whole, or not at all.

    As a context manager it removes what was written aside if anything fails, and the set that was
    there before stands as it stood. If the process is killed while the names change hands, the old
    set stays whole in `BEFORE`, where readers find it and the next run puts it back.

    Args:
        out: the directory.
        keep: how many sets are kept, the new one included; earlier ones lie in `EARLIER`, by the
            time of their writing.
    """

    def __init__(self, out: Path, keep: int = 1) -> None:
        self.out = out
        self._kept = keep - 1
        self._aside = out / ASIDE
        self._before = out / BEFORE
        self._sinks: dict[str, Sink] = {}
        self._scratch: list[Sink] = []

    def __enter__(self) -> Staging:
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            self._recover()
            _remove(self._aside)  # of a run that was killed
            self._aside.mkdir()
        except OSError as error:
            raise storage_error(error, self._aside) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for sink in (*self._sinks.values(), *self._scratch):
            sink.abandon()
        _remove(self._aside)

    def open(self, name: str) -> Sink:
        """A file of the new set."""
        sink = self._sinks[name] = Sink(self._aside / name, self.out / name)
        return sink

    def scratch(self, name: str) -> Sink:
        """A file that only helps to write another; it never takes its name."""
        sink = Sink(self._aside / name, self.out / name)
        self._scratch.append(sink)
        return sink

    def put(self, name: str, content: bytes) -> Sink:
        """A whole file of the new set, already on the disk."""
        sink = self.open(name)
        sink.write(content)
        sink.finish()
        return sink

    def commit(self) -> None:
        """Give the files their names, `LAST` after all others.

        Raises:
            StorageError: the disk refuses; the old set has its names again.
        """
        names = sorted(self._sinks, key=lambda name: name == LAST)
        new = [name for name in names if not (self.out / name).exists()]
        path = self._before
        try:
            self._keep(names)
            _sync(self._aside)
            for name in names:
                path = self.out / name
                if name == LAST:
                    _sync(self.out)
                (self._aside / name).replace(path)
            _sync(self.out)
        except OSError as error:
            self._restore()
            for name in new:
                (self.out / name).unlink(missing_ok=True)
            raise storage_error(error, path) from error
        self._retire()

    def _retire(self) -> None:
        """The old set moves to the earlier ones, if it differs; the oldest of them go."""
        last, earlier = self._before / LAST, self.out / EARLIER
        with contextlib.suppress(OSError):  # the new set stands; an old one is not worth a failure
            if self._kept and last.read_bytes() != (self.out / LAST).read_bytes():
                earlier.mkdir(exist_ok=True)
                at = datetime.fromtimestamp(last.stat().st_mtime, UTC)
                self._before.replace(earlier / at.strftime("%Y%m%dT%H%M%S%fZ"))
        _remove(self._before)
        if earlier.is_dir():
            sets = sorted(path for path in earlier.iterdir() if path.is_dir())
            for path in sets[: len(sets) - self._kept]:
                _remove(path)
            with contextlib.suppress(OSError):
                earlier.rmdir()  # if nothing is left in it

    def _keep(self, names: list[str]) -> None:
        """The old set under a second name, whole: its `LAST` comes last here too."""
        self._before.mkdir()
        for name in names:
            old = self.out / name
            if not old.exists():
                continue
            try:
                (self._before / name).hardlink_to(old)
            except OSError:  # a file system without hard links
                shutil.copyfile(old, self._before / name)
        _sync(self._before)

    def _restore(self) -> None:
        with contextlib.suppress(OSError):
            for kept in sorted(self._before.iterdir(), key=lambda path: path.name == LAST):
                kept.replace(self.out / kept.name)
            # Two links of one file stay two when one takes the other's name (rename(2)).
            _remove(self._before)

    def _recover(self) -> None:
        """After a kill: put the old set back, unless the new one was complete."""
        if not self._before.is_dir():
            return
        complete = not (self._aside / LAST).exists()
        if complete and (self._before / LAST).exists():
            self._retire()
        elif complete or not (self._before / LAST).exists():
            _remove(self._before)
        else:
            self._restore()


def _remove(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
