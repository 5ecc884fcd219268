"""Undoing a file of leads or of sales: as if it had never come, but for what people have built on it since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm.callbacks.models import Call, Task
from crm.customers.models import Customer, SearchTerm
from crm.leads.models import (
    CommissionPeriod,
    GradeChange,
    Lead,
    LeadAssignment,
    LostDecision,
    LostSale,
    OwnerPeriod,
    TestDrive,
)
from crm.sales.models import CarSale
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from tests.imports.test_flow import count
from tests.imports.test_leads import ago, leads, row, sam, today
from tests.imports.test_sales import CARL, VERA, changed_row, sales
from tests.imports.test_undo import lefts, undone
from tests.makers import make_call, make_customer, make_lead, make_vehicle

ONE_IS_ENOUGH = pytest.mark.databases("sqlite")  # the ways back that could differ are tried on both

TABLES = (
    Customer, SearchTerm, Vehicle, Lead, OwnerPeriod, CommissionPeriod, GradeChange, LeadAssignment, LostSale,
    LostDecision, Call, Task, TestDrive, CarSale,
)  # fmt: skip


def everything() -> dict[str, Any]:
    """Every row as it stands, but for ids and versions."""
    db.session.expire_all()
    found: dict[str, Any] = {}
    for model in TABLES:
        columns = [one for one in model.__table__.columns if one.name not in ("id", "version", "lot")]
        found[model.__tablename__] = sorted((tuple(map(str, one)) for one in db.session.execute(select(*columns))), key=str)
    return found


def test_new_leads_go_with_their_periods_losses_and_tasks(inside):
    before = everything()
    record = leads(
        row(建档日期=ago(20), 最近跟进日期=ago(9), 最近跟进内容="问了置换", 试驾日期=ago(10)),
        row(手机号="13812345680", 客户姓名="郑海", 状态="战败", 战败原因="价格高", 建档日期=ago(40)),
        row(手机号="13812345681", 客户姓名="新客", 建档日期=ago(0)),
    )
    assert count(Lead) == 3 and count(Task) >= 1 and count(LostDecision) == 1
    undone(record)
    assert everything() == before
    assert leads(row(建档日期=ago(20))).rows_new == 1  # and the same file can come again


def test_a_changed_lead_is_as_it_was_and_nobodys_again(inside):
    lead = make_lead(name="唐", phone="13812345678", interest="澄野 L5", grade="B", owner=None)
    db.session.commit()
    assert lead.id
    before = everything()
    record = leads(row(建档日期=ago(0), 最近跟进日期=ago(0), 最近跟进内容="换成 L6", 下次跟进日期=ago(-5)))
    assert record.rows_changed == 1
    changed = db.session.scalars(select(Lead)).one()
    assert (changed.owner_id, changed.grade, changed.interest) == (sam(), "A", "澄野 L6")
    undone(record)
    after = everything()
    after["tasks"] = before["tasks"] = []  # made anew by the queue of the day
    assert after == before


@ONE_IS_ENOUGH
def test_a_lead_that_somebody_has_called_since_stays_with_its_periods(inside):
    record = leads(row(建档日期=ago(20)), row(手机号="13812345680", 客户姓名="郑海", 建档日期=ago(40)))
    lead = db.session.scalars(select(Lead).where(Lead.opened_on == today() - timedelta(days=20))).one()
    kept = lead.id
    make_call(lead)
    db.session.commit()
    record = undone(record)
    assert db.session.scalars(select(Lead.id)).all() == [kept]
    period = db.session.scalars(select(OwnerPeriod)).one()
    assert (period.lead_id, period.owner_id, period.until_at) == (kept, sam(), None)
    assert {name for name, _reason in lefts(record)} >= {"leads", "customers"}


def test_sales_go_and_cars_are_as_they_were(inside):
    make_vehicle(make_customer("周建国", "13812345678"), vin=CARL[2], plate="粤A00001")
    db.session.commit()
    before = everything()
    record = sales([CARL, VERA])
    assert (record.rows_new, count(CarSale), count(Vehicle)) == (2, 2, 2)
    undone(record)
    assert everything() == before


@ONE_IS_ENOUGH
def test_a_corrected_sale_is_as_it_was(inside):
    sales([CARL])
    before = everything()
    record = sales([changed_row(成交价="170000", 销售日期="2021-05-10")])
    assert record.rows_changed == 1 and everything() != before
    undone(record)
    assert everything() == before
