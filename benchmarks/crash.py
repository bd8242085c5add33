"""Runs killed at random moments: nothing lost, nothing doubled, nothing corrupt.

The bundled portal is served by this process over real sockets; `gongkai run` is a process of its
own, killed with SIGKILL. After every kill the state, the archive and the dataset are looked at as
they lie; a run that gets through must have made what an undisturbed run makes, byte for byte
(beside the columns that say when and where in the archive something was fetched).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

import gongkai
from gongkai.demo import server
from parsers.errors import StorageError, UsageError
from scraper.recover import whole_length

ROOT = Path(__file__).resolve().parents[1]
# When something was fetched, and where in the archive it lies: no two runs have these in common.
CLOCK = frozenset(
    [
        "fetched_at",
        "first_seen",
        "last_seen",
        "checked_at",
        "last_good",
        "warc_ref",
        "source",
        "problem_id",
        "attempts",
    ]
)
# A run that goes on has little left to crawl: so often a new one is begun after a kill.
_ANEW = 0.4


class BrokenError(Exception):
    """A promise that does not hold."""


@dataclass
class Result:
    """What the kills came to."""

    kills: int = 0
    anew: int = 0
    finished: int = 0
    where: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


@dataclass
class _Memory:
    """What a run had recorded when it was killed."""

    copies: dict[str, str] = field(default_factory=dict)


def run(kills: int, seed: int | None = None, say: bool = False) -> Result:
    """Kill so many runs.

    Args:
        kills: how many.
        seed: of the moments, None for others each time.
        say: print a line now and then.
    """
    chance = random.Random(seed)
    result = Result()
    with tempfile.TemporaryDirectory(prefix="gongkai-crash-") as folder, server.serve() as base:
        undisturbed = Path(folder) / "undisturbed"
        began = time.monotonic()
        _start(base, undisturbed).wait()
        lasts = time.monotonic() - began
        wanted = tables(undisturbed)
        out, memory = Path(folder) / "0", _Memory()
        while result.kills < kills:
            process = _start(base, out)
            try:
                code = process.wait(timeout=chance.uniform(0.0, lasts * 1.1))
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                code = None
                result.kills += 1
                result.where[_where(out)] += 1
            if code in (-signal.SIGKILL, -signal.SIGTERM):
                code = None  # somebody else killed it: one more to look at, not one to count
            try:
                if code is None:
                    look(out, memory)
                else:
                    result.finished += 1
                    finish(code, out, wanted, memory)
                    shutil.rmtree(out)
                    out, memory = Path(folder) / str(result.finished), _Memory()
            except BrokenError as error:
                result.broken.append(f"after kill {result.kills}: {error} ({out})")
                if say:
                    print(f"BROKEN {result.broken[-1]}", flush=True)
                out, memory = Path(folder) / f"after-{result.kills}", _Memory()
            if code is None and chance.random() < _ANEW:
                shutil.rmtree(out, ignore_errors=True)
                result.anew += 1
                out, memory = Path(folder) / f"anew-{result.anew}", _Memory()
            if say and code is None and result.kills % 20 == 0:
                print(f"{result.kills} kills, {result.finished} runs got through", flush=True)
        code = _start(base, out).wait()
        try:
            finish(code, out, wanted, memory)
            result.finished += 1
        except BrokenError as error:
            result.broken.append(f"at the end: {error}")
    return result


def _start(base: str, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gongkai", "run", base, "--out", str(out), "--quiet"]
    command += ["--pace", "0", "--jobs", "1", "--min-free", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def _where(out: Path) -> str:
    """What the run was at, by what lies there."""
    if (out / ".dataset-old").exists():
        return "giving the tables their names"
    if (out / ".dataset-new").exists():
        return "writing the tables"
    if (out / ".staging.sqlite").exists():
        return "parsing"
    if (out / "archive").exists() and any((out / "archive").iterdir()):
        return "crawling"
    return "starting"


def look(out: Path, memory: _Memory) -> None:
    """Look at what a killed run left, without touching it.

    Raises:
        BrokenError: something is lost, doubled or corrupt.
    """
    if not (out / "state.sqlite").exists():
        _check_dataset(out)
        return
    with tempfile.TemporaryDirectory(prefix="gongkai-crash-look-") as folder:
        for name in ("state.sqlite", "state.sqlite-wal"):
            if (out / name).exists():
                shutil.copyfile(out / name, Path(folder) / name)
        db = sqlite3.connect(Path(folder) / "state.sqlite")
        try:
            if (sound := db.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise BrokenError(f"the state is corrupt: {sound}")
            if db.execute("PRAGMA user_version").fetchone()[0] == 0:
                return
            copies = dict(db.execute("SELECT url, sha256 FROM copies"))
            lengths = dict(db.execute("SELECT name, length FROM files"))
        finally:
            db.close()
    lost = [url for url, digest in memory.copies.items() if copies.get(url) != digest]
    if lost:
        raise BrokenError(f"recorded before, not known now: {lost[0]}")
    memory.copies = copies
    for name, length in lengths.items():
        path = out / "archive" / name
        if not path.exists() or whole_length(path) < length:
            raise BrokenError(f"{name} is shorter than what is recorded of it")
    stored = _stored(out, lengths)
    twice = [url for url, number in Counter(url for url, _ in stored).items() if number > 1]
    if twice:
        raise BrokenError(f"stored twice: {twice[0]}")
    missing = copies.items() - set(stored)
    if missing:
        raise BrokenError(f"recorded, but not in the archive: {min(missing)[0]}")
    _check_dataset(out)


def _stored(out: Path, lengths: dict[str, int]) -> list[tuple[str, str]]:
    """Address and digest of every response in the recorded part of the archive."""
    found = []
    for name, length in lengths.items():
        with (out / "archive" / name).open("rb") as stream:
            records = ArchiveIterator(io.BytesIO(stream.read(length)), check_digests="raise")
            for record in records:
                content = record.content_stream().read()
                if record.rec_type == "response":
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    found.append((url, hashlib.sha256(content).hexdigest()))
    return found


def _check_dataset(out: Path) -> None:
    """Whoever reads the dataset gets a whole one, or is told that there is none."""
    if not out.exists():
        return
    try:
        gongkai.read(out)
    except UsageError as error:
        if error.code != "no_dataset":
            raise BrokenError(str(error)) from error
    except StorageError as error:
        raise BrokenError(str(error)) from error


def finish(code: int, out: Path, wanted: dict[str, str], memory: _Memory) -> None:
    """A run that got through has made what an undisturbed one makes.

    Raises:
        BrokenError: it has not.
    """
    if code != 0:
        raise BrokenError(f"the run ended with exit code {code}")
    look(out, memory)
    if not (out / "datapackage.json").is_file():
        raise BrokenError("the run ended well and left no dataset")
    package = json.loads((out / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        digest = hashlib.sha256((out / resource["path"]).read_bytes()).hexdigest()
        if resource["hash"] != f"sha256:{digest}":
            raise BrokenError(f"{resource['path']} is not what datapackage.json tells of")
    found = tables(out)
    differing = [name for name in wanted if found.get(name) != wanted[name]]
    if differing or found.keys() != wanted.keys():
        raise BrokenError(f"differs from an undisturbed run: {', '.join(differing)}")


def tables(out: Path) -> dict[str, str]:
    """Digest of each CSV file: of all its bytes, without the columns of time and place."""
    found = {}
    for path in sorted(out.glob("*.csv")):
        content = path.read_bytes()
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        timed = [number for number, name in enumerate(lines[0]) if name in CLOCK]
        if timed and path.stem != "codebook":
            kept = [[v for n, v in enumerate(line) if n not in timed] for line in lines]
            content = json.dumps(kept, ensure_ascii=False).encode()
        found[path.name] = hashlib.sha256(content).hexdigest()
    return found


def main(arguments: list[str]) -> int:
    """``python -m benchmarks.crash N [SEED]``."""
    kills = int(arguments[0]) if arguments else 200
    began = time.monotonic()
    result = run(kills, int(arguments[1]) if len(arguments) > 1 else None, say=True)
    places = ", ".join(f"{number} {place}" for place, number in result.where.most_common())
    print(f"{result.kills} runs killed ({places})")
    print(
        f"{result.finished} runs got through and made what an undisturbed run makes; "
        f"{len(result.broken)} promises broken; {(time.monotonic() - began) / 60:.1f} min"
    )
    for line in result.broken:
        print(f"BROKEN {line}", file=sys.stderr)
    return 1 if result.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
