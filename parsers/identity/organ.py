"""What kind of organ a name is, and for whom its report speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OFFICE = re.compile(
    r"(?:人民政府|政府|管委会|管理委员会|行政公署|行署)(?:办公室|办公厅|办|综合办公室|党政办公室|综合办|党政办)$"
    r"|(?:党政|党政综合|委区管委会)办(?:公室)?$|^府办$|(?<=[县区市旗州])(?:府办|政府办|政办)$|党委办公室$"
)
_GOVERNMENT = re.compile(r"(?:人民政府|政府|行政公署|行署)(?:本级)?$")
_ZONE = re.compile(
    r"管委会$|(?:区|园|新城|港|基地|岛|带|旅游区|工业城|商务城)管理委员会$"
    r"|(?:开发区|管理区|示范区|高新区|经开区|园区|景区|试验区|实验区|工业区|度假区|保税区|保护区|产业区|新城|经济区)$"
)
_SUBDISTRICT = re.compile(r"(?:街道|街道办|街道办事处|街办|街|地区办事处)(?:人民政府)?$")
_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)(?:人民政府|政府)?$")
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|厅|署|总队|支队|大队|分局|分局机关|办公室|办|处|指挥部|部|队|海关|法院|检察院|国资办|管理处|执法局|科委|发改委|卫健委)$"
)
_INSTITUTION = re.compile(
    r"(?:医院|卫生院|学校|中学|小学|大学|学院|幼儿园|公司|集团|中心|馆|台|站|所|院|社|协会|联合会|残联|文联|科协|总工会|工会|妇联|团委|银行|学会|红十字会|供销社|服务中心|研究院|电视台|基金会)$"
)

_OWN = re.compile(
    r"(?:本|我)(?:办公室|办公厅|办(?!理|事|法|案))|(?:政府办公室|政府办|管委会办公室)(?:20\d\d年度?)?(?:政府)?(?:信息|政务)公开"
)
_WHOLE = re.compile(
    r"(?:全|本|我)(?:县|区|市|旗|州|省|盟)(?:20\d\d年度?)?(?:人民)?(?:政府)?(?:信息|政务)公开(?:工作)?(?:年度|的|情况|20)"
    r"|(?:现将|公布|编制)(?:20\d\d年度?)?(?:本|我|全)?(?:县|区|市|旗|州|省|盟)(?:人民)?政府"
)
_AREA = re.compile(
    r"(?:汇总|涵盖|包括|包含|含)[^。;]{0,24}?(?:各?(?:乡镇|镇|乡|街道)[^。;]{0,10}?(?:各?(?:部门|单位))|(?:部门|单位)[^。;]{0,10}?各?(?:乡镇|镇街|街道))"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """own / government / area / unknown, with the words that show it."""

    scope: str
    basis: str | None


def kind_of(organ: str | None, level: str | None) -> str:
    """The kind of an organ from its name; `level` is the level of its region.

    Returns:
        One of government, government_office, department, township, subdistrict, zone,
        institution, unknown.
    """
    if not organ:
        return "unknown"
    if _OFFICE.search(organ):
        return "government_office"
    if _SUBDISTRICT.search(organ):
        return "subdistrict"
    if _TOWNSHIP.search(organ):
        return "township"
    if _ZONE.search(organ):
        return "zone"
    if _GOVERNMENT.search(organ):
        return {"township": "township"}.get(level or "", "government")
    if _INSTITUTION.search(organ) and not organ.endswith(("公安分院", "检察院", "法院")):
        return "institution"
    if _DEPARTMENT.search(organ):
        return "department"
    if organ.endswith(("省", "市", "县", "区", "旗", "州", "盟", "地区")):
        return "government"
    return "unknown"


def scope_of(kind: str, organ: str | None, region: str | None, preamble: str) -> Scope:
    """For whom the report speaks, from the organ and its preamble.

    A government's office often reports for the government, sometimes for itself: only what the
    preamble says decides, and where it says nothing the scope is unknown.
    """
    if kind in ("department", "institution"):
        return Scope("own", f"organ: {organ}")
    area = _AREA.search(preamble)
    if area is not None:
        return Scope("area", f"preamble: {area.group()}")
    if kind in ("government", "township", "subdistrict"):
        return Scope("government", f"organ: {organ}")
    if kind not in ("government_office", "zone"):
        return Scope("unknown", None)
    own = _OWN.search(preamble)
    whole = _WHOLE.search(preamble)
    if whole is None and region:
        whole = re.search(
            re.escape(region)
            + r"(?:人民政府|政府)?(?:20\d\d年度?)?(?:政府)?(?:信息|政务)公开[^。;,]{0,12}(?:报告|年报)",
            preamble,
        )
    if (own is None) == (whole is None):
        return Scope("unknown", None)
    if own is not None:
        return Scope("own", f"preamble: {own.group()}")
    assert whole is not None  # noqa: S101  # exactly one of the two stands
    return Scope("government", f"preamble: {whole.group()}")
