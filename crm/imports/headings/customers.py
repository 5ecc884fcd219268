"""The columns of a file of customers with their cars."""

from __future__ import annotations

from crm.imports.headings import Field, field
from crm.imports.headings.shared import MILEAGE, MODEL, NAME, PHONE, PLATE, SERIES, VIN
from crm.imports.rules import Kind
from crm.shared.words import N_

KIND = Kind.CUSTOMERS

FIELDS: tuple[Field, ...] = (
    NAME,
    PHONE,
    field("phone2", N_("Second phone"), "手机号码2 手机2 电话2 备用电话 第二电话 其他电话 联系电话2 phone2"),
    field("sex", N_("Sex"), "性别 客户性别 sex gender"),
    PLATE,
    VIN,
    MODEL,
    SERIES,
    field("energy", N_("Fuel or new energy"), "能源类型 燃料类型 动力类型 燃料 能源 energy fuel"),
    field("bought_on", N_("Bought on"),
          "购车日期 初登日期 购买日期 销售日期 交车日期 上牌日期 登记日期 开票日期 bought"),
    MILEAGE,
    field("last_visit_on", N_("Last visit on"),
          "最近进店日期 最近来店日期 最后进店日期 最近进厂日期 最近来厂日期 上次进店日期 最近离店日期 lastvisit"),
    field("last_service_on", N_("Last maintenance on"),
          "上次保养日期 最近保养日期 最后保养日期 上次保养时间 lastservice"),
    field("last_service_km", N_("Mileage at the last maintenance"),
          "上次保养里程 最近保养里程 最后保养里程 上次保养公里数 lastservicekm"),
    field("warranty_end_on", N_("Warranty ends on"),
          "保修到期日期 包修到期日期 质保到期日期 质保到期 保修期止 保修截止日期"),
    field("sanbao_end_on", N_("Three-guarantees end on"), "三包到期日期 三包到期 三包有效期止 三包截止日期"),
)  # fmt: skip

# Headings that are known but have no place yet; they are named as such instead of being taken for mistakes.
LATER = (
    "发动机号 发动机号码 颜色 车身颜色 年审到期日期 年检到期日期 商业险到期日期 交强险到期日期 保险到期日期 "
    "保险公司 下次保养日期 下次保养里程 来厂次数 进店次数 跟踪状态 建档日期 备注 地址 联系地址 身份证号 客户编号 "
    "序号 编号 门店 消费金额 最后维修顾问名称 最近离店日期"
)
