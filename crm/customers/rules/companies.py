"""Firms as customers (F-53): the credit code that names them, who stands for them, and what people call them.

A licence says 上海晨光运输有限公司, everybody says 晨光. The code has a check sign; a wrong one is a misreading.
"""

from __future__ import annotations

import re
from enum import StrEnum

from crm.customers.rules.signs import plain
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

SENTENCES = sentences(
    {
        "customers.code_length": N_("A credit code has 18 signs; this has {signs}."),
        "customers.code_signs": N_("{sign} does not occur in a credit code; please read it again."),
        "customers.code_check": N_("The last sign of this code should be {expected}; please read it again."),
    }
)


class ContactRole(StrEnum):
    """What somebody does for the firm, as far as the store is concerned."""

    DECIDES = "decides"
    FLEET = "fleet"
    DRIVER = "driver"
    FINANCE = "finance"
    OTHER = "other"


ROLE_NAMES = {
    ContactRole.DECIDES: N_("Decides"),
    ContactRole.FLEET: N_("Fleet manager"),
    ContactRole.DRIVER: N_("Drives"),
    ContactRole.FINANCE: N_("Pays the bills"),
    ContactRole.OTHER: N_("Another role"),
}

# ---- the unified social credit code, GB 32100-2015
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_LENGTH = 18
_MISREAD = str.maketrans("OIZS", "0125")  # signs that the code does not have, and what they are mistaken for


def normalise_code(text: str | None) -> str | None:
    """The code in capitals without spaces; O, I, Z and S read as the digits they look like."""
    bare = re.sub(r"[^0-9A-Z]", "", plain(text or "").upper())
    return bare.translate(_MISREAD) or None


def code_sign(first_seventeen: str) -> str:
    """What the last sign should be: weights are the powers of 3, everything modulo 31."""
    total = sum(CODE_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first_seventeen))
    return CODE_SIGNS[-total % 31]


def check_code(code: str) -> Reason | None:
    """What is wrong with a normalised credit code, or None."""
    if len(code) != CODE_LENGTH:
        return Reason("customers.code_length", {"signs": len(code)})
    odd = next((sign for sign in code if sign not in CODE_SIGNS), None)
    if odd:
        return Reason("customers.code_signs", {"sign": odd})
    expected = code_sign(code[:-1])
    return None if code[-1] == expected else Reason("customers.code_check", {"expected": expected})


# ---- names of firms
_FORMS = (
    "股份有限责任公司|股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|子公司|公司|集团|普通合伙|有限合伙|合伙企业|个体工商户|"
    "合作社|事务所|工作室|经营部|服务部|门市部|商行|商店|中心|工厂|厂|店|部|行|队"
)
_TRADES = (
    "物流运输|汽车租赁|道路运输|货物运输|建筑工程|装饰工程|环境工程|电子商务|信息技术|网络科技|生物科技|人力资源|供应链管理|企业管理|"
    "投资管理|物业管理|进出口贸易|国际贸易|文化传媒|房地产开发|房地产|物流|运输|货运|客运|租赁|商贸|贸易|科技|电子|建筑|建设|工程|"
    "装饰|装潢|食品|餐饮|酒店|服饰|服装|医药|医疗|教育|咨询|传媒|广告|物业|汽车|机械|五金|建材|化工|能源|实业|投资|发展|服务|管理|"
    "制造|家具|印刷|包装|快递|速递|农业|园林|旅游|出租|出租车|网络|信息|技术|文化|国际|控股|产业"
)
_PLACES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|"
    "青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|广州|深圳|杭州|南京|苏州|成都|武汉|西安|郑州|长沙|青岛|宁波|厦门|济南|沈阳|大连|"
    "哈尔滨|长春|石家庄|太原|合肥|福州|南昌|昆明|贵阳|南宁|海口|兰州|西宁|银川|乌鲁木齐|拉萨|呼和浩特|无锡|常州|佛山|东莞|珠海|中山|"
    "惠州|温州|嘉兴|绍兴|金华|台州|泉州|烟台|潍坊|徐州|南通|扬州|镇江|泰州|盐城"
)
_PLACE = re.compile(rf"^(?:(?:中国|{_PLACES})(?:省|市|自治区|特别行政区)?)+(?:[^省市县区]{{1,4}}[市县区](?=..))*")
_CITY = re.compile(r"^[^省市县区]{2,4}(?:省|市|县|区)(?=..)")
_END = re.compile(rf"(?:{_FORMS})+$")
_TRADE = re.compile(rf"(?:{_TRADES})+$")
_BRACKETS = re.compile(r"[(（【\[][^)）】\]]*[)）】\]]")


def legal_form(name: str) -> str:
    """The end of a firm's name that every firm has: 有限公司."""
    found = _END.search(name)
    return found[0] if found else ""


def core_of(name: str) -> str:
    """What people call a firm: 晨光 of 上海晨光(集团)运输有限公司; the whole name when nothing would be left."""
    whole = re.sub(r"\s", "", plain(name))
    core = _BRACKETS.sub("", whole)
    core = _END.sub("", core) or core
    for pattern in (_PLACE, _CITY):
        core = pattern.sub("", core) or core
    shorter = _TRADE.sub("", core)
    return shorter if len(shorter) >= 2 else core or whole
