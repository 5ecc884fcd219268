"""The columns of the maker's list of visits at other stores (R-411): VIN, store, in or out of the region, day."""

from __future__ import annotations

from crm.imports.headings import Field, field
from crm.imports.headings.shared import VIN
from crm.imports.rules import Kind
from crm.shared.words import N_

KIND = Kind.ELSEWHERE_VISITS

FIELDS: tuple[Field, ...] = (
    VIN,
    field("seen_on", N_("Seen on"),
          "进店日期 来店日期 进厂日期 来厂日期 到店日期 维修日期 入厂日期 服务日期 结算日期 进站日期 日期 date "
          "visited"),
    field("other_store", N_("Other store"),
          "进店门店 门店 服务店 经销商 经销商名称 维修站 服务站 服务站名称 到店门店 维修门店 专营店 专营店名称 "
          "店名 门店名称 "
          "特约店 销售店 店别 store dealer"),
    field("in_region", N_("In or out of the region"),
          "是否本区域 区域内外 区域内/外 是否区域内 区域 所属区域 区域属性 内外区域 是否本地 本区域 region"),
)  # fmt: skip

LATER = "车牌号 客户名称 车主 手机号码 门店代码 经销商代码 服务站代码 店代码 维修类型 里程 序号"
