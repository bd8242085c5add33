"""Who reports, about what year and place, and when."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from parsers.documents.blocks import Page
from parsers.han import as_printed
from parsers.identity import dates, fields, places, regions, titles
from parsers.identity.organ import kind_of, scope_of
from parsers.identity.titles import Head, Title
from parsers.identity.words import compact
from parsers.model import Cause, Dossier, Finding, Hints, Identity, Severity
from parsers.notes import note

_ORGAN_END = (
    r"(?:人民政府办公室|人民政府办公厅|人民政府|政府办公室|政府办|办公室|办公厅|委员会|管委会|办事处|局|厅|委|中心|公署|总队|支队|大队"
    r"|联合会|医院|学校|站|所|队|院|街道|镇|乡|苏木)"
)
_NAMED_BY = re.compile(
    rf"(?:由|现将|现公布|现公开|公布|编制了?)([一-鿿()]{{2,28}}?{_ORGAN_END})(?:办公室)?(?=编制|根据|按照|依据|负责|组织|20\d\d|政府信息|信息公开|结合)"
    rf"|(?:^|[。])([一-鿿()]{{2,28}}?{_ORGAN_END})(?=根据|按照|依据|编制|20\d\d年政府信息)"
)
_LEAD = re.compile(r"由|现将|公布|公开(?=[一-鿿]{3})|编制")
_SIGNED = re.compile(rf"^([一-鿿()]{{2,28}}{_ORGAN_END})(?:\d{{4}}年.*|二[〇○零].*)?$")
_ADCODE = re.compile(r"[1-6]\d{5}")
_VAGUE = re.compile(r"^(?:本|我|该|各|全|现|为|并|其|和|与|并将|现将|有关|相关|由)")
_SAME = (
    ("人民政府", "政府"),
    ("发展和改革", "发展改革"),
    ("委员会", "委"),
    ("办公厅", "办公室"),
    ("管理委员会", "管委会"),
)
# Of shorter names one character is too much to be a slip.
_SHORTEST_SLIP = 5
# Two names of one organ are at least this like, once region and usual short forms are out.
_SAME_ORGAN = 60.0


def identify(page: Page, dossier: Dossier) -> tuple[Identity, list[Finding]]:
    """Reads the identity of a report.

    Everything is as printed; codes and the names of divisions come from the divisions of the
    report year. What the crawler knew (``dossier.hints``) decides only where the page is silent,
    and never against it. `headline` is left False: it is decided over the whole dataset.

    Returns:
        The identity, and findings for what conflicts, is missing or was taken from elsewhere.
    """
    hints, url = dossier.hints, dossier.primary.url
    head = titles.read_head(page)
    box = fields.read(head)
    title = titles.choose(titles.candidates(page, head, hints.anchor))
    days = dates.publication_day(page.metas, box, head, hints.list_date, url)
    year = dates.report_year(
        title,
        head,
        compact(hints.anchor or ""),
        compact(hints.column or ""),
        days[0][1] if days else None,
    )
    findings = list(year.findings)
    published = dates.published(days, year.year, dossier.primary.fetched_at)
    findings += published.findings

    organ, basis = _organ(title, box.publisher, page, head)
    signed = _signed(head)
    findings += _organ_conflicts(organ, basis, box.publisher, signed, head)
    evidence = _evidence(page, dossier, head, title, box, signed)
    place = places.locate(organ, year.year, evidence)
    findings += place.findings
    if place.division is not None and place.basis not in (None, "title") and not place.findings:
        findings.append(
            note(
                "region_by_evidence",
                f"The organ's name alone does not decide its division; the {place.basis} does: "
                f"{place.division.adcode} {place.division.name}.",
                f"机关名称不足以确定行政区划，依据{place.basis}：{place.division.adcode} {place.division.name}。",
                Severity.INFO,
                Cause.UNKNOWN,
            )
        )
    findings += _host_conflicts(place, page, hints)
    header = dates.header_day(head, title.folded if title else None)
    findings += [header] if header is not None else []

    kind = kind_of(organ, place.level)
    if (
        kind == "unknown"
        and place.level in ("province", "prefecture", "county")
        and organ == place.printed
    ):
        kind = "government"
    scope = scope_of(kind, organ, place.printed, head.preamble)
    due_on, due_basis = dates.due(kind, scope.scope, year.year)
    if title is None:
        findings.append(
            note(
                "title_missing",
                "The page has no title.",
                "页面没有标题。",
                Severity.INFO,
                Cause.UNKNOWN,
            )
        )
    if organ is None:
        findings.append(
            note(
                "organ_missing",
                "The page names no organ.",
                "页面未写明机关名称。",
                cause=Cause.UNKNOWN,
            )
        )
    identity = Identity(
        title=title.text if title else None,
        organ=organ,
        organ_kind=kind,
        region=place.printed,
        township=place.township,
        level=place.level,
        scope=scope.scope,
        scope_basis=scope.basis,
        index_number=box.index_number,
        org_code=box.org_code,
        report_year=year.year,
        published_on=published.day,
        published_on_basis=published.basis,
        published_on_status=published.status,
        due_on=due_on,
        due_basis=due_basis,
    )
    _fill_division(identity, place, year.year)
    _print(identity, title, head)
    return identity, findings


def _print(identity: Identity, title: Title | None, head: Head) -> None:
    """Gives what was found in folded words in the characters of the page."""
    page = [title.text] if title else []
    page += [text.raw for text in (*head.lines, *head.tail)]
    text = "\n".join(page)
    if identity.organ:
        identity.organ = as_printed(identity.organ, text)
    if identity.region:
        identity.region = as_printed(identity.region, text)
    if identity.township:
        identity.township = as_printed(identity.township, text)


def _fill_division(identity: Identity, place: places.Place, year: int | None) -> None:
    division = place.division or place.within
    if division is None:
        return
    province, prefecture = regions.parents(division.adcode, year)
    identity.province = province.name if province else None
    identity.prefecture = prefecture.name if prefecture else None
    if division.level == "county":
        identity.county = division.name
    if place.division is not None:
        identity.adcode, identity.adcode_kind = division.adcode, division.kind


def _organ(
    title: Title | None, publisher: str | None, page: Page, head: Head
) -> tuple[str | None, str | None]:
    """The organ as printed, and where: title, box, signature, preamble, meta."""
    if title is not None and title.organ and not _VAGUE.match(title.organ):
        return title.organ, "title"
    if publisher and _looks_like_organ(publisher):
        return publisher, "publisher"
    signed = _signed(head)
    if signed:
        return signed, "signature"
    named = _named(head)
    if named:
        return named, "preamble"
    for meta in ("contentsource", "source", "author"):
        value = compact(page.metas.get(meta, ""))
        if value and _looks_like_organ(value):
            return value, meta
    for text in head.lines[:6]:  # a line of its own above the title
        if len(text.folded) <= 24 and _SIGNED.match(text.folded) and places.tokens(text.folded):
            return text.folded, "line"
    return None, None


def _looks_like_organ(text: str) -> bool:
    return (
        3 <= len(text) <= 40
        and not _VAGUE.match(text)
        and (re.search(_ORGAN_END + "$", text) is not None or bool(places.tokens(text)))
    )


def _signed(head: Head) -> str | None:
    for text in reversed(head.tail):
        if len(text.folded) > 44:
            continue
        match = _SIGNED.match(text.folded)
        if match is not None and len(match.group(1)) >= 4 and not _VAGUE.match(match.group(1)):
            return match.group(1)
    return None


def _named(head: Head) -> str | None:
    for match in _NAMED_BY.finditer(head.preamble[:500]):
        name = _LEAD.split(match.group(1) or match.group(2))[-1]
        if len(name) >= 3 and not _VAGUE.match(name) and _looks_like_organ(name):
            return name
    return None


def _plain(organ: str) -> str:
    for token in places.tokens(organ):
        if token.level != "township":
            organ = organ.replace(token.printed, "", 1)
    for long, short in _SAME:
        organ = organ.replace(long, short)
    return organ


def _same_organ(one: str, other: str) -> bool:
    if one in other or other in one:
        return True
    if _lie_apart(one, other):
        return False
    a, b = _plain(one), _plain(other)
    if not a or not b or a in b or b in a:
        return True
    return fuzz.ratio(a, b) >= _SAME_ORGAN or set(a) <= set(b) or set(b) <= set(a)


def _lie_apart(one: str, other: str) -> bool:
    """Whether two organs name divisions of which neither lies in the other."""
    codes = [
        {d.adcode.rstrip("0") for token in places.tokens(organ)[-2:] for d in token.divisions}
        for organ in (one, other)
    ]
    return all(codes) and not any(
        a.startswith(b) or b.startswith(a) for a in codes[0] for b in codes[1]
    )


def _differ_in_one(one: str, other: str) -> bool:
    """Whether two names of one length differ in a single character: 沐阳县…, 沭阳县…."""
    return (
        len(one) == len(other) >= _SHORTEST_SLIP
        and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    )


def _organ_conflicts(
    organ: str | None, basis: str | None, publisher: str | None, signed: str | None, head: Head
) -> list[Finding]:
    """Other organs that the page names as the one who reports."""
    if organ is None or basis != "title":
        return []
    others = [("signature", signed), ("publisher", publisher), ("preamble", _named(head))]
    named = [(where, name) for where, name in others if name and _looks_like_organ(name)]
    slips = [f"{where} {name}" for where, name in named if _differ_in_one(organ, name)]
    against = [
        f"{where} {name}"
        for where, name in named
        if not _same_organ(organ, name) and f"{where} {name}" not in slips
    ]
    findings: list[Finding] = []
    if slips:
        words = "; ".join(slips)
        findings.append(
            note(
                "organ_differs_by_one",
                f"The title prints {organ}, the page also {words}: one character apart, a slip of "
                "one or two organs. The title is taken.",
                f"标题机关为{organ}，页面另写：{words}，仅一字之差。",
                cause=Cause.UNKNOWN,
            )
        )
    if against:
        words = "; ".join(against)
        findings.append(
            note(
                "organ_conflict",
                f"The title names {organ}, the page also names: {words}. The title is taken.",
                f"标题机关为{organ}，页面另写：{words}。",
                cause=Cause.SOURCE,
            )
        )
    return findings


def _evidence(
    page: Page,
    dossier: Dossier,
    head: Head,
    title: Title | None,
    box: fields.Fields,
    signed: str | None,
) -> places.Evidence:
    metas = page.metas
    texts = [
        ("title", title.folded if title else ""),
        ("publisher", box.publisher or ""),
        ("signature", signed or ""),
        ("site", compact(metas.get("sitename", ""))),
        ("source", compact(metas.get("contentsource", ""))),
        ("document", compact(page.title or "")),
        ("preamble", head.preamble[:600]),
        ("head", "".join(t.folded for t in head.lines[:6] if len(t.folded) <= 60)),
        ("tail", "".join(t.folded for t in head.tail[-4:] if len(t.folded) <= 60)),
        ("column", compact(dossier.hints.column or "")),
    ]
    codes: list[tuple[str, str]] = []
    site_code = metas.get("siteidcode", "")[:6]
    if re.fullmatch(r"[1-6]\d{5}", site_code):
        codes.append(("site code", site_code))
    if dossier.hints.adcode and re.fullmatch(r"\d{6}", dossier.hints.adcode):
        codes.append(("portal", dossier.hints.adcode))
    if box.org_code and len(box.org_code) == 18:
        codes.append(("organisation code", box.org_code[2:8]))
    return places.Evidence(tuple(t for t in texts if t[1]), tuple(codes))


def _host_conflicts(place: places.Place, page: Page, hints: Hints) -> list[Finding]:
    """Where the page's organ belongs elsewhere than its portal or its site."""
    division = place.division or place.within
    if division is None:
        return []
    found: list[Finding] = []
    site = page.metas.get("siteidcode", "")[:6]
    for code, host, zh, adcode in (
        ("portal_region_conflict", "portal", "门户", hints.adcode),
        ("site_region_conflict", "site", "网站标识码", site),
    ):
        if not adcode or not _ADCODE.fullmatch(adcode) or _related(division.adcode, adcode):
            continue
        found.append(
            note(
                code,
                f"The page names {division.name} ({division.adcode}), the {host} is that of "
                f"{adcode}. The page is taken.",
                f"页面地区为{division.name}（{division.adcode}），{zh}属于 {adcode}。",
                cause=Cause.SOURCE,
            )
        )
    return found


def _related(one: str, other: str) -> bool:
    """Whether one division lies in the other; those of one prefecture share its portal."""
    mine, its = one.rstrip("0"), other.rstrip("0")
    return mine.startswith(its[:4] if len(its) <= 4 else its) or its.startswith(mine)
