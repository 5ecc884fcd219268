"""What other systems call grades, states and reasons (F-01, F-02, F-15, F-17, A-13)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm.leads.rules import Grade, LostReason, Stage
from crm.leads.rules.told import grade_of, reason_of, spread, stage_of

G, S, R = Grade, Stage, LostReason


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ("H", G.H), ("h级", G.H), ("Ｈ", G.H), ("H级(7天内)", G.H), ("A类", G.A), ("B （30天）", G.B), ("C-低", G.C), ("N", G.N),
        ("高意向", G.H), ("高", G.H), ("中高", G.A), ("中", G.B), ("一般", G.B), ("低", G.C), ("新线索", G.N), ("high", G.H),
        ("", None), ("O", None), ("Q级", None), ("12", None),
    ],
)  # fmt: skip
def test_grades(said, grade):
    assert grade_of(said) is grade


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ("跟进中", S.OPEN), ("有效", S.OPEN), ("未成交", S.OPEN), ("已邀约", S.OPEN), ("退订", S.OPEN), ("Open", S.OPEN),
        ("战败", S.LOST), ("已战败", S.LOST), ("流失", S.LOST), ("F", S.LOST), ("F1", S.LOST), ("lost", S.LOST),
        ("战败待审核", S.LOST_PENDING), ("申请战败", S.LOST_PENDING), ("流失审批中", S.LOST_PENDING),
        ("无效", S.INVALID), ("非意向", S.INVALID), ("已下订", S.ORDERED), ("O级", S.ORDERED), ("已订未交", S.ORDERED), ("订单", S.ORDERED),
        ("已交车", S.DELIVERED), ("成交", S.DELIVERED), ("D", S.DELIVERED), ("", None), ("??", None), ("甲", None),
    ],
)  # fmt: skip
def test_states(said, stage):
    assert stage_of(said) is stage


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("价格太高", R.PRICE), ("优惠不够", R.PRICE), ("购买竞品", R.COMPETITOR), ("买了其他品牌", R.COMPETITOR), ("同城同品牌", R.SAME_BRAND_OTHER_STORE),
        ("在其他店购买", R.SAME_BRAND_OTHER_STORE), ("预算不足", R.BUDGET), ("没有现车", R.STOCK_OR_DELIVERY), ("交期太长", R.STOCK_OR_DELIVERY),
        ("配置不满意", R.PRODUCT_CONFIG), ("续航短", R.PRODUCT_CONFIG), ("外观不喜欢", R.PRODUCT_DESIGN), ("贷款没批", R.FINANCE_REJECTED_OR_TERMS),
        ("置换价格低", R.TRADE_IN_VALUE), ("买了二手车", R.USED_CAR_INSTEAD), ("服务态度差", R.SERVICE_EXPERIENCE), ("推迟购车", R.POSTPONED),
        ("暂时不考虑", R.POSTPONED), ("没有购车指标", R.PLATE_QUOTA), ("家人不同意", R.FAMILY_OPPOSES), ("外地客户", R.MOVED_AWAY),
        ("联系不上", R.UNREACHABLE), ("空号", R.INVALID_NUMBER), ("重复线索", R.DUPLICATE), ("无购车意向", R.NOT_A_BUYER), ("请勿扰", R.OPTED_OUT),
        ("其他", R.OTHER), ("", None), ("xyz", None),
    ],
)  # fmt: skip
def test_reasons(said, reason):
    assert reason_of(said) is reason


def test_what_is_due_already_is_shared_out_over_some_days():
    today = date(2026, 3, 18)
    days = [spread(date(2025, 1, 1), 4, 7, today, number) for number in range(70)]
    assert set(days) == {today + timedelta(days=n) for n in range(7)} and days.count(today) == 10
    assert spread(today, 4, 7, today, 3) == today + timedelta(days=4)
