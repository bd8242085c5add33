"""The version, said once: in the package's metadata, which pyproject.toml makes."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path


@cache
def version() -> str:
    """The version of this gongkai; in a checkout that is not installed, pyproject.toml's."""
    try:
        return metadata.version("gongkai")
    except metadata.PackageNotFoundError:
        project = Path(__file__).resolve().parent.parent / "pyproject.toml"
        try:
            return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
        except (OSError, KeyError, tomllib.TOMLDecodeError):
            return "0+unknown"
