"""Runs that nobody watches: the configuration, the mail, shards, earlier datasets."""

from __future__ import annotations

import csv
import json
import re
import socket
import time
from pathlib import Path

import pytest

from fixtures.portal.loopback import HOME, Answer, column, loopback
from fixtures.portal.loopback import rows as listed
from gongkai import mail, setting_values, settings
from gongkai.exits import Exit
from parsers.errors import UsageError
from parsers.model import Problem
from scraper import Portal, PortalSummary, catalog
from scraper.model import CrawlSummary, Failure
from tests.cli.conftest import REPOSITORY
from tests.cli.pages import report

LINE = re.compile(
    r"gongkai exit=(\d) portals (\d+)/(\d+) whole, reports (\d+) \(\+(\d+) new, (\d+) revised, "
    r"(\d+) gone\), errors ([+-]\d+), disk [\d.]+G \([+-][\d.]+G\), \d+ min"
)
ONE, TWO = "/nb/t20240110_1.html", "/nb/t20240111_2.html"


def entry(path: str, organ: str) -> tuple[str, str, str]:
    return path, f"{organ}2023年政府信息公开工作年度报告", "2024-01-10"


def site(*organs: str):
    paths = [ONE, TWO][: len(organs)]
    pages = {path: report(organ) for path, organ in zip(paths, organs, strict=True)}
    entries = [entry(path, organ) for path, organ in zip(paths, organs, strict=True)]
    return {"/": HOME, "/robots.txt": Answer("", 404), "/nb/": column(listed(*entries)), **pages}


def numbers(line: str) -> list[int]:
    found = LINE.fullmatch(line)
    assert found, line
    return [int(value) for value in found.groups()]


def dead() -> str:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}/"


def test_a_night_a_change_and_a_failure(gongkai, tmp_path):
    with loopback(site("测试县教育局", "测试县财政局")) as good:
        (tmp_path / "portals.csv").write_text(
            f"name,adcode,home\n甲县,430921,{good.base}/\n乙县,430922,{dead()}\n", "utf-8"
        )
        base = ["pace = 0", "years = 2023", 'out = "data"', "timeout = 1", "hosts = {}"]
        config = tmp_path / "gongkai.toml"
        config.write_text("\n".join([*base, 'portals = ["甲县"]']), "utf-8")
        quiet = gongkai("run", "--quiet")
        assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")

        # One report is published anew, one is no longer listed, and the second portal is dead.
        good.routes[ONE] = report("测试县教育局", extra="更正版。")
        good.routes["/nb/"] = column(listed(entry(ONE, "测试县教育局")))
        config.write_text("\n".join([*base, 'portals = ["甲县", "乙县"]']), "utf-8")
        mailed = gongkai("run", "--quiet")
        assert mailed.returncode == 2 and mailed.stderr == ""
        lines = mailed.stdout.splitlines()
        assert numbers(lines[0])[:7] == [2, 1, 2, 3, 0, 1, 1]
        by_name = {line.split()[0]: line for line in lines[1:]}
        assert "unreachable since 20" in by_name["乙县"] and "last good never" in by_name["乙县"]
        assert "0 reports kept; run again" in by_name["乙县"]
        assert "shrunk since 20" in by_name["甲县"] and "3 reports kept" in by_name["甲县"]
        assert "测试县教育局 2023" in by_name["revised:"] and good.base + ONE in by_name["revised:"]
        assert good.base + TWO in by_name["gone:"]

        run = json.loads((tmp_path / "data" / "run.json").read_text("utf-8"))
        assert run["result"]["line"] == lines[0] and run["result"]["exit"] == 2
        years = {
            (row["portal"], row["report_year"]): (row["reports"], row["outcome"])
            for row in run["dataset"]["by_portal_and_year"]
        }
        assert years[f"{good.base}/", 2023] == (3, "found")
        assert {outcome for _, outcome in years.values()} == {"found", "not_crawled"}

        # The dead portal is known: muted, it changes neither code nor mail.
        mute = ["[[mute]]", 'portal = "乙县"', "until = 2999-12-31", 'why = "moves"']
        config.write_text("\n".join([*base, 'portals = ["甲县", "乙县"]', *mute]), "utf-8")
        muted = gongkai("run", "--quiet")
        assert (muted.returncode, muted.stdout, muted.stderr) == (0, "", "")
        assert gongkai("crawl", "--quiet").returncode == 0
        mute[2] = "until = 2020-01-01"
        config.write_text("\n".join([*base, 'portals = ["甲县", "乙县"]', *mute]), "utf-8")
        assert gongkai("crawl", "--quiet").returncode == 2
        mute[1] = 'portal = "丙县"'
        mute[2] = "until = 2999-12-31"
        config.write_text("\n".join([*base, 'portals = ["甲县"]', *mute]), "utf-8")
        unknown = gongkai("run", "--quiet")
        assert unknown.returncode == 1 and "[[mute]]" in unknown.stderr and "丙县" in unknown.stderr


def test_nobody_answers_is_one_line(gongkai, tmp_path):
    done = gongkai(
        "run", dead(), dead(), "--out", "data", "--timeout", "1", "--pace", "0", "--quiet"
    )
    assert done.returncode == 1 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "not one portal answered" in line


def test_the_time_is_up(gongkai, tmp_path):
    slow = site("测试县教育局", "测试县财政局")
    slow[TWO] = Answer(slow[TWO], delay=3)
    with loopback(slow) as portal:
        run = ("run", f"{portal.base}/", "--out", "data", "--pace", "0")
        done = gongkai(*run, "--quiet", "--max-time", "2s")
        assert done.returncode == 2, done.stderr
        lines = done.stdout.splitlines()
        assert numbers(lines[0])[:3] == [2, 0, 1]
        assert "the next run goes on" in lines[1]
        portal.routes[TWO] = site("测试县教育局", "测试县财政局")[TWO]
        again = gongkai(*run)
        assert again.returncode == 0, again.stderr
        assert any(LINE.fullmatch(line) for line in again.stdout.splitlines())
        assert portal.asked("/nb/") == 1


def test_earlier_datasets_are_kept(gongkai, tmp_path):
    for number in range(4):
        page = report("测试县教育局", extra=f"第{number}次。")
        (tmp_path / "one.html").write_text(page, "utf-8")
        done = gongkai("parse", "one.html", "--out", "data", "--quiet")
        assert done.returncode == 0, done.stderr
        time.sleep(0.01)
    earlier = sorted((tmp_path / "data" / "earlier").iterdir())
    assert len(earlier) == 2  # with the current one: three
    import gongkai as library

    texts = [library.read(path)["reports"]["report_id"].tolist() for path in earlier]
    assert texts[0] != texts[1] and all(len(ids) == 1 for ids in texts)
    # The same again is no other dataset.
    assert gongkai("parse", "one.html", "--out", "data", "--quiet").returncode == 0
    assert sorted((tmp_path / "data" / "earlier").iterdir()) == earlier
    (tmp_path / "one.html").write_text(report("测试县财政局"), "utf-8")
    assert gongkai("parse", "one.html", "--out", "data", "--quiet", "--keep", "1").returncode == 0
    assert not (tmp_path / "data" / "earlier").exists()


def test_shards_are_merged_by_parse(gongkai, tmp_path):
    with loopback(site("测试县教育局")) as one, loopback(site("测试县财政局")) as two:
        homes = [f"{one.base}/", f"{two.base}/"]
        rows = "".join(f"县{n},43{n}921,{home}\n" for n, home in enumerate(homes))
        (tmp_path / "portals.csv").write_text(f"name,adcode,home\n{rows}", "utf-8")
        found = [
            catalog.split(catalog.load(tmp_path / "portals.csv")[-2:], i, 3) for i in (1, 2, 3)
        ]
        shards = [i + 1 for i, (mine, _) in enumerate(found) if mine]
        for i in (1, 2, 3):
            done = gongkai(
                *(
                    "run",
                    "县0",
                    "县1",
                    "--shard",
                    f"{i}/3",
                    "--out",
                    f"s{i}",
                    "--pace",
                    "0",
                    "--quiet",
                )
            )
            assert done.returncode == (0 if i in shards else 3), done.stderr
        assert one.asked("/nb/") == two.asked("/nb/") == 1
    merged = gongkai("parse", *(f"s{i}" for i in shards), "--out", "all", "--quiet")
    assert merged.returncode == 0, merged.stderr
    assert gongkai("check", "all", "--quiet").returncode == 0
    with (tmp_path / "all" / "reports.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 2


def test_no_host_is_on_two_shards():
    portals = catalog.load()
    portals.append(Portal("远", "http://www.far.gov.cn/", "650100", hosts=("www.changsha.gov.cn",)))
    owner: dict[str, int] = {}
    sizes = []
    for shard in (1, 2, 3, 4):
        mine, foreign = catalog.split(portals, shard, 4)
        sizes.append(len(mine))
        for portal in mine:
            for key in {portal.home, (portal.adcode or portal.home)[:4]}:
                assert owner.setdefault(key, shard) == shard, key
        assert not foreign & {portal.home.split("/")[2].removeprefix("www.") for portal in mine}
    assert sum(sizes) == len(portals) and min(sizes) > len(portals) / 8
    assert catalog.split(portals, 1, 1)[0] == portals


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("max_time = 'soon'", "line 1, key `max_time`: 'soon' is not an amount like"),
        ("pace = 2\nhours = '25:00-26:00'", "line 2, key `hours`"),
        ("hours = 'night'", "not hours of the day"),
        ("shard = '4/3'", "not a shard like 2/3"),
        ("keep = 0", "at least 1"),
        ("min_free = 'much'", '"2G"'),
        ("mute = 'x'", "[[mute]]"),
        ("\n[[mute]]\nportal = 'x'\nuntil = 2026-01-01", "line 2, key `mute`"),
        ("[[mute]]\nportal = 'x'\nuntil = 'June'\nwhy = 'y'", "`until` is 'June': not a day"),
        ("[[mute]]\nportal = 'x'\nuntil = 2026-01-01\nwhy = 'y'\nfoo = 1", "unknown key `foo`"),
        ("[hosts.'www.a.gov.cn']\nlegacy = true", "unknown key `legacy`"),
        ("[hosts.'www.a.gov.cn']\ndeadline = 'x'", "www.a.gov.cn: `deadline` is 'x'"),
        ("pace = 1\ncontakt = 'x'", "line 2: unknown key `contakt`"),
    ],
)
def test_what_is_wrong_with_a_configuration(tmp_path, text, words):
    config = tmp_path / "c.toml"
    config.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        settings.load({}, config=config, environment={})
    assert str(config) in str(caught.value) and words in str(caught.value), str(caught.value)
    assert caught.value.action


def test_the_example_configuration_is_good(tmp_path):
    text = (REPOSITORY / "examples" / "gongkai.toml").read_text("utf-8")
    config = tmp_path / "gongkai.toml"
    config.write_text(text, "utf-8")
    found = settings.load({}, config=config, environment={})
    assert found.hours == (1200, 420) and found.max_time == 8 * 3600
    # What is commented out is good as well.
    config.write_text(re.sub(r"^# (?=\[|[a-z_]+ = )", "", text, flags=re.M), "utf-8")
    found = settings.load({}, config=config, environment={})
    assert found.hosts["www.example.gov.cn"].deadline == 600
    assert found.mute[0].why and found.shard == (1, 3)


def test_a_mail_has_at_most_40_lines(tmp_path):
    items = [
        PortalSummary(
            Portal(f"县{n}", f"http://www.x{n}.gov.cn/"),
            failures=1,
            trouble=Failure("portal", "failed", "unreachable", "m", "u", "try again " * 40),
        )
        for n in range(300)
    ]
    crawl = CrawlSummary(tuple(items), stopped="the time is up")
    news = mail.News(revised=["r"] * 9, gone=["g"] * 9)
    problems = [
        Problem("document", "failed", True, "empty", "m", portal=f"http://y{n}/") for n in range(9)
    ]
    mute = settings.Mute("x", setting_values.day("2026-01-01"), "y")
    head = mail.first_line(Exit.PARTIAL, crawl, news, mail.Meter(tmp_path))
    lines = mail.lines(head, crawl, news, problems, {}, {f"m{n}": mute for n in range(9)})
    assert len(lines) == 40 and max(map(len, lines)) <= 300
    assert numbers(lines[0])[1:3] == [0, 300]
    assert sum("more; problems.csv" in line for line in lines) == 1


def test_discover_and_add(gongkai, tmp_path):
    page = (
        '<html><head><title>{0}人民政府</title><meta name="SiteIDCode" content="{1}0001"></head>'
        "<body>{2} 湘ICP备05000001号</body></html>"
    )
    with (
        loopback({"/": page.format("南县", "430921", "")}) as county,
        loopback(
            {"/": page.format("益阳市", "430900", f'<a href="{county.base}/">=南县</a>')}
        ) as city,
    ):
        done = gongkai(
            *("portals", "discover", "--region", "益阳市", "--start", f"{city.base}/"),
            *("--to", "found.csv", "--pace", "0"),
        )
        assert done.returncode == 0, done.stderr
        with (tmp_path / "found.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = {row["region"]: row for row in csv.DictReader(stream)}
        assert rows["益阳市"]["outcome"] == "accepted" and rows["益阳市"]["verified"] == "never"
        assert all(row["evidence"] for row in rows.values())
        added = gongkai("portals", "add", "found.csv")
        assert added.returncode == 0, added.stderr
        accepted = sum(row["outcome"] == "accepted" for row in rows.values())
        assert f"{accepted} portals added" in added.stdout
        assert "益阳市" in gongkai("portals", "list", "--region", "430900").stdout
        assert gongkai("portals", "add", "found.csv").returncode == 0
    assert gongkai("portals", "discover").returncode == 1
    assert gongkai("portals", "discover", "--region", "火星").returncode == 1


def test_a_private_address_is_refused(gongkai, tmp_path):
    done = gongkai("run", "http://192.168.1.1/", "--out", "data")
    assert done.returncode == 1 and "allow_private" in done.stderr
    assert not Path(tmp_path / "data" / "archive").exists() or not any(
        (tmp_path / "data" / "archive").iterdir()
    )
