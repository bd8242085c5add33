"""A small run of the accuracy proof: known figures, broken on purpose, nothing read wrongly."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_silent_error_in_a_small_run():
    size = ["--seeds", "1", "--cells", "20000", "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "accuracy", "--no-tools", *size],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert " 0 silent errors" in done.stdout
