"""The board's numbers and the rows behind them: one SELECT each, counted for the board and listed on opening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, case, func, literal_column, select, true
from sqlalchemy.sql import or_

from crm.coupons.models import Benefit, Coupon, CouponEntry
from crm.customers.models import Customer
from crm.leads.models import Lead, LostDecision, LostSale
from crm.orders.models import Delivery, Order
from crm.orders.queries import cancelled
from crm.reports.rules import Measure, Period, Step
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.models import Staff

PAGE = 50
Rows = Sequence[Row[Any]]


def _instants(period: Period, zone: str) -> tuple[datetime, datetime]:
    """The period's first instant, and the first one after it."""
    wall = ZoneInfo(zone)
    return datetime.combine(period.first, time(), wall), datetime.combine(period.after, time(), wall)


def _columns(number: Any, on: Any, detail: Any, person: Any) -> list[ColumnElement[Any]]:
    """What every list of the board shows: key, day or instant, customer, words, person."""
    return [
        number.label("id"), on.label("on"), Customer.id.label("customer_id"), Customer.name.label("customer"),
        detail.label("detail"), Staff.name.label("person"), Lead.id.label("lead_id"), Lead.grade, Lead.stage,
    ]  # fmt: skip


_BY_STEP: dict[Step, ColumnElement[bool] | None] = {
    Step.LEADS: None,
    Step.REACHED: Lead.last_contact_at.is_not(None),
    Step.CAME: Lead.visit_count > 0,
    Step.DROVE: Lead.test_driven_on.is_not(None),
    Step.ORDERED: Lead.stage.in_(("ordered", "delivered")),
    Step.DELIVERED: Lead.stage == "delivered",
}


def funnel_rows(step: Step, period: Period, stamp: Stamp) -> Select[Any]:
    """The leads opened in the period that have come at least this far."""
    found = (
        select(*_columns(Lead.id, Lead.opened_on, Lead.interest, Staff.name))
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == Lead.owner_id)
        .where(Lead.store_id == stamp.store_id, Lead.opened_on >= period.first, Lead.opened_on < period.after)
        .where(Lead.stage != "invalid")  # no intention to buy: counted at the enquiries, by its reason (F-13)
    )
    return found if step is Step.LEADS else found.where(_came_to(step))


def _came_to(step: Step) -> ColumnElement[bool]:
    """The lead has come to this step or further; every lead has come to the first."""
    further = [_BY_STEP[one] for one in list(Step)[list(Step).index(step) :]]
    known = [condition for condition in further if condition is not None]
    return true() if step is Step.LEADS else or_(*known)


def measure_rows(measure: Measure, period: Period, stamp: Stamp, reason: str = "") -> Select[Any]:
    """The facts of one kind in the period."""
    start, end = _instants(period, stamp.zone)
    store = stamp.store_id
    if measure is Measure.LOST:
        lost = (
            select(*_columns(LostSale.id, LostDecision.at, LostSale.reason, Staff.name))
            .join(LostDecision, LostDecision.lost_sale_id == LostSale.id)
            .join(Lead, Lead.id == LostSale.lead_id)
            .join(Customer, Customer.id == Lead.customer_id)
            .outerjoin(Staff, Staff.id == LostSale.by_id)
            .where(LostSale.store_id == store, LostDecision.verdict == "approved",
                   LostDecision.at >= start, LostDecision.at < end)
        )  # fmt: skip
        return lost.where(LostSale.reason == reason) if reason else lost
    if measure is Measure.ORDERS:
        return (
            select(*_columns(Order.id, Order.at, Order.model, Staff.name))
            .join(Lead, Lead.id == Order.lead_id)
            .join(Customer, Customer.id == Order.customer_id)
            .outerjoin(Staff, Staff.id == Order.by_id)
            .where(Order.store_id == store, Order.at >= start, Order.at < end, ~cancelled())
        )  # fmt: skip
    if measure is Measure.DELIVERIES:
        return (
            select(*_columns(Delivery.id, Delivery.delivered_on, Order.model, Staff.name))
            .join(Order, Order.id == Delivery.order_id)
            .join(Lead, Lead.id == Order.lead_id)
            .join(Customer, Customer.id == Order.customer_id)
            .outerjoin(Staff, Staff.id == Delivery.by_id)
            .where(Delivery.store_id == store, Delivery.delivered_on >= period.first,
                   Delivery.delivered_on < period.after)
        )  # fmt: skip
    return _coupon_rows("issued" if measure is Measure.ISSUED else "redeemed", start, end, store)


def _coupon_rows(kind: str, start: datetime, end: datetime, store_id: int) -> Select[Any]:
    nothing: ColumnElement[Any] = literal_column("NULL")
    return (
        select(
            CouponEntry.id.label("id"), CouponEntry.at.label("on"), Customer.id.label("customer_id"),
            Customer.name.label("customer"), Benefit.name.label("detail"), Staff.name.label("person"),
            nothing.label("lead_id"), nothing.label("grade"), nothing.label("stage"),
        )
        .join(Coupon, Coupon.id == CouponEntry.coupon_id)
        .join(Benefit, Benefit.id == Coupon.benefit_id)
        .join(Customer, Customer.id == Coupon.customer_id)
        .outerjoin(Staff, Staff.id == CouponEntry.by_id)
        .where(CouponEntry.store_id == store_id, CouponEntry.kind == kind, CouponEntry.at >= start,
               CouponEntry.at < end)
    )  # fmt: skip


def numbers(period: Period, stamp: Stamp) -> tuple[dict[Step, int], dict[Measure, int]]:
    """Every number of the board in one statement, each the count of the rows that it opens."""
    steps = [func.count(case((_came_to(step), 1))).label(f"s_{step.name}") for step in Step]
    opened = funnel_rows(Step.LEADS, period, stamp)
    funnel = opened.with_only_columns(*steps, maintain_column_froms=True).subquery("funnel")
    facts = {f"m_{measure.name}": measure_rows(measure, period, stamp) for measure in Measure}
    counts = [
        rows.with_only_columns(func.count(), maintain_column_froms=True).scalar_subquery().label(name)
        for name, rows in facts.items()
    ]
    row = db.session.execute(select(*funnel.c, *counts)).one()._mapping
    return (
        {step: row[f"s_{step.name}"] for step in Step},
        {measure: row[f"m_{measure.name}"] for measure in Measure},
    )


def lost_reasons(period: Period, stamp: Stamp) -> list[tuple[str, int]]:
    """The approved reasons of the period, most frequent first (R-712)."""
    rows = measure_rows(Measure.LOST, period, stamp).subquery()
    count = func.count().label("n")
    found = select(rows.c.detail, count).group_by(rows.c.detail).order_by(count.desc(), rows.c.detail)
    return [(reason, n) for reason, n in db.session.execute(found)]


def page_of(rows: Select[Any], after: int | None) -> tuple[Rows, int | None]:
    """One page of 50, newest first, and the key of the next one."""
    table = rows.subquery()
    found = select(table).order_by(table.c.id.desc()).limit(PAGE + 1)
    if after is not None:
        found = found.where(table.c.id < after)
    page = db.session.execute(found).all()
    return page[:PAGE], page[PAGE - 1].id if len(page) > PAGE else None
