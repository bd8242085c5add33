"""Is the page an annual report? Near-misses are refused, with the words that show it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers import sections
from parsers.documents.blocks import Line, Page
from parsers.errors import DocumentError, RefusedError
from parsers.identity.dates import period_year
from parsers.identity.titles import REPORT_WORDS, Head, candidates, read_head
from parsers.identity.words import compact

# Numbers that the aligner placed: from here on the tables themselves are the evidence.
_FILLED = 40
_SOME = 12
# A blank form has next to no prose of its own.
_FORM_PROSE = 260
_SECTIONS = 3

_INTERPRETATION = re.compile(
    r"(?:解读|图解|图说|一图|长图|动漫|漫画|H5|视频|问答)(?!材料|回应|工作)"
)
_WITH_PICTURE = re.compile(
    r"[(（]?(?:含|附|及|并附)[^()]{0,6}(?:解读|图解|图说|长图|一图)[^()]{0,8}[)）]?"
)
_COMPANY = re.compile(
    r"(?:公司|集团|银行|证券|基金)(?:20\d\d年?度?)?(?:[^。]{0,12})(?:年度报告|年报|年度财务|半年度报告)"
)
_COMPANY_BODY = re.compile(
    r"股票代码|证券代码|证券简称|董事会|监事会|净利润|营业收入|注册资本|法定代表人|股东大会|国有资产保值"
)
_WEBSITE = re.compile(
    r"政府网站(?:工作)?年度(?:工作)?报[表告]|网站工作年度报表|政务新媒体[^。]{0,8}年度报[表告]|网站监管年度报表"
)
_OTHER_REPORT = re.compile(
    r"(?:法治政府|依法行政|法治建设|财政|预算|决算|审计|统计|行政执法|行政处罚|政务服务|环境|生态|卫生|教育|质量|知识产权|社会信用"
    r"|普法|扶贫|防震减灾|就业|气象|地质|消费|营商环境|民生|社会责任|国民经济|政府|党建|党务|安全生产|应急|双公示|行政许可|河长制|档案|气候)"
    r"[^。公]{0,16}(?:报告|年报|公报|白皮书|公开表|情况说明)"
)
_HALF_YEAR = re.compile(
    r"(?:上|下)半年|第?[一二三四1-4]季度|(?<!\d)(?:[1-9]|1[0-2])[-—至](?:[1-9]|1[0-2])月|月报|季报|半年"
)
_GUIDE = re.compile(
    r"(?:指南|制度|目录|办法|规定|细则|条例|规范|流程图?|要点|方案|计划|意见|预案|清单|申请表)(?:\([^()]*\))?$"
)
_NOTICE = re.compile(r"(?:的|格式)?(?:通知|函|通报|通告|请示|批复)(?:\([^()]*\))?$")
_FORM = re.compile(
    r"年度报告(?:的)?(?:格式|模[板版]|样[式本表]|范本)|年报(?:的)?(?:格式|模[板版]|样[式本表]|范本)|(?:模[板版]|样[式本表]|范本|格式)(?:\([^()]*\))?$|填报说明|编制说明|格式(?:\(试行\))?的通知"
)
_PLACEHOLDER = re.compile(
    r"[×xX＊*_]{2,}(?:年|县|市|区|局|镇|单位|机关|部门)|[(（](?:单位|机关|部门)名称[)）]|文字描述"
)
_NEWS = re.compile(
    r"召开|举办|举行|开展|部署|推进会|培训|组织|赴|调研|出炉|亮相|公布20|发布20|发布[《了]|晒出|顺利完成|按时(?:完成|发布|公布)|获|走在|排名|我[省市县区局镇](?:发布|公布|完成)"
)
_NEWS_BODY = re.compile(
    r"本报讯|记者|新华社|通讯员|日前[,,]|近日[,,]|[(（]责任编辑|来源:[^。]{0,12}(?:日报|晚报|新闻网|新华)"
)
_ESSAY = re.compile(
    r"(?=.*公开.*(?:报告|年报))(?:(?:浅[谈析议论]|试?论(?!坛)|略论|刍议|我国|基于)|.*(?:研究|探析|浅析|分析|评估|评价|思考|探讨|综述|启示|比较|的完善|对策)(?:\([^()]*\))?$)"
)
_ESSAY_BODY = re.compile(r"参考文献|\[(?:J|M|D|N|C|EB/OL)\]|作者简介|(?:内容)?摘要:.*关键词:")
_LIST_ROW = re.compile(
    r".{0,60}(?:年度报告|年报|工作报告)[^。]{0,12}(?:20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?)?[\])】]?$"
)
_COMPILED = re.compile(
    r"条例[^。]{0,60}(?:编制|公布|发布|制作|撰写|形成)|(?:本|年度)报告[^。]{0,20}(?:编制|组成|包括)|(?:报告|公布)如下"
)
# Words of every report; text that was decoded rightly does not hold several of them by chance.
_USUAL = re.compile("政府|公开|年度|报告|工作|申请|条例|行政|情况|主动")
_USUAL_WORDS = 3
_REPORT = re.compile(r"[报報]告|年[报報]")
_ATTACHED = re.compile(
    r"\.(?:pdf|docx?|wps|xlsx?|ofd|zip|rar)(?:$|[\s)）\]】])|^附件[:：\d]|(?:点击|下载)(?:查看|阅读|下载|全文|附件)",
    re.IGNORECASE,
)
_OLD_OUTLINE = re.compile(
    r"[#*]*(?:第?[一二三四五六七八九十]{1,2}(?:部分)?[、.,:]|[((][一二三四五六七八九十][))])[^。]{0,30}?(?:公开|申请|复议|诉讼|问题|收费|概述|概况|总体情况|其他|建议|措施|打算|基本情况)"
)


@dataclass(slots=True)
class _Facts:
    names: list[str]
    report_title: bool
    full_title: bool
    complete_title: bool
    sections: int
    outline: int
    prose: int
    rows: int


def _facts(page: Page, head: Head) -> _Facts:
    titles = candidates(page, head, None)
    # Lines of the head count as names only if they read like a title, not like prose.
    names = [t.folded for t in titles if t.basis in ("meta", "heading", "document") or t.words]
    if any(t.words and t.years and t.organ for t in titles):
        # Beside a whole title, the headings of a menu (政策解读) say nothing.
        names = [t.folded for t in titles if t.words]
    if not names:
        names = [text.folded for text in head.lines[:3] if len(text.folded) <= 60]
    prose = outline = rows = 0
    for block in page.blocks:
        texts = (
            [block.text]
            if isinstance(block, Line)
            else [c.text for c in block.cells if len(c.text) > 12]
        )
        for text in texts:
            length = len(text)
            if length >= 25 and ("。" in text or "；" in text):
                prose += length
            if 4 <= length <= 90:
                if text[0] in "一二三四五六七八九十第(（#*" and _OLD_OUTLINE.match(compact(text)):
                    outline += 1
                if _REPORT.search(text) and _LIST_ROW.match(compact(text)):
                    rows += 1
    return _Facts(
        names=names,
        report_title=any(t.words for t in titles),
        complete_title=any(
            t.words and t.years and t.organ
            for t in titles
            if t.basis in ("meta", "heading", "line", "joined")
        ),
        full_title=any(t.words and (t.years or t.organ) for t in titles),
        sections=sections.count(page),
        outline=outline,
        prose=prose,
        rows=rows,
    )


def _refuse(code: str, message: str, evidence: str) -> RefusedError:
    return RefusedError(
        message, code=code, action="Nothing to do: it is no annual report.", evidence=evidence[:200]
    )


def _found(pattern: re.Pattern[str], names: list[str]) -> str | None:
    return next((name for name in names if pattern.search(name)), None)


def classify(page: Page, table_hits: int) -> None:
    """Lets an annual report pass and refuses what only looks like one.

    Args:
        page: the document, read.
        table_hits: how many cells with a printed number the aligner found.

    Raises:
        RefusedError: with a stable code (interpretation, news, company_report, blank_form,
            website_report, other_annual_report, half_year_statistics, list_page, guide, essay,
            not_a_report) and the words of the page that show it.
        DocumentError: code body_missing: the title of a report stands over a link to an
            attachment, a picture or a lone preamble. Code mojibake: the page was decoded wrongly
            before it was saved.
    """
    head = read_head(page)
    facts = _facts(page, head)
    names = facts.names
    _refuse_by_kind(facts, table_hits)
    if table_hits >= _FILLED:
        return
    _refuse_forms(facts, head, table_hits)
    whole = facts.sections >= _SECTIONS or facts.outline >= 4
    if table_hits >= _SOME and (facts.report_title or facts.sections >= 2):
        return
    if facts.report_title and (whole or (table_hits > 0 and facts.sections >= 2)):
        if facts.prose < 80 and facts.rows >= 5 and table_hits == 0:
            raise _refuse("list_page", "The page lists reports and is none.", names[0])
        return
    # Title lost in extraction: the headings of the standard are evidence of their own.
    if facts.sections >= 4 and facts.prose >= _FORM_PROSE:
        return
    _fail_without_body(page, facts, head)
    _refuse_rest(facts, head)
    if facts.full_title and facts.prose >= 400 and facts.outline >= 2:
        return
    # The first years knew no outline: the title, and a text that says of itself what it is.
    if facts.complete_title and facts.prose >= 400 and _COMPILED.search(head.body):
        return
    _fail_mojibake(head)
    raise _refuse(
        "not_a_report",
        "The page has neither the tables nor the sections of an annual report.",
        names[0] if names else head.preamble[:80],
    )


def _refuse_by_kind(facts: _Facts, hits: int) -> None:
    """Kinds that are told by their title, whatever tables the page shows."""
    names = facts.names
    website = _found(_WEBSITE, names)
    if website and (hits < _FILLED or not REPORT_WORDS.search(website)):
        raise _refuse("website_report", "The yearly report form of a government website.", website)
    for name in names:
        plain = _WITH_PICTURE.sub("", name)
        if _INTERPRETATION.search(plain) and (hits < _FILLED or plain.endswith(("解读", "图解"))):
            raise _refuse("interpretation", "The page explains a report and is none.", name)
    essay = next((name for name in names if _ESSAY.match(name)), None)
    if essay and hits < _SOME:
        raise _refuse("essay", "The page writes about such reports and is none.", essay)
    company = _found(_COMPANY, names)
    if company and not ("公开" in company and hits >= _SOME):
        raise _refuse("company_report", "The annual report of a company.", company)
    half = next((n for n in names if _HALF_YEAR.search(n) and "年度报告" not in n), None)
    if (
        half
        and (hits < _FILLED or "统计" in half)
        and not (REPORT_WORDS.search(half) and hits >= _FILLED)
    ):
        raise _refuse("half_year_statistics", "Statistics of a part of a year.", half)


def _refuse_forms(facts: _Facts, head: Head, hits: int) -> None:
    names = facts.names
    form = _found(_FORM, names) or next(
        (t.folded for t in head.lines[:12] if len(t.folded) <= 60 and _FORM.search(t.folded)), None
    )
    if (
        hits < _SOME
        and form is not None
        and (facts.sections >= 2 or "格式" in form or "模" in form)
    ):
        if facts.full_title and facts.prose > 4 * _FORM_PROSE and _found(_FORM, names) is None:
            return
        raise _refuse("blank_form", "The form of the notice without a report's figures.", form)
    if hits == 0 and facts.sections >= _SECTIONS and facts.prose < _FORM_PROSE:
        placeholder = next((t.folded for t in head.lines if _PLACEHOLDER.search(t.folded)), None)
        if placeholder or not facts.full_title:
            raise _refuse(
                "blank_form",
                "The labels of the form stand without figures, organ and text.",
                placeholder or (names[0] if names else ""),
            )


def _fail_without_body(page: Page, facts: _Facts, head: Head) -> None:
    """A report's title over a link, a picture or a preamble: the report is elsewhere, unread."""
    if not facts.complete_title or facts.sections or facts.outline >= 2 or facts.rows >= 5:
        return
    lines = [*head.lines, *head.tail]
    attached = next((t.raw for t in lines if len(t.raw) <= 120 and _ATTACHED.search(t.raw)), None)
    period = period_year(head.preamble) is not None and facts.prose < 600
    if attached is None and not page.images and not period:
        return
    if any(_NEWS.search(name) for name in facts.names):
        return
    raise DocumentError(
        "The page bears the title of a report, but its body is not on it.",
        code="body_missing",
        action="Look for the attachment or the picture that holds the report.",
        evidence=(attached or facts.names[0])[:200],
    )


def _fail_mojibake(head: Head) -> None:
    """A report of which some tool read the UTF-8 as GBK or Latin is a report all the same."""
    printed = "\n".join(text.raw for text in head.lines)
    for encoding in ("gb18030", "cp1252"):
        meant = printed.encode(encoding, "ignore").decode("utf-8", "ignore")
        words = sorted(set(_USUAL.findall(meant)))
        if len(words) >= _USUAL_WORDS:
            raise DocumentError(
                "The page's characters were decoded wrongly before it was saved.",
                code="mojibake",
                action="Fetch the page again, and keep its bytes as they are.",
                evidence=f"{printed[:60]} -> {', '.join(words)}",
            )


def _refuse_rest(facts: _Facts, head: Head) -> None:
    names = facts.names
    if (facts.rows >= 5 and facts.prose < 600) or (
        facts.rows >= 1 and facts.prose < 60 and facts.outline < 2
    ):
        raise _refuse("list_page", "The page lists reports and is none.", names[0] if names else "")
    other = next((n for n in names if _OTHER_REPORT.search(n) and "公开" not in n), None)
    if other:
        raise _refuse("other_annual_report", "An annual report on something else.", other)
    news = next((n for n in names if _NEWS.search(n)), None)
    body = _NEWS_BODY.search(head.body[:1500])
    essay = None if facts.complete_title else _ESSAY_BODY.search(head.body)
    if essay is not None:
        raise _refuse("essay", "The page writes about such reports and is none.", essay.group())
    if news or (body is not None and facts.sections < 2):
        raise _refuse("news", "A news item.", news or (body.group() if body else ""))
    guide = _found(_GUIDE, names)
    if guide:
        raise _refuse("guide", "Rules or a guide, not a report.", guide)
    notice = _found(_NOTICE, names)
    if notice:
        raise _refuse("not_a_report", "A notice, not a report.", notice)
    company = _COMPANY_BODY.search(head.body)
    if company is not None and not facts.report_title:
        raise _refuse("company_report", "The annual report of a company.", company.group())
    years = next((n for n in names if re.search(r"年度报告|年报", n) and "公开" not in n), None)
    if years:
        raise _refuse("other_annual_report", "An annual report on something else.", years)
