"""Runs the benchmarks named, or all; exit code 1 if one misses what it must reach."""

from __future__ import annotations

import os
import platform
import sys

from benchmarks import crawling, hosts, overhead, parsing, pdfs, pictures, scale, zoo

BENCHMARKS = {
    "parse": parsing.run,
    "pdf": pdfs.run,
    "ocr": pictures.run,
    "scale": scale.run,
    "crawl": crawling.run,
    "hosts": hosts.run,
    "overhead": overhead.run,
    "zoo": zoo.run,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    missed = []
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    for name in names or list(BENCHMARKS):
        result = BENCHMARKS[name]()
        print(result.markdown(), end="\n\n", flush=True)
        missed += result.missed
    for line in missed:
        print(f"MISSED {line}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
