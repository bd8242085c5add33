from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    """What commands are run with: one worker, for the tests themselves keep every core busy."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GONGKAI_")}
    ours = {"PYTHONPATH": str(REPOSITORY), "GONGKAI_JOBS": "1"}
    return {**kept, **ours, "PYTHONUTF8": "1", "COLUMNS": "100", **more}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "gongkai", *map(str, arguments)]


@pytest.fixture
def gongkai(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line in `tmp_path`, as a process of its own."""

    def run(
        *arguments: str | Path, limit: Callable[[], None] | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command(*arguments),
            cwd=tmp_path,
            env=environment(**more),
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            preexec_fn=limit,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run
