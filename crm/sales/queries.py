"""How a car was sold, on the pages of its owner and its buyer; and what the buyers of each outlet did since (R-402)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    column,
    func,
    or_,
    select,
    table,
)
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.sales.models import CarSale
from crm.sales.rules import After
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.vehicles.papers import car_part

PAGE = 50
# Work on cars stands above the sale and is read by name only.
service_visits = table(
    "service_visits", column("vehicle_id", BigInteger), column("came_on", Date), column("paid_fen", BigInteger)
)
_since = and_(service_visits.c.vehicle_id == CarSale.vehicle_id, service_visits.c.came_on >= CarSale.sold_on)
_VISITS = select(func.count()).select_from(service_visits).where(_since).correlate(CarSale).scalar_subquery()
_PAID = select(func.coalesce(func.sum(service_visits.c.paid_fen), 0)).where(_since).correlate(CarSale).scalar_subquery()


@car_part("sales/_car.html")
def how_it_was_sold(cars: Select[Any]) -> Select[Any]:
    """The car's latest sale."""
    other = aliased(CarSale)
    latest = (
        select(other.id).where(other.vehicle_id == Vehicle.id).order_by(other.sold_on.desc(), other.id.desc()).limit(1)
    )
    return cars.add_columns(
        CarSale.id.label("sale_id"), CarSale.sold_on, CarSale.colour.label("sale_colour"),
        CarSale.price_fen.label("sale_fen"), CarSale.invoice_no, CarSale.advisor_name.label("sale_advisor"),
        CarSale.outlet, (CarSale.customer_id == Vehicle.customer_id).label("sold_to_owner"),
    ).outerjoin(CarSale, CarSale.id == latest.correlate(Vehicle).scalar_subquery())  # fmt: skip


@timeline_part("sale", "sales/_entry.html")
def _sales(customer: Any) -> Select[Any]:
    """text: the model; more: who sold it; also: the outlet. What it cost stands with the car, for who may know it."""
    return entries(
        CarSale, at=CarSale.sold_at, ref=CarSale.id, text=CarSale.model, more=CarSale.advisor_name, also=CarSale.outlet
    ).where(CarSale.customer_id == customer)


# ---------------------------------------------------------------- what became of the buyers


def _sold(store_id: int, first: date, last: date) -> Select[Any]:
    """Each sale of these days with what the car did in our workshop since."""
    return (
        select(CarSale.id, CarSale.outlet, _VISITS.label("visits"), _PAID.label("paid_fen"))
        .where(CarSale.store_id == store_id, CarSale.sold_on.between(first, last))
        .order_by(None)
    )


def outlets(store_id: int, first: date, last: date) -> Sequence[Any]:
    """The table of R-402, a row for each outlet, the own showroom first: sold, came back and paid, never paid, never
    came. One statement, whatever the number of sales."""
    sold = _sold(store_id, first, last).subquery()
    paid, seen = sold.c.paid_fen > 0, sold.c.visits > 0
    return db.session.execute(
        select(
            sold.c.outlet, func.count().label("sold"), func.count(case((paid, 1))).label(After.PAID.value),
            func.count(case((and_(seen, ~paid), 1))).label(After.UNPAID.value),
            func.count(case((~seen, 1))).label(After.NEVER.value), func.sum(sold.c.paid_fen).label("paid_fen"),
        )
        .group_by(sold.c.outlet)
        .order_by(sold.c.outlet)
    ).all()  # fmt: skip


_DID: dict[After, ColumnElement[bool]] = {
    After.PAID: _PAID > 0,
    After.UNPAID: and_(_VISITS > 0, _PAID == 0),
    After.NEVER: _VISITS == 0,
}


def sales(
    store_id: int, first: date, last: date, *, outlet: str | None = None, after: After | None = None,
    before: tuple[date, int] | None = None,
) -> Sequence[Any]:  # fmt: skip
    """The sales behind a figure, the newest first, one more than a page; `outlet` None is every one."""
    found = (
        select(
            CarSale.id, CarSale.customer_id, CarSale.sold_on, CarSale.model, CarSale.colour, CarSale.outlet,
            CarSale.advisor_name, Customer.name, Customer.sex, Customer.kind, Vehicle.plate, Vehicle.energy,
            _VISITS.label("visits"), _PAID.label("paid_fen"),
        )
        .join(Customer, Customer.id == CarSale.customer_id)
        .join(Vehicle, Vehicle.id == CarSale.vehicle_id)
        .where(CarSale.store_id == store_id, CarSale.sold_on.between(first, last))
        .order_by(CarSale.sold_on.desc(), CarSale.id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    if outlet is not None:
        found = found.where(CarSale.outlet == outlet)
    if after is not None:
        found = found.where(_DID[after])
    if before is not None:
        day, number = before
        found = found.where(or_(CarSale.sold_on < day, and_(CarSale.sold_on == day, CarSale.id < number)))
    return db.session.execute(found).all()
