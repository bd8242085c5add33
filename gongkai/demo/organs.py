"""The invented organs of 示例县, and how much they have to report."""

from __future__ import annotations

from dataclasses import dataclass

COUNTY = "示例县"
FIRST_YEAR = 2021
LAST_YEAR = 2025


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ that reports.

    Attributes:
        key: short name, stable, used to draw figures and words.
        name: full name as printed.
        kind: government / government_office / department / township / subdistrict.
        load: typical number of requests a year.
        field: what its disclosure is about, for its prose.
        fees: whether it collects administrative fees.
        breaks_in: year in which its carried-in figures contradict last year's report.
        only_people: no company or association ever asks it for information.
    """

    key: str
    name: str
    kind: str
    load: int
    field: tuple[str, ...]
    fees: bool = False
    breaks_in: int | None = None
    only_people: bool = False


_ORGANS = (
    Organ(
        "gov",
        "示例县人民政府",
        "government",
        160,
        ("重大建设项目", "营商环境政策", "社会救助", "生态环境监测"),
        fees=True,
    ),
    Organ(
        "office",
        "示例县人民政府办公室",
        "government_office",
        14,
        ("县政府常务会议", "规范性文件清理", "议案提案办理", "值班与应急联络"),
    ),
    Organ(
        "education",
        "示例县教育局",
        "department",
        18,
        ("义务教育招生", "学生资助", "教师招聘", "校外培训治理"),
        fees=True,
    ),
    Organ(
        "finance",
        "示例县财政局",
        "department",
        12,
        ("部门预决算", "政府采购", "惠农补贴", "政府债务"),
        fees=True,
    ),
    Organ(
        "health",
        "示例县卫生健康局",
        "department",
        10,
        ("医疗机构校验", "疫苗接种", "公共场所卫生", "妇幼保健"),
        only_people=True,
    ),
    Organ(
        "housing",
        "示例县住房和城乡建设局",
        "department",
        34,
        ("老旧小区改造", "保障性住房分配", "商品房预售", "燃气安全"),
        fees=True,
        breaks_in=2024,
    ),
    Organ(
        "resources",
        "示例县自然资源局",
        "department",
        40,
        ("征地补偿", "国土空间规划", "不动产登记", "矿业权出让"),
        fees=True,
    ),
    Organ(
        "market",
        "示例县市场监督管理局",
        "department",
        16,
        ("食品抽检", "特种设备检验", "企业信用修复", "消费投诉"),
    ),
    Organ(
        "yangli",
        "示例县样例镇人民政府",
        "township",
        4,
        ("低保评议", "农村宅基地审批", "村务公开", "防汛物资"),
    ),
    Organ(
        "fanli",
        "示例县范例镇人民政府",
        "township",
        5,
        ("高标准农田", "临时救助", "人居环境整治", "集体资产清查"),
        only_people=True,
    ),
    Organ(
        "xugou",
        "示例县虚构街道办事处",
        "subdistrict",
        6,
        ("社区网格服务", "物业纠纷调解", "养老助餐", "楼道堆物清理"),
    ),
    Organ(
        "jiashe",
        "示例县假设乡人民政府",
        "township",
        3,
        ("护林防火", "饮水工程", "产业帮扶", "道路养护"),
    ),
)

ORGANS = {organ.key: organ for organ in _ORGANS}
