"""The command line's grammar and help."""

from __future__ import annotations

import argparse
import textwrap
from typing import NoReturn

from gongkai.version import version
from parsers.errors import UsageError

EXIT_CODES = """\
exit codes, the first that applies:
  130  interrupted; the next run goes on from what is there
    4  another run works in the same directory
    1  error of use or configuration, disk full, nothing reachable at all
    2  done, but some document, listing or portal failed (see problems.csv)
    3  nothing found
    0  done and whole
Findings and doubtful cells never change the exit code."""


class Parser(argparse.ArgumentParser):
    """Raises UsageError instead of ending the process with a code of its own."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments.

        Raises:
            UsageError: always.
        """
        raise UsageError(
            message, action=f"`{self.prog} --help` shows how it is used", code="arguments"
        )


def build() -> Parser:
    """The whole grammar."""
    parser = Parser(
        prog="gongkai",
        description="Turns annual government information-disclosure reports "
        "(政府信息公开工作年度报告) into checked, traceable data.",
        epilog="example:\n  gongkai demo\n  gongkai parse reports/ --out data\n\n" + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"gongkai {version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    _run(commands)
    _crawl(commands)
    _parse(commands)
    _check(commands)
    _show(commands)
    _portals(commands)
    _demo(commands)
    return parser


_Commands = argparse._SubParsersAction


def _command(
    commands: _Commands[Parser], name: str, help_line: str, description: str, example: str
) -> Parser:
    parser = commands.add_parser(
        name,
        help=help_line,
        description=textwrap.fill(description, 90),
        epilog="example:\n"
        + "\n".join(f"  {line}" for line in example.splitlines())
        + "\n\n"
        + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    common = parser.add_argument_group("everywhere")
    common.add_argument("--quiet", action="store_true", help="say nothing but errors")
    common.add_argument(
        "--log-json",
        action="store_true",
        help="one JSON object per line on stderr, with tracebacks",
    )
    return parser


def _config(parser: Parser) -> None:
    parser.add_argument(
        "--config", metavar="FILE", help="settings and selection (default: ./gongkai.toml)"
    )


def _out(parser: Parser, help_line: str = "the dataset's directory") -> None:
    parser.add_argument("--out", metavar="DIR", help=help_line)


def _selection(parser: Parser) -> None:
    parser.add_argument(
        "portals", nargs="*", metavar="PORTAL", help="an address, an adcode or a catalog name"
    )
    parser.add_argument(
        "--region",
        dest="regions",
        action="append",
        metavar="NAME|ADCODE",
        help="all portals of a region; may be given several times",
    )
    parser.add_argument("--years", metavar="2021-2025", help="report years (default: all)")
    parser.add_argument(
        "--catalog", metavar="FILE", help="portals over the shipped ones (default: ./portals.csv)"
    )
    parser.add_argument(
        "--pace",
        metavar="SECONDS",
        help="at least so long between two requests to a host; below 1 only for portals on this machine",
    )
    parser.add_argument(
        "--contact",
        metavar="ADDRESS",
        help="where a portal's staff can reach you; stands in the User-Agent",
    )
    parser.add_argument("--timeout", metavar="SECONDS", help="for one request (default: 30)")
    parser.add_argument(
        "--proxy", metavar="URL", help="HTTP proxy (default: none, whatever the environment says)"
    )
    parser.add_argument(
        "--concurrency", metavar="N", help="portals asked at the same time (default: 32)"
    )
    parser.add_argument(
        "--max-time",
        metavar="TIME",
        help="stop cleanly after so long, e.g. 90min or 6h; the next run goes on (exit code 2)",
    )
    parser.add_argument(
        "--hours", metavar="22:00-06:30", help="ask portals only in these hours, Beijing time"
    )
    parser.add_argument(
        "--min-free", metavar="SIZE", help="stop when less is free on the disk (default: 200M)"
    )
    parser.add_argument(
        "--shard",
        metavar="I/N",
        help="only this machine's part of the selection, by region; no host is on two",
    )
    _config(parser)


def _parsing(parser: Parser) -> None:
    parser.add_argument("--jobs", metavar="N", help="worker processes (default: one per processor)")
    parser.add_argument(
        "--with-doubtful",
        action="store_const",
        const=True,
        help="doubtful numbers stand in the analysis tables too, not only in cells.csv",
    )
    parser.add_argument(
        "--document-timeout", metavar="SECONDS", help="for one document (default: 120)"
    )
    parser.add_argument(
        "--keep",
        metavar="N",
        help="datasets that are kept, this one included; older ones lie in DIR/earlier (default: 3)",
    )


def _run(commands: _Commands[Parser]) -> None:
    parser = _command(
        commands,
        "run",
        "crawl portals, then parse everything in the archive",
        "Crawls the portals into DIR/archive, then makes the dataset in DIR from everything "
        "in the archive. A second run fetches only what changed.",
        "gongkai run https://www.example.gov.cn/ --years 2021-2025 --out data\n"
        "gongkai run --region 益阳市 --contact you@example.org --out data",
    )
    _selection(parser)
    _parsing(parser)
    _out(parser)


def _crawl(commands: _Commands[Parser]) -> None:
    parser = _command(
        commands,
        "crawl",
        "fetch reports into DIR/archive",
        "Finds the annual reports of portals and keeps their raw bytes in DIR/archive "
        "(WARC files, with where each came from). `gongkai parse DIR/archive --out DIR` makes the dataset.",
        "gongkai crawl https://www.example.gov.cn/ --years 2023 --out data",
    )
    _selection(parser)
    _out(parser, "where archive/ and state.sqlite lie")


def _parse(commands: _Commands[Parser]) -> None:
    parser = _command(
        commands,
        "parse",
        "make a dataset from documents on disk",
        "Reads files, folders, .warc(.gz), .zip, .jsonl and .parquet (with url and text or html) "
        "and writes the dataset. An archive that is in DIR already is read too.",
        "gongkai parse reports/ crawl.warc.gz --out data --jobs 4",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder or an archive")
    _parsing(parser)
    _config(parser)
    _out(parser)


def _check(commands: _Commands[Parser]) -> None:
    parser = _command(
        commands,
        "check",
        "run all checks of a dataset again",
        "Reads the dataset in DIR, runs every check again and writes it back. "
        "Doing it twice changes nothing.",
        "gongkai check data",
    )
    parser.add_argument("directory", metavar="DIR", help="a dataset that gongkai made")


def _show(commands: _Commands[Parser]) -> None:
    parser = _command(
        commands,
        "show",
        "print one report's tables in the terminal",
        "Prints who reported, the tables as rebuilt, and what the checks say. "
        "? marks a doubtful number, · a blank, ∅ what is not in the source, ! a cell in a failed check.",
        "gongkai show report.html\n"
        "gongkai show r0123456789abcdef --in data\n"
        "gongkai show report.html --cell requests.granted.total",
    )
    parser.add_argument(
        "target",
        metavar="PATH | URL | REPORT_ID",
        help="a document, or a report of the dataset in DIR",
    )
    parser.add_argument("--in", dest="within", metavar="DIR", help="the dataset to look in")
    parser.add_argument("--cell", metavar="TABLE.ROW.COLUMN", help="explain this cell alone")
    _config(parser)


def _portals(commands: _Commands[Parser]) -> None:
    parser = _command(
        commands,
        "portals",
        "list, probe, add or discover portals of the catalog",
        "The catalog says where portals are. It is a file that you can read and correct.",
        "gongkai portals list --region 湖南省\ngongkai portals probe https://www.example.gov.cn/\n"
        "gongkai portals discover --region 湖南省",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", parser_class=Parser)
    listing = _command(
        actions,
        "list",
        "the portals that gongkai knows",
        "Prints the catalog: the shipped portals and those of your own file over them.",
        "gongkai portals list\ngongkai portals list --region 430971",
    )
    listing.add_argument(
        "--region",
        dest="regions",
        action="append",
        metavar="NAME|ADCODE",
        help="only this region's",
    )
    probe = _command(
        actions,
        "probe",
        "look at a portal without crawling it",
        "Fetches a portal's robots.txt, home page and report column and says what gongkai would do there.",
        "gongkai portals probe https://www.example.gov.cn/",
    )
    probe.add_argument("url", metavar="URL", help="the portal's home page or its report column")
    add = _command(
        actions,
        "add",
        "probe a portal and add it to your catalog",
        "Probes the portal and appends it as a row of --catalog (default: ./portals.csv). Of a file "
        "that `portals discover` wrote and you reviewed, every accepted row is appended.",
        "gongkai portals add https://www.example.gov.cn/ --name 示例县 --adcode 430971\n"
        "gongkai portals add portals-430000.csv",
    )
    add.add_argument(
        "url",
        metavar="URL|FILE.csv",
        help="the portal's home page or report column, or a reviewed file of `discover`",
    )
    add.add_argument("--name", metavar="NAME", help="what to call it (default: its title)")
    add.add_argument("--adcode", metavar="CODE", help="six digits of its region")
    find = _command(
        actions,
        "discover",
        "find a region's portals by the official chain of links",
        "Walks from the province's portal by its links to the prefectures' and from theirs to the "
        "counties', holds each against its title, site code and ICP number, names its family and "
        "column, and writes a CSV for you to review. Nothing gets into the catalog by itself.",
        "gongkai portals discover --region 湖南省 --contact you@example.org\n"
        "gongkai portals discover --region 益阳市 --start https://www.example.gov.cn/ --to yiyang.csv",
    )
    find.add_argument(
        "--region", dest="regions", action="append", metavar="NAME|ADCODE", help="which region"
    )
    find.add_argument(
        "--start",
        metavar="URL",
        help="portal to begin at (default: the catalog's of the region or above)",
    )
    find.add_argument(
        "--to", metavar="FILE", help="the CSV to write (default: ./portals-ADCODE.csv)"
    )
    find.add_argument("--pace", metavar="SECONDS", help="between two requests to a host")
    find.add_argument(
        "--concurrency", metavar="N", help="portals asked at the same time (default: 32)"
    )
    for action in (listing, probe, add, find):
        action.add_argument(
            "--catalog", metavar="FILE", help="your own portals (default: ./portals.csv)"
        )
        _config(action)
    for action in (probe, add, find):
        action.add_argument("--contact", metavar="ADDRESS", help="stands in the User-Agent")
        action.add_argument("--timeout", metavar="SECONDS", help="for one request (default: 30)")
        action.add_argument("--proxy", metavar="URL", help="HTTP proxy")


def _demo(commands: _Commands[Parser]) -> None:
    parser = _command(
        commands,
        "demo",
        "the main job on a bundled synthetic portal",
        "Serves a bundled, synthetic county portal on this machine, crawls it over HTTP and makes "
        "the dataset, as `gongkai run` does with a real one.",
        "gongkai demo\ngongkai demo --out try --port 0",
    )
    parser.add_argument(
        "--port", metavar="N", help="the portal's port (default: 18750; 0: any free one)"
    )
    parser.add_argument("--jobs", metavar="N", help="worker processes (default: one per processor)")
    _out(parser, "the dataset's directory (default: ./gongkai-demo)")
