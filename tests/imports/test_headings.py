"""Every heading that the exports of Chinese repair shops are known to have goes where it belongs."""

from __future__ import annotations

import pytest

from crm.imports.columns import FIELDS, guess, kind_of
from crm.imports.rules import Kind

SHOP = {  # the list of the issue, each heading with the field of a customers' file that it must be
    "客户名称": "name", "车主": "name", "联系人": "name",
    "手机号码": "phone", "手机号": "phone", "联系电话": "phone",
    "车牌号": "plate", "车牌": "plate", "车架号": "vin", "VIN": "vin",
    "厂牌车型信息": "model", "车型": "model", "车系": "series",
    "发动机号": "engine_no", "颜色": "colour", "初登日期": "registered_on", "年审到期日期": "inspection_on",
    "商业险到期日期": "commercial_end_on", "交强险到期日期": "compulsory_end_on",
    "上次保养日期": "last_service_on", "下次保养日期": "told_due_on", "下次保养里程": "told_due_km",
    "最近进店里程": "mileage_km", "最近进店日期": "last_visit_on", "最近离店日期": "left_on",
    "最后维修顾问名称": "advisor_name", "来厂次数": "told_visits", "消费金额": "told_spend_fen",
    "跟踪状态": "told_status", "建档日期": "filed_on", "备注": "note", "统一社会信用代码": "credit_code",
}  # fmt: skip
VISITS = {
    "工单号": "order_no", "行号": "line_no", "进店日期": "came_on", "离店日期": "left_on", "维修类型": "job", "项目": "item",
    "金额": "amount_fen", "付费类型": "pay_kind", "自费金额": "paid_fen", "索赔金额": "warranty_fen", "保险金额": "insurance_fen",
    "服务顾问": "advisor_name", "里程": "mileage_km", "车架号": "vin",
}  # fmt: skip
POLICIES = {
    "险种": "cover", "保险公司": "insurer", "保单号": "number", "起保日期": "from_on", "终保日期": "until_on", "保费": "premium_fen",
    "商业险到期日期": "commercial_end_on", "交强险保单号": "compulsory_number", "车架号": "vin", "车牌号": "plate",
}  # fmt: skip
ELSEWHERE = {"车架号": "vin", "进店日期": "seen_on", "进店门店": "other_store", "是否本区域": "in_region"}


@pytest.mark.parametrize(
    ("kind", "known"),
    [(Kind.CUSTOMERS, SHOP), (Kind.SERVICE_VISITS, VISITS), (Kind.POLICIES, POLICIES), (Kind.ELSEWHERE_VISITS, ELSEWHERE)],
)
def test_each_known_heading_goes_to_its_field(kind, known):
    for heading, field in known.items():
        assert [one.field for one in guess(kind, [heading])] == [field], heading
        dressed = f" *{heading}（必填）： "
        assert [one.field for one in guess(kind, [dressed])] == [field], dressed


def test_no_heading_means_two_fields_of_one_kind():
    for kind, fields in FIELDS.items():
        names = [name.casefold() for one in fields for name in one.names]
        assert len(names) == len(set(names)), [kind, sorted(name for name in names if names.count(name) > 1)]


def test_the_headings_tell_the_kind_of_file():
    assert kind_of(list(SHOP)) is Kind.CUSTOMERS
    assert kind_of(list(VISITS)) is Kind.SERVICE_VISITS
    assert kind_of(["车牌号", "险种", "保单号", "起保日期", "终保日期", "保费"]) is Kind.POLICIES
    assert kind_of(list(ELSEWHERE)) is Kind.ELSEWHERE_VISITS
