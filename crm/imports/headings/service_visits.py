"""The columns of a workshop's file: one visit a row, or one line of it."""

from __future__ import annotations

from crm.imports.headings import Field, field
from crm.imports.headings.shared import CAR, MILEAGE
from crm.imports.rules import Kind
from crm.shared.words import N_

KIND = Kind.SERVICE_VISITS

FIELDS: tuple[Field, ...] = (
    *CAR,
    MILEAGE,
    field("came_on", N_("Came in on"),
          "进店日期 来店日期 进厂日期 来厂日期 开单日期 接车日期 送修日期 维修日期 入厂日期 进站日期 进店时间 "
          "进厂时间 开单时间 日期 date camein"),
    field("left_on", N_("Left on"), "离店日期 出厂日期 结算日期 提车日期 完工日期 离店时间 出厂时间 结算时间 leftout"),
    field("order_no", N_("Order number"),
          "工单号 委托书号 维修单号 单号 结算单号 业务单号 工单编号 任务委托书号 施工单号 orderno order"),
    field("line_no", N_("Line of the order"), "行号 项次 明细行号 明细序号 行项目号 工单行号 lineno line"),
    field("job", N_("Kind of job"),
          "维修类型 业务类型 工单类型 维修类别 服务类型 修理类别 业务类别 进店类型 jobtype job"),
    field("item", N_("Work done"),
          "项目 维修项目 项目名称 服务项目 维修内容 作业项目 工时项目 保养项目 施工项目 item work"),
    field("amount_fen", N_("Amount"),
          "金额 消费金额 实收金额 结算金额 合计金额 应收金额 总金额 合计 实收 收费金额 产值 amount total"),
    field("pay_kind", N_("Who paid"),
          "付费类型 付款类型 结算类型 账类 收费类型 付费方式 收费区分 费用类型 付费性质 paidby"),
    field("paid_fen", N_("Paid by the customer"), "自费金额 客户付费 客付金额 自付金额 客户自费 有偿金额"),
    field("warranty_fen", N_("Paid by warranty"), "保修金额 索赔金额 三包金额 厂家付费 质保金额"),
    field("insurance_fen", N_("Paid by insurance"), "保险金额 保险付费 事故金额 理赔金额 定损金额"),
    field("advisor_name", N_("Service advisor"),
          "服务顾问 维修顾问 接待员 业务接待 最后维修顾问名称 接待顾问 sa advisor"),
)  # fmt: skip

LATER = ""
