"""The columns of a file of past sales: which car went to whom, when, for how much and through which outlet."""

from __future__ import annotations

from crm.imports.headings import Field, field
from crm.imports.headings.shared import MODEL, PHONE, PLATE, SERIES, VIN
from crm.imports.rules import Kind
from crm.shared.words import N_

KIND = Kind.SALES

FIELDS: tuple[Field, ...] = (
    field("name", N_("Customer name"),
          "购车人 购车客户 购买人 买方 买方名称 购方名称 客户名称 客户姓名 车主 车主姓名 车主名称 姓名 联系人 客户 "
          "用户名称 name customer buyer owner"),
    PHONE,
    field("phone2", N_("Second phone"), "手机号码2 手机2 电话2 备用电话 第二电话 其他电话 联系电话2 phone2"),
    field("sex", N_("Sex"), "性别 客户性别 sex gender"),
    VIN,
    PLATE,
    MODEL,
    SERIES,
    field("colour", N_("Colour"), "颜色 车身颜色 外观颜色 车辆颜色 外饰颜色 车色 color colour"),
    field("sold_on", N_("Sold on"),
          "销售日期 售出日期 成交日期 开票日期 购车日期 购买日期 交车日期 提车日期 实销日期 零售日期 出库日期 "
          "销售时间 开票时间 交车时间 soldon saledate sold"),
    field("price_fen", N_("Price"),
          "成交价 成交价格 成交金额 销售价格 销售价 售价 开票价 开票价格 开票金额 发票金额 车价 裸车价 实际售价 "
          "合同价 price saleprice"),
    field("invoice_no", N_("Invoice number"),
          "发票号 发票号码 发票编号 开票号 机动车发票号 购车发票号 invoice invoiceno"),
    field("advisor_name", N_("Sales advisor"),
          "销售顾问 销售员 销售人员 业务员 顾问 销售代表 成交顾问 salesperson advisor"),
    field("outlet", N_("Outlet"), "网点 二级网点 销售网点 网点名称 二网 二网名称 经销网点 分销商 outlet"),
)  # fmt: skip

LATER = "序号 编号 发动机号 发动机号码 合同号 订单号 保险 按揭 贷款 上牌日期 身份证号 地址 联系地址 备注 门店 付款方式"
