"""Writes all goldens anew and shows what changed against the last commit (`make golden`)."""

from __future__ import annotations

import subprocess
import sys

from tests.golden import goldens


def main() -> int:
    goldens.EXPECTED.mkdir(exist_ok=True)
    written = set()
    for source, outcome in goldens.inputs():
        path = goldens.path_of(source)
        path.write_text(goldens.text_of(outcome), encoding="utf-8")
        written.add(path)
        old = goldens.committed(path)
        if old is None:
            print(f"new: {source}")
        if old != outcome:
            lines = list(goldens.differences(old or {}, outcome))
            print("\n".join([f"{source}: {len(lines)} changes", *lines]))
    for path in sorted(set(goldens.EXPECTED.glob("*.json")) - written):
        path.unlink()
        print(f"removed: {path.name}")
    print(f"{len(written)} goldens written")
    changed = goldens.uncommitted()
    if changed:
        subprocess.run(
            [
                "git",
                "-C",
                str(goldens.ROOT),
                "--no-pager",
                "diff",
                "--stat",
                "--",
                str(goldens.EXPECTED),
            ],
            check=False,
        )
        print(f"{len(changed)} are not committed: review them, then commit them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
