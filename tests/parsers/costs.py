"""What parsing one document costs: each in a child of a process that has just loaded gongkai.

``python -m tests.parsers.costs`` is that process; a new interpreter for every document would measure
the same and load the libraries anew each time.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What a document may cost, imports included: seconds of processor time, MB at the most. The seconds
# are those of a core that does the yardstick in YARDSTICK seconds; a slower or shared one may take
# as much longer as it takes longer for the yardstick.
SECONDS, MEGABYTES, YARDSTICK = 2, 300, 0.12
_LONGEST = 60


def measure(path: Path) -> tuple[str, float, int]:
    """Code of the problem (or "report"), seconds of processor time, MB at the most."""
    code, seconds, peak = _asked(path)
    if seconds > SECONDS:
        # Other work on the machine makes even processor time longer.
        _, seconds, _ = _asked(path)
    return code, seconds, peak


def _asked(path: Path) -> tuple[str, float, int]:
    server = _server()
    print(path, file=server.stdin, flush=True)
    line = server.stdout.readline()
    assert line, "the measuring process died"
    code, seconds, peak, yardstick = json.loads(line)
    return code, seconds / max(1, yardstick / YARDSTICK), peak


@cache
def _server() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", __spec__.name],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def stop() -> None:
    """End the measuring process, if there is one."""
    if _server.cache_info().currsize:
        with _server() as server:
            server.stdin.close()
        _server.cache_clear()


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _yardstick() -> float:
    begun = time.process_time()
    found = {}
    for number in range(50_000):
        found[str(number)] = re.sub("[13579]", "", f"{number} {number * number}")
    return time.process_time() - begun


def _serve() -> None:
    import gongkai
    from parsers.errors import GongkaiError

    parse = gongkai.parse
    loading = _used()
    for line in sys.stdin:
        child = os.fork()
        if child:
            _, status = os.waitpid(child, 0)
            if status:
                print(json.dumps([f"died: {status}", 0.0, 0, 0.0]), flush=True)
            continue
        signal.alarm(_LONGEST)  # a hang ends the child, and its status says so
        try:
            parse(line.rstrip("\n"))
            code = "report"
        except GongkaiError as error:
            code = error.code
        seconds, peak = loading + _used(), 0
        with contextlib.suppress(OSError):
            status = Path("/proc/self/status").read_text("utf-8")
            peak = int(re.search(r"VmHWM:\s*(\d+)", status)[1]) // 1024
        yardstick = sorted(_yardstick() for _ in range(3))[1] if seconds > SECONDS else 0
        print(json.dumps([code, seconds, peak, yardstick]), flush=True)
        os._exit(0)


if __name__ == "__main__":
    _serve()
