"""Memory of a parser and of the processes that read documents for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Reads all again and again, and says how much memory it and its reader took, in kB.
_SCRIPT = """
import contextlib, sys
from pathlib import Path
import psutil
import parsers
from parsers.errors import GongkaiError
from parsers.model import Document, Dossier
me, most = psutil.Process(), [0, 0]
for _ in range(int(sys.argv[1])):
    for path in sys.argv[2:]:
        with contextlib.suppress(GongkaiError):  # a table alone is read, and is no report
            parsers.parse(Dossier(Document(Path(path).read_bytes(), path)))
        taken = [process.memory_info().rss // 1000 for process in (me, *me.children())]
        most = [max(most[0], taken[0]), max(most[1], sum(taken[1:]))]
print(*most)
"""


def megabytes(paths: list[Path], rounds: int) -> tuple[float, float]:
    """What a process that reads these files takes at the most, and its readers."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(rounds), *map(str, paths)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    own, reader = map(int, done.stdout.split())
    return own / 1000, reader / 1000
