"""The columns of a file of customers with their cars."""

from __future__ import annotations

from crm.imports.headings import Field, field
from crm.imports.headings.shared import COLOUR, ENGINE, MILEAGE, MODEL, NAME, PHONE, PLATE, SERIES, VIN
from crm.imports.rules import Kind
from crm.shared.words import N_

KIND = Kind.CUSTOMERS

FIELDS: tuple[Field, ...] = (
    NAME,
    PHONE,
    field("phone2", N_("Second phone"), "手机号码2 手机2 电话2 备用电话 第二电话 其他电话 联系电话2 phone2"),
    field("sex", N_("Sex"), "性别 客户性别 sex gender"),
    field("credit_code", N_("Credit code of a company"),
          "统一社会信用代码 社会信用代码 信用代码 纳税人识别号 税号 统一信用代码 creditcode"),
    PLATE,
    VIN,
    ENGINE,
    MODEL,
    SERIES,
    COLOUR,
    field("energy", N_("Fuel or new energy"), "能源类型 燃料类型 动力类型 燃料 能源 energy fuel"),
    field("bought_on", N_("Bought on"), "购车日期 购买日期 销售日期 交车日期 开票日期 提车日期 购车时间 bought"),
    field("registered_on", N_("First registration"),
          "初登日期 初次登记日期 上牌日期 登记日期 注册日期 初次注册日期 首次上牌日期 上牌时间 registered"),
    field("inspection_on", N_("Inspection due"),
          "年审到期日期 年检到期日期 年审到期 年检到期 年审日期 年检日期 年审到期日 年检到期日 验车日期 检验有效期止 "
          "inspection"),
    field("commercial_end_on", N_("Commercial insurance until"),
          "商业险到期日期 商业险到期日 商业险到期 商业险止期 商业保险到期日期 商业险终保日期 保险到期日期 "
          "保险到期日 保险到期"),
    field("compulsory_end_on", N_("Compulsory insurance until"),
          "交强险到期日期 交强险到期日 交强险到期 交强险止期 交强保险到期日期 交强险终保日期 强险到期日期"),
    field("insurer", N_("Insurer"), "保险公司 承保公司 投保公司 承保机构 保险公司名称 insurer"),
    MILEAGE,
    field("last_visit_on", N_("Last visit on"),
          "最近进店日期 最近来店日期 最后进店日期 最近进厂日期 最近来厂日期 上次进店日期 上次来厂日期 lastvisit"),
    field("left_on", N_("Left after the last visit on"),
          "最近离店日期 最近出厂日期 最后离店日期 上次离店日期 最近离厂日期 最后出厂日期 lastleft"),
    field("advisor_name", N_("Service advisor of the last visit"),
          "最后维修顾问名称 最后维修顾问 最后服务顾问 最近服务顾问 最近维修顾问 服务顾问 维修顾问 advisor"),
    field("last_service_on", N_("Last maintenance on"),
          "上次保养日期 最近保养日期 最后保养日期 上次保养时间 lastservice"),
    field("last_service_km", N_("Mileage at the last maintenance"),
          "上次保养里程 最近保养里程 最后保养里程 上次保养公里数 lastservicekm"),
    field("told_due_on", N_("Next maintenance, as the old system says"),
          "下次保养日期 下次保养时间 应保养日期 预计保养日期 下次保养日 nextservice"),
    field("told_due_km", N_("Mileage of the next maintenance, as the old system says"),
          "下次保养里程 下次保养公里数 应保养里程 nextservicekm"),
    field("told_visits", N_("Visits so far, as the old system says"),
          "来厂次数 进店次数 来店次数 进厂次数 维修次数 到店次数 入厂次数 visits"),
    field("told_spend_fen", N_("Spent so far, as the old system says"),
          "消费金额 累计消费 累计消费金额 消费总额 总消费金额 消费总金额 历史消费金额 spent"),
    field("warranty_end_on", N_("Warranty ends on"),
          "保修到期日期 包修到期日期 质保到期日期 质保到期 保修期止 保修截止日期"),
    field("sanbao_end_on", N_("Three-guarantees end on"), "三包到期日期 三包到期 三包有效期止 三包截止日期"),
    field("told_status", N_("Tracking state, as the old system says"),
          "跟踪状态 跟进状态 客户状态 跟踪情况 回访状态 status"),
    field("filed_on", N_("On file since"), "建档日期 建档时间 建档日 录入日期 创建日期 建卡日期 filed"),
    field("note", N_("Note"), "备注 客户备注 备注信息 备注说明 note remark"),
)  # fmt: skip

# Headings that are known but have no place yet; they are named as such instead of being taken for mistakes.
LATER = "地址 联系地址 身份证号 身份证 客户编号 序号 编号 门店 会员卡号 驾照到期日期"
