"""The columns of a file of leads: who may buy what, how hot, who looks after it, and how it ended."""

from __future__ import annotations

from crm.imports.headings import Field, field
from crm.imports.rules import Kind
from crm.shared.words import N_

KIND = Kind.LEADS

FIELDS: tuple[Field, ...] = (
    field("name", N_("Customer name"),
          "客户名称 客户姓名 潜客姓名 线索姓名 姓名 联系人 客户 车主 用户名称 name customer"),
    field("phone", N_("Phone (several are split)"),
          "手机号码 手机号 手机 联系电话 电话 联系方式 电话号码 移动电话 客户电话 联系人电话 phone mobile tel"),
    field("phone2", N_("Second phone"), "手机号码2 手机2 电话2 备用电话 第二电话 其他电话 联系电话2 phone2"),
    field("sex", N_("Sex"), "性别 客户性别 sex gender"),
    field("channel", N_("Channel"), "渠道 来源渠道 线索渠道 一级来源 一级渠道 来店途径 channel"),
    field("source", N_("Source"),
          "来源 客户来源 信息来源 线索来源 二级来源 来源明细 二级渠道 媒体 媒体来源 source"),
    field("interest", N_("Car asked for"),
          "意向车型 意向车系 关注车型 拟购车型 购买车型 咨询车型 车型 车系 model interest"),
    field("grade", N_("Grade"), "意向级别 意向等级 级别 等级 客户级别 意向度 意向程度 潜客级别 热度 grade level"),
    field("advisor_name", N_("Sales advisor"),
          "销售顾问 跟进人 归属顾问 负责人 顾问 跟进顾问 所属顾问 销售人员 销售 归属人 advisor owner"),
    field("opened_on", N_("Opened on"),
          "建档日期 建卡日期 创建日期 创建时间 线索日期 线索时间 首次接触日期 首次来店日期 登记日期 留档日期 "
          "opened created"),
    field("next_on", N_("Next contact on"),
          "下次跟进日期 下次回访日期 下次联系日期 计划跟进日期 计划回访日期 下次跟进时间 下次回访时间 "
          "下次联系时间 nextcontact"),
    field("contact_on", N_("Last contact on"),
          "最近跟进日期 最后跟进日期 上次跟进日期 最近联系日期 最后联系日期 最近回访日期 最近跟进时间 最后跟进时间 "
          "跟进日期 跟进时间 lastcontact"),
    field("said", N_("Last contact, in words"),
          "最近跟进内容 最后跟进内容 跟进内容 跟进记录 跟进情况 回访内容 联系内容 洽谈内容 沟通内容 备注 said note"),
    field("stage", N_("State"),
          "状态 线索状态 客户状态 跟进状态 潜客状态 意向状态 当前状态 商机状态 state status stage"),
    field("lost_on", N_("Lost on"), "战败日期 战败时间 流失日期 失败日期 lost_on loston"),
    field("lost_reason", N_("Why it was lost"), "战败原因 流失原因 失败原因 战败类型 丢单原因 lostreason"),
    field("lost_note", N_("Lost, in words"), "战败说明 战败备注 战败描述 流失说明 战败详情 lostnote"),
    field("competitor_brand", N_("Competitor's brand"), "竞品品牌 购买品牌 竞争品牌 competitorbrand"),
    field("competitor_model", N_("Competitor's model"), "竞品车型 竞争车型 购买竞品车型 competitormodel"),
    field("reopen_on", N_("Contact again on"), "再联系日期 激活日期 重新联系日期 唤醒日期 reopen"),
    field("visit_count", N_("Visits to the showroom"), "到店次数 来店次数 进店次数 visits"),
    field("visited_on", N_("Last in the showroom on"), "最近到店日期 最后到店日期 最近来店日期 最后来店日期 到店日期"),
    field("driven_on", N_("Test drive on"), "试驾日期 试乘试驾日期 最近试驾日期 testdrive"),
)  # fmt: skip

LATER = "序号 编号 客户编号 线索编号 地址 联系地址 微信 微信号 年龄 职业 现有车辆 预算 购车时间 付款方式 门店 省份 城市"
