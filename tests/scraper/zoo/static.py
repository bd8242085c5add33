"""Families whose lists are in the HTML, told by their addresses."""

from __future__ import annotations

from functools import partial
from urllib.parse import urljoin

from gongkai.demo import pages
from tests.scraper.zoo.base import Zoo, by_year, reports
from tests.scraper.zoo.plan import Plan, by_script, following, table

_HEX = "64f1c0d2e9b84a7c"


def _stem(first: str, n: int, total: int, mark: str = "_", base: int = 0) -> str:
    """``x.html`` -> ``x_2.html``; directories have ``index.html``."""
    if n == 1:
        return first
    if first.endswith("/"):
        return f"{first}index{mark}{n - base}.html"
    stem, dot, ending = first.rpartition("/")[2].partition(".")
    return urljoin(first, f"{stem}{mark}{n - base}{dot}{ending}")


def content_units() -> Zoo:
    """Extensionless: ``/zwgk/xxgknb/bm``, ``bm_2``, ``content_20101``."""
    plan = Plan("content", lambda r, c: f"{c}/content_{r.number}", _stem, deep=True,
                container='<div class="govIntro">')  # fmt: skip
    return plan.units("/zwgk/xxgknb", "/zwgk/xxgknb/bm", "/zwgk/xxgknb/xz")


def publicity() -> Zoo:
    """Extensionless, the publicity dialect; pages that only a script turns."""
    plan = Plan("content", lambda r, c: f"{c}/{r.number}", _stem, pager=by_script,
                container='<div class="article_content">')  # fmt: skip
    return plan.years("/publicity/zfxxgknb", lambda y: f"/publicity/zfxxgknb/n{y}n")


def hunan() -> Zoo:
    """Numeric directories; the county's own report of each year is a column page itself."""
    plan = Plan("hunan", lambda r, c: urljoin(c, f"content_{r.number}.html"), _stem, meta=False,
                pager=by_script)  # fmt: skip
    own = [r for r in reports() if r.kind == "government"]
    rest = [r for r in reports() if r.kind != "government"]
    column = "/30178/36921/index.htm"
    tabs = [(f"{r.year}年", f"/30178/36921/{41000 + r.year}/index.htm") for r in own]
    tabs.append(("部门乡镇年报", "/30178/36921/36950/index.htm"))
    plan.begin(column, tabs)
    plan.part("/30178/36921/36950/index.htm", "部门乡镇年报", rest)
    for report, (_, path) in zip(own, tabs, strict=False):
        plan.zoo.document(path, report, plan.container, pages.links(tabs, "tabs"))
    return plan.zoo


def hunan_default() -> Zoo:
    """Numeric directories whose lists are ``default.htm``, with links."""
    plan = Plan("hunan", lambda r, c: urljoin(c, f"content_{r.number}.html"), _stem, rows=table)
    return plan.units("/16/30/default.htm", "/16/30/36/default.htm", "/16/30/37/default.htm")


def rednet() -> Zoo:
    """红网: ``/c26829/``, ``pages/2.html``; the years are columns beside the column."""

    def page(first: str, n: int, total: int) -> str:
        return first if n == 1 else urljoin(first, f"pages/{n}.html")

    plan = Plan("rednet", lambda r, c: f"{c.removesuffix('index.html')}{r.day:%Y%m%d}/i{r.number}.html", page,
                meta=False, deep=True)  # fmt: skip
    return plan.years("/c26829/index.html", lambda y: f"/c{24900 + y}/index.html", tabs=False)


def siteserver() -> Zoo:
    """SiteServer: ``/channels/36789.html``, ``36789_2.html``, ``/contents/36789/238168.html``."""
    plan = Plan("siteserver", lambda r, c: f"/contents/{c[10:15]}/{r.number}.html", _stem,
                pager=by_script, meta=False)  # fmt: skip
    return plan.units("/channels/36789.html", "/channels/36790.html", "/channels/36791.html")


def xian() -> Zoo:
    """Xi'an: ``/zfxxgk/zfxxgknb/xj/1.html``, articles of 19 digits."""
    plan = Plan("xian", lambda r, c: urljoin(c, f"17533116886161{r.number}.html"),
                lambda first, n, total: urljoin(first, f"{n}.html"), pager=following)  # fmt: skip
    base = "/zfxxgk/zfxxgknb"
    return plan.units(f"{base}/1.html", f"{base}/xj/1.html", f"{base}/zj/1.html")


def xian_hex() -> Zoo:
    """Xi'an before: articles of 24 hexadecimal digits, a pager that only a script turns."""
    plan = Plan("xian", lambda r, c: urljoin(c, f"{_HEX}{r.number:08x}.html"),
                lambda first, n, total: urljoin(first, f"{n}.html"), pager=by_script)  # fmt: skip
    return plan.one("/zwgk/xxgknb/1.html")


def shandong() -> Zoo:
    """Ji'nan: ``/gongkai/channel_<hex>/``, ``doc_<hex>.html``."""
    channel = "/gongkai/channel_{}" + f"{_HEX}000"
    plan = Plan("shandong", lambda r, c: f"{c}doc_{_HEX}{r.number:08x}.html", partial(_stem, base=1),
                meta=False)  # fmt: skip
    return plan.years(f"{channel.format('a0000')}/", lambda y: f"{channel.format(f'a{y}')}/")


def xxgk_show() -> Zoo:
    """``/xxgk-list-ndbg.html``, ``xxgk-list-ndbg-2.html``, ``/xxgk-show-68331.html``."""
    plan = Plan("xxgk", lambda r, c: f"/xxgk-show-{r.number}.html", partial(_stem, mark="-"),
                pager=by_script, rows=table)  # fmt: skip
    return plan.one("/xxgk-list-ndbg.html")


def ankang() -> Zoo:
    """``/Node-2673.html``, ``Node-2673_2.html``, ``/Content-2673984.html``; years beside it."""
    plan = Plan("ankang", lambda r, c: f"/Content-26{r.number}.html", _stem, meta=False)
    return plan.years("/Node-70000.html", lambda y: f"/Node-{70000 + y}.html", "{}年度")


def eportal() -> Zoo:
    """eportal: pages turned by ``next(N)``, asked of ``/eportal/ui``."""
    module = _HEX * 2

    def page(first: str, n: int, total: int) -> str:
        query = f"pageId=5839514&moduleId={module}&currentPage={n}&staticRequest=yes"
        return first if n == 1 else f"/eportal/ui?{query}"

    def pager(addresses: list[str], number: int) -> str:
        return (
            f"<div class='page'>共{len(addresses)}页 <a href='javascript:next({number + 1})'>下一页</a></div>"
            f"<script>function next(n){{ turn('/eportal/ui?moduleId={module}&pageId=5839514', n) }}</script>"
        )

    sign = '<input type="hidden" name="eprotalCurrentPageId" value="5839514">'
    plan = Plan("eportal", lambda r, c: c.replace("/index.html", f"/20260116{r.number}/index.html"), page,
                pager=pager, extra=sign)  # fmt: skip
    return plan.one("/dwq/zfxxgkzl/zfxxgknb49/index.html")


def vsb() -> Zoo:
    """VSB: pages counted down, and a column page that is the report."""

    def page(first: str, n: int, total: int) -> str:
        return first if n == 1 else first.replace(".htm", f"/{total - n + 1}.htm")

    plan = Plan("vsb", lambda r, c: f"/info/2961/{r.number}.htm", page, pager=following,
                container='<div id="vsb_content"><div class="v_news_content">')  # fmt: skip
    base = "/zfxxgk/zfxxgknb"
    own, rest = reports()[0], reports()[1:]
    tabs = [("县直部门", f"{base}/bm.htm"), ("乡镇（街道）", f"{base}/xz.htm"), (f"{own.year}年县政府年报", f"{base}/xzf.htm")]  # fmt: skip
    plan.begin(f"{base}.htm", tabs)
    plan.part(tabs[0][1], "县直部门", [r for r in rest if r.high])
    plan.part(tabs[1][1], "乡镇（街道）", [r for r in rest if not r.high])
    plan.zoo.document(tabs[2][1], own, plan.container)
    return plan.zoo


def vsb_query() -> Zoo:
    """VSB: an egovinfo list whose pager stands in the query."""

    def page(first: str, n: int, total: int) -> str:
        return first if n == 1 else f"/zwgk/list.jsp?totalpage={total}&PAGENUM={n}&urltype=tree.TreeTempUrl&wbtreeid=1039"  # fmt: skip

    org = "11532324015173465N-"
    plan = Plan("vsb", lambda r, c: f"/info/egovinfo/1007/overt_centent/{org}/{r.day.year}-{r.number:08d}.htm",
                page, pager=following, rows=table, container='<div class="v_news_content">')  # fmt: skip
    return plan.one("/zwgk/list.jsp?urltype=egovinfo.EgovInfoList&wbtreeid=1039")


def trs_guangxi() -> Zoo:
    """Guangxi: ``t17981192.shtml`` without a date, ``Pager({...})``, a second page for telephones."""

    def pager(addresses: list[str], number: int) -> str:
        return (
            f"<script>Pager({{size:{len(addresses)}, current:{number - 1}, prefix:'index', "
            "suffix:'shtml'});</script>"
        )

    def rows(found: list) -> str:
        doubled = [
            pair
            for url, r in found
            for pair in ((url, r), (url.replace(".shtml", "_wap.shtml"), r))
        ]
        return table(doubled)

    plan = Plan("trs", lambda r, c: f"{c}t179{r.number}.shtml",
                lambda first, n, total: first if n == 1 else f"{first}index_{n - 1}.shtml",
                pager=pager, rows=rows, container='<div class="TRS_Editor">')  # fmt: skip
    return plan.units(
        "/zfxxgk/zfxxgknb/", "/zfxxgk/zfxxgknb/zfxxgknb_2/", "/zfxxgk/zfxxgknb/zfxxgknb_3/"
    )


def trs_one_based() -> Zoo:
    """Pages counted from 1: ``createPageHTML('paging', 3, 1, 'index', 'html', 12)``."""

    def pager(addresses: list[str], number: int) -> str:
        return (
            f"<script>createPageHTML('paging',{len(addresses)},{number},'index','html');</script>"
        )

    plan = Plan("trs", lambda r, c: f"{c}{r.day:%Y%m}/t{r.day:%Y%m%d}_{r.number}.html", _stem,
                pager=pager, container='<div class="TRS_UEDITOR">')  # fmt: skip
    return plan.years("/zwgk/zfxxgknb/", lambda y: f"/zwgk/zfxxgknb/n{y}n/")


def trs_by_click() -> Zoo:
    """Anchors without an address: ``onclick="jumpToDetail('./…')"``; years, then units."""

    def rows(found: list) -> str:
        return "<ul>" + "".join(
            f"<li><a href='javascript:void(0)' onclick=\"jumpToDetail('{url}')\">{r.title}</a><i>{r.day}</i></li>"
            for url, r in found
        ) + "</ul>"  # fmt: skip

    plan = Plan("trs", lambda r, c: f"{c}{r.day:%Y%m}/t{r.day:%Y%m%d}_{r.number}.html", partial(_stem, base=1),
                pager=lambda a, n: f'<script>createPageHTML({len(a)}, {n - 1}, "index", "html");</script>',
                rows=rows, container='<div class="TRS_Editor">')  # fmt: skip
    years = by_year(reports())
    base = "/zwgk/zfxxgk/zfxxgknb/"
    plan.begin(base, [(f"{year}年", f"{base}{year}n/") for year in years])
    for year, found in years.items():
        units = [("部门", f"{base}{year}n/bm/"), ("乡镇", f"{base}{year}n/xz/")]
        plan.part(f"{base}{year}n/", f"{year}年", (), units)
        plan.part(units[0][1], "部门", [r for r in found if r.high])
        if any(not r.high for r in found):
            plan.part(units[1][1], "乡镇", [r for r in found if not r.high])
        else:
            plan.part(units[1][1], "乡镇", ())
    return plan.zoo


PORTALS = {
    "content/units": content_units,
    "content/publicity": publicity,
    "hunan/own": hunan,
    "hunan/default": hunan_default,
    "rednet": rednet,
    "siteserver": siteserver,
    "xian": xian,
    "xian/hex": xian_hex,
    "shandong": shandong,
    "xxgk": xxgk_show,
    "ankang": ankang,
    "eportal": eportal,
    "vsb": vsb,
    "vsb/query": vsb_query,
    "trs/guangxi": trs_guangxi,
    "trs/one-based": trs_one_based,
    "trs/click": trs_by_click,
}
