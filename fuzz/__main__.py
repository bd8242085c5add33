"""``python -m fuzz``: fuzzes the parser for a while; ``python -m fuzz FILE`` tries single inputs."""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from fuzz.invariants import check_document
from fuzz.seeds import seeds

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".fuzz"
# An input that takes longer is noted; one that takes ten times as long is a hang.
_SECONDS = 5
_MEMORY = 2048
# libFuzzer ends its process at a hang or out of memory; it is started again, but not for ever.
_STARTS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0 nothing found, 1 something found, 2 it cannot run."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("inputs", nargs="*", type=Path, metavar="FILE", help="try these, no more")
    parser.add_argument("--seconds", type=int, default=600, help="how long (600)")
    parser.add_argument("--seed", type=int, default=0, help="of the fuzzer; 0 draws one")
    parser.add_argument("--folder", type=Path, default=CACHE, help="corpus and finds (.fuzz)")
    options = parser.parse_args(arguments)
    if options.inputs:
        return _try(options.inputs)
    if importlib.util.find_spec("atheris") is None:
        version = ".".join(map(str, sys.version_info[:2]))
        print(
            f"NOT RUN: atheris, the fuzzer, is not installed for this Python ({version}).\n"
            "It has packages for some versions of Python only: pip install -e '.[fuzz]'",
            file=sys.stderr,
        )
        return 2
    return _fuzz(options.folder.resolve(), options.seconds, options.seed)


def _try(inputs: Sequence[Path]) -> int:
    broken = False
    for path in inputs:
        started = time.monotonic()
        try:
            check_document(path.read_bytes())
        except Exception:
            broken = True
            print(f"{path}:", traceback.format_exc(), sep="\n")
        else:
            print(f"{path}: holds, {time.monotonic() - started:.1f} s")
    return int(broken)


def _fuzz(folder: Path, seconds: int, seed: int) -> int:
    found, corpus, first = folder / "found", folder / "corpus", folder / "seeds"
    shutil.rmtree(found, ignore_errors=True)
    shutil.rmtree(first, ignore_errors=True)
    for directory in (found, corpus, first):
        directory.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(seeds()):
        (first / f"{number:04d}").write_bytes(content)
    print(f"fuzzing decode, the readers and the aligner for {seconds} s", flush=True)
    end = time.monotonic() + seconds
    for start in range(_STARTS):
        left = int(end - time.monotonic())
        if left <= 0:
            break
        command = [
            *(sys.executable, "-m", "fuzz.target", str(found), str(_SECONDS)),
            *(f"-max_total_time={left}", f"-timeout={_SECONDS * 10}", f"-rss_limit_mb={_MEMORY}"),
            *(f"-seed={seed + start}" if seed else "-seed=0", "-print_final_stats=1"),
            *("-verbosity=1", str(corpus), str(first)),
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        print("\n".join(_told(done.stderr)), flush=True)
        if done.returncode == 0:
            break
        if not any(found.iterdir()):
            print(done.stderr[-2000:], file=sys.stderr)
            return 2
    finds = sorted(path for path in found.iterdir() if path.suffix != ".txt")
    for path in finds:
        print(f"found {path}")
    print(f"{len(finds)} failures in {found}" if finds else "nothing found")
    return 1 if finds else 0


def _told(words: str) -> list[str]:
    """What libFuzzer tells of how far it came."""
    lines = words.splitlines()
    covered = [line for line in lines if line.startswith("#") and "cov:" in line]
    return covered[-1:] + [line for line in lines if line.startswith(("stat::number", "SUMMARY"))]


if __name__ == "__main__":
    sys.exit(main())
