"""The shapes in which tables come out as text, each with what a careful reader finds in it.

Synthetic: the structure is that of published reports as tools leave them, organs and figures are
made up. `cells` has one entry a row, ``table.row: figures``, in the order of the columns of the form
(that of the year, unless the line begins with another):
a number is read, ``_`` is blank, ``?`` doubtful (nobody could tell), ``x`` absent; rows that are not
named are absent. Shapes of the years before 2019 (s07, s08, s36, s42) have tests of their own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """One shape: its text, the cells, the year; why gongkai does not find all of them yet; what it
    gets wrong without a word.
    """

    text: str
    cells: str
    year: int = 2023
    behind: str = ""
    silent: str = ""


def apart(text: str, before: str = "", after: str = "") -> str:
    """One cell a line, blank lines between."""
    return "\n\n".join(before + line + after for line in text.strip().split("\n"))


COLUMNS = "自然人\n法人或其他组织\n总计\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n"

SHAPES = {
    "s01": Shape(
        apart(
            "第二十条第(一)项\n信息内容\n本年新制作数量\n本年新公开数量\n对外公开总数量\n规章\n0\n0\n0\n"
            "规范性文件\n3\n2\n17\n第二十条第(八)项\n信息内容\n上一年项目数量\n本年增/减\n行政事业性收费\n4\n1"
        ),
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 3 2 17
        art20_8.administrative_fees: 4 1
        """,
        2019,
    ),
    "s02": Shape(
        apart(
            "申请人情况\n自然人\n法人或其他组织\n总计\n商业\n企业\n科研\n机构\n社会公益组织\n法律服务机构\n其他\n"
            "一、本年新收政府信息公开申请数量\n6\n1\n0\n2\n0\n0\n9\n(三)\n不予公开\n1.属于国家秘密\n0\n0\n0\n1\n0\n0\n1"
        ),
        """
        requests.new_received: 6 1 0 2 0 0 9
        requests.denied_state_secret: 0 0 0 1 0 0 1
        """,
    ),
    "s03": Shape(
        "信息内容\n\n本年新\n制作数量\n\n本年新\n公开数量\n\n对外公开总数量\n\n规章\n\n  0\n\n 0\n\n0\n\n规范性文件\n\n  2\n\n7 \n\n 31\n\n"
        "第二十条第(九)项\n\n信息内容\n\n采购项目数量\n\n采购总金额\n\n政府集中采购\n\n 5\n\n318",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 7 31
        art20_9.centralized_procurement: 5 318
        """,
        2019,
    ),
    "s04": Shape(
        "第二十条第(一)项 | ||||\n信息内容 | 本年新 | 本年新 | 对外公开总数量 | |\n规章 | 0 | 0 | 0 | |\n"
        "规范性文件 | 2 | 3 | 9 | |\n第二十条第(八)项 | ||||\n信息内容 | 上一年项目数量 | 本年增/减 | ||\n"
        "行政事业性收费 | 5 | 1 | ||\n第二十条第(九)项 | ||||\n信息内容 | 采购项目数量 | 采购总金额 | ||\n政府集中采购 | 8 | 72.25 |\n"
        "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和) | 申请人情况 | ||||||||\n"
        "自然人 | 法人或其他组织 | 总计 | |||||||\n商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |||||\n"
        "一、本年新收政府信息公开申请数量 | 7 | 2 | 0 | 0 | 1 | 0 | 10 | ||\n"
        "三、本年度办理结果 | (一)予以公开 | 6 | 2 | 0 | 0 | 1 | 0 | 9 | |",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 3 9
        art20_8.administrative_fees: 5 1
        art20_9.centralized_procurement: 8 72.25
        requests.new_received: 7 2 0 0 1 0 10
        requests.granted: 6 2 0 0 1 0 9
        """,
        2020,
    ),
    "s05": Shape(
        "二、主动公开政府信息情况第二十条第(一)项信息内容本年新制作数量本年新公开数量对外公开总数量规章000"
        "规范性文件(指各行政机关印发的有正式文号的文件)313141第二十条第(五)项",
        """
        art20_1.rules: ? ? ?
        art20_1.normative_documents: ? ? ?
        """,
        2019,
    ),
    "s06": Shape(
        "  第二十條第(一)項  | \n  信息內容  |   本年新 制作數量  |   本年新 公開數量  |   對外公開總數量  | \n"
        "  規章  |   0  |   0  |   2  | \n  規範性文件  |   4  |   4  |   26  | ",
        """
        art20_1.rules: 0 0 2
        art20_1.normative_documents: 4 4 26
        """,
        2019,
    ),
    "s09": Shape(
        "| 第二十条第(一)项 | |||\n| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 | \n| 规章 | 0 | 0 | 2 | \n"
        "| 行政规范性文件 | 5 | 1 | 19 | \n| 第二十条第(五)项 | |||\n| 信息内容 | 本年处理决定数量 | ||\n| 行政许可 | 47 | ||",
        """
        art20_1.rules: 0 0 2
        art20_1.normative_documents: 5 1 19
        art20_5.administrative_licensing: 47
        """,
    ),
    "s10": Shape(
        "示例县清溪镇人民政府2022年政府信息公开工作年度报告 |\n" + "|" * 400 + "\n来源: 作者: 时间:2023-01-01 点击率:【 打印 】 | "
        + "|" * 300 + "\n一、总体情况 2022年，本镇主动公开信息。二、主动公开政府信息情况 第二十条第（一）项 信息内容 本年制发件数 "
        "本年废止件数 现行有效件数 规章 0 0 0 行政规范性文件 2 0 6 第二十条第（五）项 信息内容 本年处理决定数量 行政许可 31",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 0 6
        art20_5.administrative_licensing: 31
        """,
        2022,
    ),
    "s11": Shape(
        apart(
            "第二十条第(一)项\n信息内容\n本年新 制作数量\n  \n本年新 公开数量\n  \n对外公开总数量\n规章\n0\n0\n0\n规范性文件\n2\n1\n8",
            "    ",
            " ",
        ),
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 1 8
        """,
        2019,
    ),
    "s12": Shape(
        apart(
            "第二十条第(一)项\n信息内容\n本年新制作数量\n本年新公开数量\n对外公开总数量\n规章\n规范性文件\n第二十条第(五)项\n信息内容\n"
            "上一年项目数量\n本年增/减\n处理决定数量\n行政许可\n其他对外管理服务事项\n一、本年新收政府信息公开申请数量\n"
            "二、上年结转政府信息公开申请数量\n三、本年度办理结果\n(一)予以公开"
        ),
        """
        2019 art20_1.rules: _ _ _
        2019 art20_1.normative_documents: _ _ _
        2019 art20_5.administrative_licensing: _ _ _
        2019 art20_5.other_external_services: _ _ _
        requests.new_received: _ _ _ _ _ _ _
        requests.carried_in: _ _ _ _ _ _ _
        requests.granted: _ _ _ _ _ _ _
        """,
        2022,
    ),
    "s13": Shape(
        "| \n 第二十条第(一)项  | |||\n| \n 信息内容  | \n 本年制发件数  | \n 本年废止件数  | \n 现行有效件数  | \n| \n 规章  | \n 0  | \n 0  | \n 0  | \n"
        "| \n 行政规范性文件  | \n 3  | \n 1  | \n 12  | \n| \n 第二十条第(五)项  | |||\n| \n 信息内容  | \n 本年处理决定数量  | ||\n| \n 行政许可  | \n 26  | ||",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 3 1 12
        art20_5.administrative_licensing: 26
        """,
    ),
    "s14": Shape(
        apart("第二十条第(一)项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件\n规章\n0\n0\n0\n行政规范性文件\n2\n0\n5")
        + "\n\n三、收到和处理政府信息公开申请情况\n\n    2021年，本镇收到政府信息公开申请4件，均已答复。\n\n"
        + apart("(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)\n申请人情况\n自然人\n法人或其他组织\n总计\n商业\n企业\n科研\n机构\n"
        "社会公益组织\n法律服务机构\n其他\n一、本年新收政府信息公开申请数量\n3\n1\n0\n0\n0\n0\n4"),
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 0 5
        requests.new_received: 3 1 0 0 0 0 4
        """,
        2022,
    ),
    "s15": Shape(
        "索引号: | 0000/2020-000014 | 主题分类: | |\n发布机构: | 示例镇 | 发文日期: | 2020-01-06 |\n公开方式: | 公开范围: | ||\n"
        "2019年示例镇政府信息公开工作年度报告 |\n" + "|" * 300 + "\n|\n" + "|" * 200 + "\n第二十条第(一)项 | |||\n"
        "信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |\n规章 | 0 | 0 | 0 |\n规范性文件 | 1 | 1 | 6 |",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 1 1 6
        """,
        2019,
    ),
    "s16": Shape(
        "第二十条第(一)项 | |||\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n规章 | 0 | 0 | 0 |\n行政规范性文件 | 4 | 0 | 13 |\n"
        "第二十条第(五)项 | |||\n信息内容 | 本年处理决定数量 | ||\n行政许可 | 85 | ||\n第二十条第(八)项 | |||\n信息内容 | 本年收费金额（单位：万元） | ||\n"
        "行政事业性收费 | 0 |\n申请人情况 | ||||||||||\n自然人 | 法人或其他组织 | 总计 | ||||||||\n"
        "商业 企业 | 科研 机构 | 社会公益组织 | 法律服务机构 | 其他 | ||||||\n"
        "一、本年新收政府信息公开申请数量 | 5 | 0 | 0 | 0 | 1 | 0 | 6 | |||\n"
        "三、本年度办理结果 | (一)予以公开 | 4 | 0 | 0 | 0 | 0 | 0 | 4 | ||\n"
        "(二)部分公开(区分处理的,只计这一情形,不计其他情形) | 1 | 0 | 0 | 0 | 1 | 0 | 2 | |||\n"
        "(三)不予公开 | 1.属于国家秘密 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | ||",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 4 0 13
        art20_5.administrative_licensing: 85
        art20_8.administrative_fees: 0
        requests.new_received: 5 0 0 0 1 0 6
        requests.granted: 4 0 0 0 0 0 4
        requests.partially_granted: 1 0 0 0 1 0 2
        requests.denied_state_secret: 0 0 0 0 0 0 0
        """,
        2022,
    ),
    "s17": Shape(
        apart("第二十条第(九)项\n信息内容\n采购项目数量\n采购总金额\n政府集中采购\n3\n94500元"),
        "art20_9.centralized_procurement: 3 94500",
        2019,
    ),
    "s18": Shape(
        apart(
            "第二十条第(五)项\n信息内容\n上一年项目数量\n本年数量\n处理决定数量\n其他对外管理服务事项\n6\n6\n213\n"
            "第二十条第(九)项\n信息内容\n采购项目数量\n采购总金额\n政府集中采购\n9\n237400.50"
        ),
        """
        art20_5.other_external_services: 6 ? 213
        art20_9.centralized_procurement: 9 237400.50
        """,
        2019,
    ),
    "s19": Shape(
        apart("第二十条第(五)项\n信息内容\n上一年项目数量\n本年增/\n处理决定数量\n行政许可\n8\n0\n164"),
        "art20_5.administrative_licensing: 8 0 164",
        2019,
    ),
    "s20": Shape(
        apart("信息内容\n本年新制作数量\n本年新\n公开数量\n对外公开\n总数量\n规章\n0\n0\n0\n规范性文件\n3\n3\n11"),
        """
        2019 art20_1.rules: 0 0 0
        2019 art20_1.normative_documents: 3 3 11
        """,
        2021,
    ),
    "s21": Shape(
        apart("第二十条第(一)项\n信息内容\n本年发件\n本年废止件数\n现行有效件\n规章\n0\n0\n0\n行政规范性文件\n2\n5\n14", "    "),
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 5 14
        """,
    ),
    "s22": Shape(
        "第二十条第(一)项 |\n|||\n信息内容 |\n本年 制发件数 |\n本年 废止件数 |\n现行有效件数 |\n规章 |\n0 |\n0 |\n0 |\n行政规范性文件 |\n2 |\n0 |\n7 |\n"
        "第二十条第(五)项 |\n|||\n信息内容 |\n本年处理决定数量 |\n||\n行政许可 |\n19 |\n||\n第二十条第(八)项 |\n|||\n信息内容 |\n"
        "本年收费金额(单位:万元) |\n||\n行政事业性收费 |\n3.5 |",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 0 7
        art20_5.administrative_licensing: 19
        art20_8.administrative_fees: 3.5
        """,
    ),
    "s23": Shape(
        "| 第二十条  第(一)项 | |||\n| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 | \n| 行政规范性文件 | 1 | 0 | 8 | \n"
        "| (本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和) | 申请人情况 | ||||||||\n| 自然人 | 法人或其他组织 | 总计 | |||||||\n"
        "| 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |||||\n| 一、本年新收政府信息公开申请数量 | 8 | 3 | 0 | 0 | 0 | 0 | 11 | ||",
        """
        art20_1.normative_documents: 1 0 8
        requests.new_received: 8 3 0 0 0 0 11
        """,
    ),
    "s24": Shape(
        apart("信息内容\n本年新\n制作数量\n本年新\n公开数量\n对外公开总数量\n规章\n0\n0\n1\n规范性文件\n4\n2\n20"),
        """
        art20_1.rules: 0 0 1
        art20_1.normative_documents: 4 2 20
        """,
        2019,
    ),
    "s25": Shape(
        "Page 9 - 示例区人民政府办公室2022年政府信息公开工作年度报告\nP. 9\n一、总体情况\n（一）主动公开情况。2022年，区政府办公室通过门户网站公开信息\n"
        "512条，其中政策文件38条，解读\n材料21条。",
        "",
        2022,
    ),
    "s26": Shape(
        "第二十条第(一)项\n\n信息内容\n\n本年新\n制作数量\n\n本年新\n公开数量\n\n对外公开总数量\n\n规章\n\n0\n\n0\n\n0\n\n规范性文件\n\n1\n\n1\n\n4\n\n"
        "第二十条第(五)项\n\n信息内容\n\n本年处理决定数量\n\n行政许可\n\n7\n\n第二十条第(八)项\n\n信息内容\n\n本年收费金额(单位:万元)\n\n行政事业性收费\n\n381.25",
        """
        2019 art20_1.rules: 0 0 0
        2019 art20_1.normative_documents: 1 1 4
        2021 art20_5.administrative_licensing: 7
        2021 art20_8.administrative_fees: 381.25
        """,
        2021,
    ),
    "s27": Shape(
        apart(
            "第二十条第(八)项\n信息内容\n上一年项目数量\n本年增/减\n行政事业性收费\n 4\n第二十条第(九)项\n信息内容\n采购项目数量\n采购总金额\n政府集中采购\n 2\n0"
        ),
        """
        art20_8.administrative_fees: ? ?
        art20_9.centralized_procurement: 2 0
        """,
        2019,
    ),
    "s28": Shape(
        "第二十条第(一)项 |\n|||\n信息内容 |\n本年制发件数 |\n本年废止件数 |\n现行有效件数 |\n规章 |\n0 |\n0 |\n0 |\n行政规范性文件 |\n1 |\n2 |\n3 |\n",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 1 2 3
        """,
        2021,
    ),
    "s29": Shape(
        "申请人情况 | ||||||||||\n自然人 | 法人或其他组织 | 总计 | ||||||||\n商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | ||||||\n"
        "一、本年新收政府信息公开申请数量 | 2 | ||||||||\n二、上年结转政府信息公开申请数量 | 0 | ||||||||\n三、本年度办理结果 | (一)予以公开 | 2 | |||||||",
        """
        requests.new_received: ? ? ? ? ? ? ?
        requests.carried_in: ? ? ? ? ? ? ?
        requests.granted: ? ? ? ? ? ? ?
        """,
    ),
    "s30": Shape(
        "2023年，本镇主动公开政府信息130条。\n\n" + apart("第二十条第(一)项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规 章\n0\n0\n0\n行政规范性文件\n1\n0\n2"),
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 1 0 2
        """,
    ),
    "s31": Shape(
        "|\n第二十条第(一)项 |\n|||\n|\n信息内容 |\n本年新制作数量 |\n本年新公开数量 |\n对外公开总数量 |\n|\n规章 |\n0 |\n0 |\n0 |\n|\n规范性文件 |\n3 |\n1 |\n9 |",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 3 1 9
        """,
        2020,
    ),
    "s32": Shape(
        "|\n第二十条第(一)项 | ||||\n|\n信息内容 |\n本年新制作数量 |\n本年新公开数量 |\n对外公开总数量 | |\n|\n规章 |\n0 |\n0 |\n0 | |\n|\n规范性文件 |\n2 |\n2 |\n6 | |\n"
        "|\n第二十条第(八)项 | ||||\n|\n信息内容 |\n上一年项目数量 |\n本年增/减 | |||\n|\n行政事业性收费 |\n5 |\n1 ",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 2 6
        art20_8.administrative_fees: 5 1
        """,
        2020,
    ),
    "s33": Shape(
        "二、主动公开政府信息情况\n2020年公开信息新增214条，其中政策信息31条、法定主动公开信息183条。\n三、收到和处理政府信息公开申请情\n"
        "收到政府信息公开申请3件，已全部按时回复办结。\n四、政府信息公开行政复议、行政诉讼情况\n本年度无行政复议、行政诉讼。",
        "",
        2020,
    ),
    "s34": Shape(
        apart(
            "第二十条第(一)项      \n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n0\n0      \n0\n行政规范性文件\n4\n2\n23\n"
            "第二十条第(五)项      \n信息内容\n本年处理决定数量      \n行政许可\n6204      "
        ),
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 4 2 23
        art20_5.administrative_licensing: 6204
        """,
    ),
    "s35": Shape(
        "第二十条第(一)项\n信息内容 本年新制作数量 本年新公开数量 对外公开总数量\n规章 0 0 0\n规范性文件 2 2 5\n第二十条第(五)项\n信息内容 上一年项目数量 本年增/减 处理决定数量\n"
        "行政许可 71 +140 211\n其他对外管理服务事项 9 +3 12\n第二十条第(六)项\n信息内容 上一年项目数量 本年增/减 处理决定数量\n行政处罚 4 -1 18\n行政强制 0 0 0\n"
        "第二十条第(八)项\n信息内容 上一年项目数量 本年增/减\n行政事业性收费 0 0\n第二十条第(九)项\n信息内容 采购项目数量 采购总金额\n政府集中采购 14 305.70万元\n\n"
        "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和) 申请人情况\n自然人 法人或其他组织 总计\n商业企业 科研机构 社会公益组织 法律服务机构 其他\n"
        "一、本年新收政府信息公开申请数量 4 0 0 0 0 1 5",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 2 5
        art20_5.administrative_licensing: 71 140 211
        art20_5.other_external_services: 9 3 12
        art20_6.administrative_penalty: 4 -1 18
        art20_6.administrative_coercion: 0 0 0
        art20_8.administrative_fees: 0 0
        art20_9.centralized_procurement: 14 305.70
        requests.new_received: 4 0 0 0 0 1 5
        """,
        2019,
    ),
    "s37": Shape(
        "第二十条第(一)项 |\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n规章 | 0 | 0 | 0 |\n行政规范性文件 | 0 | 0 | 2 |\n第二十条第(五)项 |\n"
        "信息内容 | 本年处理决定数量 |\n行政许可 | 427 |\n第二十条第(六)项 |\n信息内容 | 本年处理决定数量 |\n行政处罚 | 2316 |\n行政强制 | 209 |",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 0 0 2
        art20_5.administrative_licensing: 427
        art20_6.administrative_penalty: 2316
        art20_6.administrative_coercion: 209
        """,
    ),
    "s38": Shape(
        apart(
            "第二十條第（一）項\n信息內容\n本年新\n制作數(shù)量\n本年新\n公開數(shù)量\n對外公開總數(shù)量\n規(guī)章\n0\n0\n0\n規(guī)范性文件\n3\n3\n8\n"
            "第二十條第（九）項\n信息內容\n采購項目數(shù)量\n采購總金額\n政府集中采購\n21\n36400000"
        ),
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 3 3 8
        art20_9.centralized_procurement: 21 36400000
        """,
        2020,
    ),
    "s39": Shape(
        "示例旗某苏木 2021 年政府信息 公开工作年度报告 第二十条第（ 一） 项\n信息内 容 本年制发件 数 本年废 止件数 现行有 效件数\n规 章 0 0 0\n行政规 范性文件 2 0 4",
        """
        art20_1.rules: 0 0 0
        art20_1.normative_documents: 2 0 4
        """,
        2021,
    ),
    "s40": Shape(
        "四、结转下年度继续办理 0 0 0 0 0 1 1\n四、政府信息公开行政复议、行政诉讼情况\n行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结 结 其 尚\n结 结 其 尚 结 结 其 尚\n"
        "果 果 他 未\n总计 果 果 他 未 总 果 果 他 未 总\n维 纠 结 审\n维 纠 结 审 计 维 纠 结 审 计\n持 正 果 结\n持 正 果 结 持 正 果 结\n2 0 1 0 3 0 0 0 0 0 0 1 0 0 1",
        """
        requests.carried_forward: 0 0 0 0 0 1 1
        review_litigation.counts: 2 0 1 0 3 0 0 0 0 0 0 1 0 0 1
        """,
        2022,
    ),
    "s41": Shape(
        "四、因政府信息公开工作被申请行政复议提起行政诉讼情况\n行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结果 结果 其他 尚未 总\n"
        "维持 纠正 结果 审结 计 结果 结果 其他 尚未 总 结果 结果 其他 尚未 总\n维持 纠正 结果 审结 计 维持 纠正 结果 审结 计\n0 3 0 1 4 0 0 0 0 0 1 0 0 0 1",
        "review_litigation.counts: 0 3 0 1 4 0 0 0 0 0 1 0 0 0 1",
        2022,
    ),
    "s43": Shape(
        "第二十条第(一)项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n行政规范性文件\n第二十条第(五)项\n信息内容\n本年处理决定数量\n行政许可",
        """
        art20_1.rules: _ _ _
        art20_1.normative_documents: _ _ _
        art20_5.administrative_licensing: _
        """,
        2021,
    ),
}  # fmt: skip
