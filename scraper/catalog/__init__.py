"""The catalog: portals as rows of a CSV file, the shipped one and the user's own over it.

Columns: name, adcode, home, family, report_column, hosts (joined with ``;``), verified (ISO date
of the last check by a person, or ``never``). Further columns are allowed. Where one of them is
``outcome`` (`gongkai portals discover` writes it), only the rows that say ``accepted`` are portals.
"""

from __future__ import annotations

import csv
import io
import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from importlib import resources
from pathlib import Path

from parsers.errors import StorageError, UsageError
from scraper import portals as families
from scraper.catalog.selection import region_code, select
from scraper.catalog.shards import split
from scraper.hosts import canonical, host_port
from scraper.model import Portal

__all__ = ["COLUMNS", "append", "load", "region_code", "rows", "select", "split"]

COLUMNS = ("name", "adcode", "home", "family", "report_column", "hosts", "verified")
ACCEPTED = "accepted"
_ADCODE = re.compile(r"\d{6}")
_log = logging.getLogger(__name__)


def load(
    extra: Path | None = None, on_problem: Callable[[UsageError], None] | None = None
) -> list[Portal]:
    """The catalog's portals; rows of the user's file replace shipped ones of the same host.

    Args:
        extra: the user's own catalog, None if there is none.
        on_problem: told of every row that cannot be used (the others still load); by default a
            warning is logged.

    Raises:
        UsageError: the user's file cannot be read at all, or has other columns.
    """
    tell = on_problem or (lambda error: _log.warning("%s", error))
    shipped = resources.files(__package__).joinpath("portals.csv").read_text("utf-8-sig")
    found = {host_port(p.home): p for p in _read(shipped, "portals.csv of gongkai", tell)}
    if extra is not None:
        found.update({host_port(p.home): p for p in rows(extra, tell)})
    return list(found.values())


def _read(text: str, place: str, tell: Callable[[UsageError], None]) -> list[Portal]:
    lines = csv.DictReader(io.StringIO(text, newline=""))
    if not {"name", "home"} <= set(lines.fieldnames or ()):
        raise UsageError(
            "the catalog's first line must name its columns",
            place=place,
            code="bad_catalog",
            action=f"the first line is: {','.join(COLUMNS)} (name and home are needed)",
        )
    found = []
    for row in lines:
        if (row.get("outcome") or ACCEPTED).strip() != ACCEPTED:
            continue
        try:
            found.append(_portal(row))
        except ValueError as error:
            tell(
                UsageError(
                    f"this row of the catalog is left out: {error}",
                    place=f"{place}, line {lines.line_num}",
                    code="bad_catalog_row",
                    action="correct the row; the other rows are used",
                )
            )
    return found


def _portal(row: dict[str, str | None]) -> Portal:
    value = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if None in row:
        raise ValueError("it has more values than the first line has columns")
    if not value["name"]:
        raise ValueError("name is empty")
    if value["adcode"] and not _ADCODE.fullmatch(value["adcode"]):
        raise ValueError(f"adcode {value['adcode']!r} is not six digits")
    if value["family"] and value["family"] not in families.names():
        raise ValueError(
            f"family {value['family']!r} is not one of {', '.join(families.names())}; "
            "leave it empty to have it recognised"
        )
    verified = value["verified"] or "never"
    if verified != "never":
        date.fromisoformat(verified)
    return Portal(
        name=value["name"],
        home=canonical(value["home"]),
        adcode=value["adcode"] or None,
        family=value["family"] or None,
        report_column=canonical(value["report_column"]) if value["report_column"] else None,
        verified=verified,
        hosts=tuple(host.strip() for host in value["hosts"].split(";") if host.strip()),
    )


def rows(path: Path, on_problem: Callable[[UsageError], None]) -> list[Portal]:
    """The portals of one catalog file alone.

    Args:
        path: the file.
        on_problem: told of every row that cannot be used.

    Raises:
        UsageError: the file cannot be read, or has other columns.
    """
    try:
        return _read(path.read_text("utf-8-sig"), str(path), on_problem)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the catalog cannot be read: {error}",
            place=str(path),
            code="bad_catalog",
            action="save it as CSV in UTF-8",
        ) from error


def as_row(portal: Portal) -> dict[str, str]:
    """A portal as the catalog writes it."""
    return {
        "name": portal.name,
        "adcode": portal.adcode or "",
        "home": portal.home,
        "family": portal.family or "",
        "report_column": portal.report_column or "",
        "hosts": ";".join(portal.hosts),
        "verified": portal.verified,
    }


def write_review(path: Path, found: Iterable[Mapping[str, str]], columns: Sequence[str]) -> None:
    """Write rows for a person to review: the catalog's columns, then `columns`.

    Raises:
        StorageError: the file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*COLUMNS, *columns], lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    # With a mark of the encoding: spreadsheets need it.
    _replace(path, "\ufeff" + text.getvalue())


def append(path: Path, portal: Portal) -> None:
    """Add a portal to the user's catalog; the file is made if it is not there.

    Raises:
        UsageError: code ``duplicate_portal``: the file has the host already; or the portal's
            values are no good.
        StorageError: the file cannot be written.
    """
    row = as_row(portal)
    try:
        added = _portal(dict(row))
    except ValueError as error:
        raise UsageError(
            f"this portal cannot be added: {error}", place=portal.home, code="bad_catalog_row"
        ) from None
    text = io.StringIO(newline="")
    if path.exists():
        before = path.read_text("utf-8-sig")
        known = {host_port(item.home): item for item in _read(before, str(path), lambda _: None)}
        if host_port(added.home) in known:
            raise UsageError(
                f"the catalog has this host already: {known[host_port(added.home)].name}",
                place=str(path),
                code="duplicate_portal",
                action="edit the row with a text editor or a spreadsheet",
            )
        header = next(csv.reader(io.StringIO(before, newline="")))
        text.write(before if before.endswith("\n") else before + "\n")
    else:
        header = list(COLUMNS)
        csv.writer(text, lineterminator="\n").writerow(header)
    csv.DictWriter(text, header, extrasaction="ignore", lineterminator="\n").writerow(row)
    _replace(path, text.getvalue())


def _replace(path: Path, text: str) -> None:
    """Write aside, flush, rename."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise StorageError(
            f"the catalog cannot be written: {error}",
            place=str(path),
            action="choose another file with --catalog, or make it writable",
        ) from error
