"""The cars that were seen in other stores, counted and listed by one and the same SELECT."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.elsewhere.models import ElsewhereVisit
from crm.elsewhere.rules import SILENT_DAYS, Group, Period
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit

PAGE = 50
_NEAR, _AWAY = 2, 1


def cars_seen(period: Period, stamp: Stamp) -> Subquery:
    """One row for each car of the lists in this time, with what is on file of it: the base of every figure."""
    one = ElsewhereVisit
    region = case((one.in_region.is_(True), _NEAR), (one.in_region.is_(False), _AWAY), else_=0)
    seen = (
        select(
            one.vin_index, func.count().label("times"), func.max(one.on_day).label("last_on"),
            func.max(one.id).label("ref"), func.max(region).label("region"),
        )
        .where(one.store_id == stamp.store_id, one.on_day.between(period.first, period.last))
        .group_by(one.vin_index)
        .subquery("seen")
    )  # fmt: skip
    mine = select(func.count()).where(ServiceVisit.vehicle_id == Vehicle.id)
    here = mine.where(ServiceVisit.came_on.between(period.first, period.last))
    since = mine.where(ServiceVisit.came_on > Vehicle.bought_on)
    bought = and_(Vehicle.sold_here, Vehicle.bought_on.between(period.first, period.last))
    return (
        select(
            *seen.c, Vehicle.id.label("vehicle_id"), Vehicle.customer_id, here.scalar_subquery().label("here"),
            since.scalar_subquery().label("since"), case((bought, 1), else_=0).label("bought"),
            case((Vehicle.plate_index.is_not(None), 1), else_=0).label("plated"),
        )
        .select_from(seen)
        .outerjoin(
            Vehicle,
            and_(
                Vehicle.store_id == stamp.store_id,
                Vehicle.vin_index == seen.c.vin_index,
                Vehicle.archived_at.is_(None),
            ),
        )
        .subquery("cars")
    )  # fmt: skip


def _conditions(cars: Any, period: Period, stamp: Stamp) -> Mapping[Group, ColumnElement[bool]]:
    """Which cars each figure counts. A VIN that is not on file is counted as such, and nowhere else."""
    silent = period.last - timedelta(days=settings.of(stamp.store_id)[SILENT_DAYS])
    known = cars.vehicle_id.is_not(None)
    gone, returns = and_(known, cars.here == 0), and_(known, cars.here > 0)
    bought, never = and_(known, cars.bought == 1), cars.since == 0
    return {
        Group.SEEN: known, Group.GONE: gone, Group.SILENT: and_(gone, cars.last_on <= silent), Group.RETURNS: returns,
        Group.ONCE: and_(known, cars.here == 1), Group.TWICE: and_(known, cars.here == 2),
        Group.THRICE: and_(known, cars.here == 3), Group.FOUR: and_(known, cars.here == 4),
        Group.OFTEN: and_(known, cars.here >= 5), Group.NEAR: and_(returns, cars.region == _NEAR),
        Group.AWAY: and_(returns, cars.region == _AWAY), Group.UNSAID: and_(returns, cars.region == 0),
        Group.BUYERS: bought, Group.PLATED: and_(bought, cars.plated == 1), Group.BARE: and_(bought, cars.plated == 0),
        Group.PLATED_NEVER: and_(bought, cars.plated == 1, never),
        Group.BARE_NEVER: and_(bought, cars.plated == 0, never), Group.UNKNOWN: cars.vehicle_id.is_(None),
    }  # fmt: skip


def figures(period: Period, stamp: Stamp) -> dict[Group, int]:
    """Every figure of the table in one statement, each the number of the cars that it opens."""
    cars = cars_seen(period, stamp)
    counts = [
        func.count(case((which, 1))).label(group.name) for group, which in _conditions(cars.c, period, stamp).items()
    ]
    row = db.session.execute(select(*counts).select_from(cars)).one()._mapping
    return {group: row[group.name] for group in Group}


def _latest_store(cars: Subquery) -> Any:
    """Where the car was on the last day it was seen."""
    one = aliased(ElsewhereVisit)
    same = (one.vin_index == cars.c.vin_index, one.on_day == cars.c.last_on, one.store_id == ElsewhereVisit.store_id)
    return select(one.other_store).where(*same).order_by(one.id.desc()).limit(1).scalar_subquery()


def _last_here() -> Any:
    mine = select(func.max(ServiceVisit.came_on)).where(ServiceVisit.vehicle_id == Vehicle.id)
    return mine.correlate(Vehicle).scalar_subquery()


def cars_of(group: Group, period: Period, stamp: Stamp) -> Select[Any]:
    """The cars behind a figure with their owners, the latest seen first."""
    cars = cars_seen(period, stamp)
    return (
        select(
            cars.c.ref, cars.c.last_on, cars.c.times, cars.c.here, cars.c.region, Customer.id.label("customer_id"),
            Customer.name, Customer.sex, Customer.kind, Customer.phone, Vehicle.id.label("vehicle_id"), Vehicle.plate,
            Vehicle.energy, Vehicle.series, Vehicle.model, Vehicle.bought_on, ElsewhereVisit.vin,
            _latest_store(cars).label("other_store"), _last_here().label("last_here_on"),
        )
        .select_from(cars)
        .join(ElsewhereVisit, ElsewhereVisit.id == cars.c.ref)
        .outerjoin(Vehicle, Vehicle.id == cars.c.vehicle_id)
        .outerjoin(Customer, Customer.id == Vehicle.customer_id)
        .where(_conditions(cars.c, period, stamp)[group])
        .order_by(cars.c.last_on.desc(), cars.c.ref.desc())
    )  # fmt: skip


def page_of(group: Group, period: Period, stamp: Stamp, after: tuple[date, int] | None) -> tuple[list[Any], Any]:
    """One page of 50, and the last row of it when there are more."""
    rows = cars_of(group, period, stamp).limit(PAGE + 1)
    if after is not None:
        day, ref = after
        cars = rows.selected_columns
        rows = rows.where(or_(cars.last_on < day, and_(cars.last_on == day, cars.ref < ref)))
    found = list(db.session.execute(rows))
    return found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None
