"""The words of a report: what an organ says in the sections that are not tables."""

from __future__ import annotations

from gongkai.demo.draw import choose, draw, shuffled
from gongkai.demo.figures import Figures
from gongkai.demo.organs import COUNTY, Organ

_OPENINGS = (
    "按照《中华人民共和国政府信息公开条例》第五十条的规定，{name}编制本年度报告。"
    "数据统计期限为{year}年1月1日至{year}年12月31日。",
    "现公布{name}{year}年政府信息公开工作年度报告。报告含六个部分，"
    "所列数据自{year}年1月1日起，至{year}年12月31日止。",
    "依据《中华人民共和国政府信息公开条例》（国务院令第711号）和国办公开办函〔2021〕30号文件，"
    "特向社会公布{name}{year}年度政府信息公开工作情况，统计截止日期为{year}年12月31日。",
)
_PUBLISHED = (
    "围绕{one}、{two}两类群众关注的事项，全年发布信息{count}条，其中{one}类{part}条。",
    "对{one}事项实行清单管理，逐条标明责任股室和更新周期；{two}信息按季度更新，全年共更新{count}条。",
    "全年通过县政府网站发布信息{count}条，把{two}的办理依据、流程和结果放在同一页面，方便对照查看。",
    "新设“{one}”专题，归集历年文件{part}份；{two}相关信息在形成后三个工作日内上网。",
)
_ASKED = (
    "本年新收政府信息公开申请{new}件，上年结转{carried}件，均有专人登记、跟踪和答复。",
    "收到公开申请{new}件，另有上年结转{carried}件。答复前逐件做法律审核，疑难件先与申请人电话沟通。",
    "申请受理实行“一件一档”。{year}年新收{new}件，上年转入{carried}件，结转下年度{left}件。",
)
_ASKED_NONE = (
    "本年度没有收到政府信息公开申请，受理渠道保持畅通。",
    "{year}年未收到公开申请，办公室仍按月核对邮箱、信函和线上平台，防止漏登。",
)
_MANAGED = (
    "文件起草时同步确定公开属性，不予公开的写明理由。年内对历史文件做了一次属性复核。",
    "建立信息目录台账，发布、修改、撤下均留痕；失效文件在页面上加注标识，不作删除。",
    "发布前由股室、办公室两级审核，重点核对人名、数字和附件，全年退回修改{part}条次。",
)
_PLATFORM = (
    "县政府网站公开专栏完成一次改版，老网址自动跳转，年报等历史栏目未中断。",
    "公开专区配备查询终端和纸质文件，全年接待查阅{part}人次；对老年人提供代查服务。",
    "在办事大厅张贴公开栏目二维码，扫码即可看到{two}的最新信息和政策解读稿。",
)
_SUPERVISED = (
    "公开工作纳入年度考核，占分{score}分；未发生责任追究情形。社会评议问卷回收{part}份。",
    "组织业务培训{score}次，以错例讲评为主；县政务公开机构抽查发现的{score}处问题已全部改正。",
    "聘请{score}名社会监督员试用公开专栏，所提意见逐条回复。",
)
_PROBLEMS = (
    "信息更新不够均衡，{one}信息集中在年末发布。",
    "部分解读材料照搬文件原文，群众不容易看懂。",
    "个别股室对公开范围把握偏紧，申请答复用时较长。",
    "公开专栏检索功能较弱，按文号查找时常无结果。",
    "兼职人员多、轮换快，业务衔接有空档。",
)
_REMEDIES = (
    "下一年将按月排定发布计划，由办公室逐月提醒。",
    "拟请业务骨干改写解读稿，多用问答和实例。",
    "将编印答复文书范例，集中学习两次，并缩短内部会签时间。",
    "将与网站技术单位一起补齐文号、日期两个检索条件。",
    "将固定一名专职人员，交接时列出未办结事项清单。",
)
_FEES_NONE = (
    "本年度未收取信息处理费。",
    "按规定免收信息处理费，没有其他需要报告的事项。",
)
_FEES = "{year}年向申请人发出收费通知{score}件，收取信息处理费{fee}元，已全额缴入国库。"
# Characters that GB 2312 lacks: 喆 and 镕 stand in GBK, 㙓 in GB 18030 only.
_CONTACTS = "本报告联系人：陈喆、周镕、吕㙓。"
_MORE = (
    "县政务公开机构认为需要报告的其他事项：无。",
    "年内承担了{county}公开标准目录修订任务，修订稿已在网站征求意见。",
    "所属单位的公开数据已按机构归口并入相应报告，不重复计算。",
)
_FEE_KINDS = ("government", "department")


def processing_fee(organ: Organ, year: int) -> int | None:
    """信息处理费 in yuan as section 6 prints it; None if it says that none was collected."""
    if organ.kind not in _FEE_KINDS or draw(0, 2, organ.key, year, "fee words") > 0:
        return None
    return 100 * draw(1, 19, organ.key, year, "processing fee")


def opening(organ: Organ, year: int) -> str:
    """The preamble."""
    return choose(_OPENINGS, organ.key, year, "opening").format(name=organ.name, year=year)


def contacts() -> str:
    """A sentence whose names need more than GB 2312."""
    return _CONTACTS


def overview(organ: Organ, year: int, figures: Figures) -> list[str]:
    """Section 1: the five matters that the form wants told, each in a paragraph."""
    words = _words(organ, year, figures)
    asked = _ASKED if figures["requests.new_received.total"] else _ASKED_NONE
    topics = (
        ("（一）主动公开。", _PUBLISHED),
        ("（二）依申请公开。", asked),
        ("（三）政府信息管理。", _MANAGED),
        ("（四）政府信息公开平台建设。", _PLATFORM),
        ("（五）监督保障。", _SUPERVISED),
    )
    return [
        head + choose(options, organ.key, year, head).format_map(words) for head, options in topics
    ]


def problems(organ: Organ, year: int, figures: Figures) -> list[str]:
    """Section 5: two shortcomings and what will be done about them."""
    words = _words(organ, year, figures)
    first, second = shuffled(range(len(_PROBLEMS)), organ.key, year, "problems")[:2]
    return [
        f"一是{_PROBLEMS[first].format_map(words)}二是{_PROBLEMS[second].format_map(words)}",
        _REMEDIES[first] + _REMEDIES[second],
    ]


def other_matters(organ: Organ, year: int, figures: Figures) -> list[str]:
    """Section 6: the processing fee, and sometimes something else."""
    words = _words(organ, year, figures)
    fee = processing_fee(organ, year)
    if fee is None:
        told = [choose(_FEES_NONE, organ.key, year, "no fee")]
    else:
        told = [_FEES.format_map({**words, "fee": fee})]
    if draw(0, 1, organ.key, year, "more"):
        told.append(choose(_MORE, organ.key, year, "more words").format_map(words))
    return told


def _words(organ: Organ, year: int, figures: Figures) -> dict[str, object]:
    one, two = shuffled(organ.field, organ.key, year, "field")[:2]
    count = draw(120, 1800, organ.key, year, "count")
    return {
        "name": organ.name,
        "county": COUNTY,
        "year": year,
        "one": one,
        "two": two,
        "count": count,
        "part": draw(11, count // 4, organ.key, year, "part"),
        "score": draw(2, 9, organ.key, year, "score"),
        "new": figures["requests.new_received.total"],
        "carried": figures["requests.carried_in.total"],
        "left": figures["requests.carried_forward.total"],
    }
