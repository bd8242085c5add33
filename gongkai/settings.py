"""Settings: flags before environment (GONGKAI_*) before gongkai.toml."""

from __future__ import annotations

import dataclasses
import datetime
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai import setting_values as values
from gongkai.text import clean, nearest, shorten
from parsers.errors import UsageError

CONFIG_NAME = "gongkai.toml"
ENVIRONMENT_PREFIX = "GONGKAI_"


@dataclass(frozen=True, slots=True)
class Mute:
    """A portal whose problems do not count until a day, and why."""

    portal: str
    until: datetime.date
    why: str


@dataclass(frozen=True, slots=True)
class Host:
    """What one host needs: old TLS ciphers, more seconds for a request, a slower pace."""

    legacy_tls: bool = False
    deadline: float | None = None
    pace: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run was asked to do. A key of gongkai.toml is a field of this class.

    Attributes:
        portals: addresses, adcodes or names of portals to crawl.
        regions: names or adcodes of regions whose portals to crawl.
        years: first and last report year, None for all.
        out: the output directory.
        jobs: worker processes for parsing, None for one per available processor.
        pace: seconds between two requests to a host, None for the crawler's default.
        contact: an address for the User-Agent, so that a portal's staff can reach you.
        timeout: seconds that one request may take.
        proxy: address of an HTTP proxy.
        catalog: a CSV of portals over the shipped one.
        with_doubtful: doubtful numbers stand in the analysis tables too.
        document_timeout: seconds that one document may take to parse.
        port: port of the bundled portal (`gongkai demo`), 0 for any free one, None for its own.
        concurrency: how many portals are asked at the same time, each of them politely.
        max_time: seconds after which a crawl stops cleanly, None for no limit.
        hours: first and last minute of the Beijing day in which portals are asked, None for all.
        min_free: bytes that must stay free on the disk.
        keep: how many datasets are kept, the current one included.
        shard: number of this machine's shard and how many there are, None for all portals.
        allow_private: a portal may be given as an address of a private network.
        mute: portals whose problems do not count for a while.
        hosts: what single hosts need, by host name.
    """

    portals: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    out: Path | None = None
    jobs: int | None = None
    pace: float | None = None
    contact: str | None = None
    timeout: float = 30.0
    proxy: str | None = None
    catalog: Path | None = None
    with_doubtful: bool = False
    document_timeout: float = 120.0
    port: int | None = None
    concurrency: int = 32
    max_time: float | None = None
    hours: tuple[int, int] | None = None
    min_free: int = 200_000_000
    keep: int = 3
    shard: tuple[int, int] | None = None
    allow_private: bool = False
    mute: tuple[Mute, ...] = ()
    hosts: Mapping[str, Host] = dataclasses.field(default_factory=dict)

    @property
    def workers(self) -> int:
        """Number of worker processes."""
        if self.jobs:
            return self.jobs
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1


def _record(
    kind: type[Any], readers: Mapping[str, Callable[[object], Any]], value: object, needed: bool
) -> Any:
    if not isinstance(value, dict):
        raise ValueError("not a table of keys")  # noqa: TRY004 - one kind of error for all readers
    for key in value:
        if key not in readers:
            raise ValueError(f"unknown key `{clean(key)}`; the keys are: {', '.join(readers)}")
    missing = [key for key in readers if needed and key not in value]
    if missing:
        raise ValueError(f"`{missing[0]}` is missing; the keys are: {', '.join(readers)}")
    found = {}
    for key, item in value.items():
        try:
            found[key] = readers[key](item)
        except ValueError as error:
            raise ValueError(f"`{key}` is {clean(item)!r}: {error}") from None
    return kind(**found)


def _mutes(value: object) -> tuple[Mute, ...]:
    if not isinstance(value, list):
        raise ValueError("not a list; each entry begins with a line [[mute]]")  # noqa: TRY004
    readers = {"portal": values.text, "until": values.day, "why": values.text}
    return tuple(_record(Mute, readers, item, True) for item in value)


def _host_table(value: object) -> dict[str, Host]:
    if not isinstance(value, dict):
        raise ValueError('not a table; each host begins with a line [hosts."www.example.gov.cn"]')  # noqa: TRY004
    readers = {
        "legacy_tls": values.flag,
        "deadline": values.seconds,
        "pace": values.number(float, 0),
    }
    found = {}
    for name, item in value.items():
        if not re.fullmatch(r"[\w.:-]+", name):
            raise ValueError(f"{clean(name)!r} is not the name of a host")
        try:
            found[name.lower()] = _record(Host, readers, item, False)
        except ValueError as error:
            raise ValueError(f"{clean(name)}: {error}") from None
    return found


READERS: dict[str, Callable[[object], Any]] = {
    "portals": values.words,
    "regions": values.words,
    "years": values.years,
    "out": values.path,
    "jobs": values.number(int, 1),
    "pace": values.number(float, 0),
    "contact": values.text,
    "timeout": values.number(float, 0.1),
    "proxy": values.text,
    "catalog": values.path,
    "with_doubtful": values.flag,
    "document_timeout": values.number(float, 0.1),
    "port": values.number(int, 0),
    "concurrency": values.number(int, 1),
    "max_time": values.seconds,
    "hours": values.hours,
    "min_free": values.size,
    "keep": values.number(int, 1),
    "shard": values.shard,
    "allow_private": values.flag,
}
# Keys that only a file can hold.
FILE_READERS: dict[str, Callable[[object], Any]] = {
    **READERS,
    "mute": _mutes,
    "hosts": _host_table,
}


def read_value(key: str, value: object, place: str) -> Any:
    """`value` of a setting, checked; `place` says where it stands.

    Raises:
        UsageError: it is not a value of this setting.
    """
    try:
        return FILE_READERS[key](value)
    except ValueError as error:
        shown = shorten(repr(value), 80)
        raise UsageError(
            f"{shown} is {error}" if str(error).startswith("not") else f"{shown}: {error}",
            place=place,
            action="correct it; `gongkai run --help` lists the settings with examples",
            code="setting_invalid",
        ) from None


def load(
    flags: Mapping[str, object],
    *,
    config: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of a call.

    Args:
        flags: settings given on the command line, by their key; None means not given.
        config: the file given with ``--config``; None reads ./gongkai.toml if there is one.
        environment: the process's environment if None.

    Raises:
        UsageError: a file that is missing or broken, an unknown key, a wrong value.
    """
    chosen: dict[str, Any] = {}
    path = config if config is not None else Path(CONFIG_NAME)
    if config is not None or path.is_file():
        chosen.update(_from_file(path))
    chosen.update(_from_environment(os.environ if environment is None else environment))
    given = {
        key: read_value(key, value, f"--{key.replace('_', '-')}")
        for key, value in flags.items()
        if value is not None and value not in ((), [])
    }
    if given.keys() & {"portals", "regions"}:
        # A selection on the command line replaces the file's; it is not added to it.
        chosen.pop("portals", None)
        chosen.pop("regions", None)
    chosen.update(given)
    return Settings(**chosen)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
        content = tomllib.loads(text)
    except FileNotFoundError:
        raise UsageError(
            "no such configuration file",
            place=str(path),
            action="give --config an existing .toml file",
            code="config_missing",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the configuration cannot be read ({error})",
            place=str(path),
            action="save it as UTF-8 text where you may read it",
            code="config_unreadable",
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"not valid TOML: {error}",
            place=str(path),
            action='correct that line; a line reads like `contact = "name@example.org"`',
            code="config_invalid",
        ) from None
    known = [field.name for field in dataclasses.fields(Settings)]
    for key in content:
        if key not in known:
            near = nearest(key, known, 1)
            raise UsageError(
                f"unknown key `{clean(key)}`",
                place=_place(path, text, key),
                action=f"did you mean `{near[0]}`?"
                if near
                else f"the keys are: {', '.join(known)}",
                code="config_unknown_key",
            )
    values = {
        key: read_value(key, value, f"{_place(path, text, key)}, key `{key}`")
        for key, value in content.items()
    }
    for key in ("out", "catalog"):
        # A path in the file is meant from where the file lies.
        if key in values and not values[key].is_absolute():
            values[key] = path.parent / values[key]
    return values


def _place(path: Path, text: str, key: str) -> str:
    """The file, with the first line that sets a key or opens its table."""
    opens = re.compile(rf"""\s*(?:\[+\s*)?["']?{re.escape(key)}["']?\s*[\]=.]""")
    for number, line in enumerate(text.splitlines(), 1):
        if opens.match(line):
            return f"{path}, line {number}"
    return str(path)


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        key: read_value(key, environment[name], f"environment variable {name}")
        for key in READERS
        if environment.get(name := ENVIRONMENT_PREFIX + key.upper())
    }
