"""Which heading of a repair shop's export means which of our fields, and the guess that a person then corrects."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from crm.imports.rules import Kind
from crm.shared.words import N_


@dataclass(frozen=True)
class Field:
    """One thing a column can be. `names` are the headings known for it, the most usual first."""

    key: str
    label: str
    kinds: frozenset[Kind]
    names: tuple[str, ...]


_BOTH = frozenset(Kind)
_CUSTOMERS = frozenset({Kind.CUSTOMERS})
_VISITS = frozenset({Kind.SERVICE_VISITS})


def _field(key: str, label: str, kinds: frozenset[Kind], names: str) -> Field:
    return Field(key, label, kinds, tuple(names.split()))


FIELDS: tuple[Field, ...] = (
    _field("name", N_("Customer name"), _BOTH,
           "客户名称 客户姓名 车主 车主姓名 车主名称 姓名 联系人 客户 用户名称 name customer owner"),
    _field("phone", N_("Phone (several are split)"), _BOTH,
           "手机号码 手机号 手机 联系电话 电话 联系方式 电话号码 移动电话 车主电话 客户电话 联系人电话 phone "
           "mobile tel"),
    _field("phone2", N_("Second phone"), _CUSTOMERS,
           "手机号码2 手机2 电话2 备用电话 第二电话 其他电话 联系电话2 phone2"),
    _field("sex", N_("Sex"), _CUSTOMERS, "性别 客户性别 sex gender"),
    _field("plate", N_("Plate"), _BOTH,
           "车牌号 车牌 车牌号码 牌照号 牌照 车号 号牌 号牌号码 plate plateno licenseplate"),
    _field("vin", N_("VIN"), _BOTH, "车架号 vin 车架号码 底盘号 车辆识别代号 车辆识别码 vin码 vin号 车架"),
    _field("model", N_("Model"), _BOTH, "车型 厂牌车型信息 车型名称 厂牌车型 品牌车型 车辆型号 车款 model"),
    _field("series", N_("Series"), _BOTH, "车系 车系名称 系列 series"),
    _field("energy", N_("Fuel or new energy"), _CUSTOMERS, "能源类型 燃料类型 动力类型 燃料 能源 energy fuel"),
    _field("bought_on", N_("Bought on"), _CUSTOMERS,
           "购车日期 初登日期 购买日期 销售日期 交车日期 上牌日期 登记日期 开票日期 bought"),
    _field("mileage_km", N_("Mileage"), _BOTH,
           "里程 最近进店里程 进店里程 进厂里程 行驶里程 公里数 里程数 当前里程 最近里程 最后里程 表显里程 "
           "mileage odometer km"),
    _field("last_visit_on", N_("Last visit on"), _CUSTOMERS,
           "最近进店日期 最近来店日期 最后进店日期 最近进厂日期 最近来厂日期 上次进店日期 最近离店日期 lastvisit"),
    _field("last_service_on", N_("Last maintenance on"), _CUSTOMERS,
           "上次保养日期 最近保养日期 最后保养日期 上次保养时间 lastservice"),
    _field("last_service_km", N_("Mileage at the last maintenance"), _CUSTOMERS,
           "上次保养里程 最近保养里程 最后保养里程 上次保养公里数 lastservicekm"),
    _field("warranty_end_on", N_("Warranty ends on"), _CUSTOMERS,
           "保修到期日期 包修到期日期 质保到期日期 质保到期 保修期止 保修截止日期"),
    _field("sanbao_end_on", N_("Three-guarantees end on"), _CUSTOMERS,
           "三包到期日期 三包到期 三包有效期止 三包截止日期"),
    _field("came_on", N_("Came in on"), _VISITS,
           "进店日期 来店日期 进厂日期 来厂日期 开单日期 接车日期 送修日期 维修日期 入厂日期 进站日期 进店时间 "
           "进厂时间 开单时间 日期 date camein"),
    _field("left_on", N_("Left on"), _VISITS,
           "离店日期 出厂日期 结算日期 提车日期 完工日期 离店时间 出厂时间 结算时间 leftout"),
    _field("order_no", N_("Order number"), _VISITS,
           "工单号 委托书号 维修单号 单号 结算单号 业务单号 工单编号 任务委托书号 施工单号 orderno order"),
    _field("job", N_("Kind of job"), _VISITS,
           "维修类型 业务类型 工单类型 维修类别 服务类型 修理类别 业务类别 进店类型 jobtype job"),
    _field("item", N_("Work done"), _VISITS,
           "项目 维修项目 项目名称 服务项目 维修内容 作业项目 工时项目 保养项目 施工项目 item work"),
    _field("amount_fen", N_("Amount"), _VISITS,
           "金额 消费金额 实收金额 结算金额 合计金额 应收金额 总金额 合计 实收 收费金额 产值 amount total"),
    _field("pay_kind", N_("Who paid"), _VISITS,
           "付费类型 付款类型 结算类型 账类 收费类型 付费方式 收费区分 费用类型 付费性质 paidby"),
    _field("paid_fen", N_("Paid by the customer"), _VISITS, "自费金额 客户付费 客付金额 自付金额 客户自费 有偿金额"),
    _field("warranty_fen", N_("Paid by warranty"), _VISITS, "保修金额 索赔金额 三包金额 厂家付费 质保金额"),
    _field("insurance_fen", N_("Paid by insurance"), _VISITS, "保险金额 保险付费 事故金额 理赔金额 定损金额"),
    _field("advisor_name", N_("Service advisor"), _VISITS,
           "服务顾问 维修顾问 接待员 业务接待 最后维修顾问名称 接待顾问 sa advisor"),
)  # fmt: skip

BY_KEY = {field.key: field for field in FIELDS}

# Headings that are known but have no place yet; they are named as such instead of being taken for mistakes.
_LATER = frozenset((
    "发动机号 发动机号码 颜色 车身颜色 年审到期日期 年检到期日期 商业险到期日期 交强险到期日期 保险到期日期 "
    "保险公司 下次保养日期 下次保养里程 来厂次数 进店次数 跟踪状态 建档日期 备注 地址 联系地址 身份证号 客户编号 "
    "序号 编号 门店 消费金额 最后维修顾问名称 最近离店日期"
).split())  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """One column of the file: its heading, the field it goes to ("" = not imported) and how sure the guess is."""

    heading: str
    field: str
    how: str  # alias | later | unknown | twice


def plain(heading: str) -> str:
    """A heading without what people decorate it with: width, case, spaces, stars, colons, brackets with content."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"[(\[【].*?[)\]】]", "", text)
    return re.sub(r"[\s*:_\-./·、,#★]+", "", text)


_FIELD_OF: dict[tuple[Kind, str], str] = {
    (kind, plain(name)): field.key for field in reversed(FIELDS) for kind in field.kinds for name in field.names
}
_LATER_PLAIN = frozenset(plain(name) for name in _LATER)
KNOWN = frozenset(name for _kind, name in _FIELD_OF) | _LATER_PLAIN


def is_known(heading: str) -> bool:
    return plain(heading) in KNOWN


def fields_for(kind: Kind) -> list[Field]:
    return [field for field in FIELDS if kind in field.kinds]


def guess(kind: Kind, headings: Sequence[str]) -> list[Guess]:
    """The mapping proposed for a file: an exact alias wins; a field is given once, the first column has it."""
    taken: set[str] = set()
    found: list[Guess] = []
    for heading in headings:
        name = plain(heading)
        field = _FIELD_OF.get((kind, name), "")
        if field and field not in taken:
            taken.add(field)
            found.append(Guess(heading, field, "alias"))
        elif field == "phone" and "phone2" not in taken and kind is Kind.CUSTOMERS:
            taken.add("phone2")
            found.append(Guess(heading, "phone2", "alias"))
        else:
            how = "twice" if field else "later" if name in _LATER_PLAIN else "unknown"
            found.append(Guess(heading, "", how))
    return found


def kind_of(headings: Sequence[str]) -> Kind | None:
    """Which kind of file the headings speak for, or None when they do not say."""
    names = {plain(heading) for heading in headings}
    customers, visits = (
        sum((kind, name) in _FIELD_OF and (other, name) not in _FIELD_OF for name in names)
        for kind, other in ((Kind.CUSTOMERS, Kind.SERVICE_VISITS), (Kind.SERVICE_VISITS, Kind.CUSTOMERS))
    )
    if visits == customers:
        return None
    return Kind.SERVICE_VISITS if visits > customers else Kind.CUSTOMERS
