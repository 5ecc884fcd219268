"""Each check as one condition over live rows, the value that it looked at, and what only Python can tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, String, and_, cast, exists, literal, or_, select
from sqlalchemy.orm import aliased

from crm.callbacks.models import Call
from crm.customers.models import CompanyContact, Customer
from crm.customers.rules import PlateKind, check_vin, plate_kind
from crm.leads.models import Lead
from crm.quality.rules import PLATE_DAYS, STALE_MONTHS, SUBJECTS, Check, Subject, is_placeholder
from crm.reception.models import Visit
from crm.shared import settings
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle
from crm.vehicles.rules import DAILY_KM_MOST, add_months
from crm.workshop.models import ServiceVisit

Earlier = aliased(ServiceVisit)
Condition = Any


@dataclass(frozen=True)
class Look:
    """`wrong`: the condition of the day. `mark`: the value as text. `test`: what Python must look at on top, in the
    columns `opened`. `beside`: the id of the earlier visit that a reading is held against."""

    wrong: Callable[[Stamp], Condition]
    mark: Any
    test: Callable[[Any, Stamp], bool] | None = None
    opened: tuple[Any, ...] = ()
    beside: Any = None


def base(check: Check, store_id: int, *columns: Any) -> Select[Any]:
    """The live rows of a check's subject, each with its customer."""
    subject = SUBJECTS[check]
    live = [Customer.store_id == store_id, Customer.archived_at.is_(None)]
    if subject is Subject.CUSTOMER:
        return select(*columns).select_from(Customer).where(*live)
    live.append(Vehicle.archived_at.is_(None))
    if subject is Subject.CAR:
        return select(*columns).select_from(Vehicle).join(Customer, Customer.id == Vehicle.customer_id).where(*live)
    return (
        select(*columns)
        .select_from(ServiceVisit)
        .join(Vehicle, Vehicle.id == ServiceVisit.vehicle_id)
        .join(Customer, Customer.id == Vehicle.customer_id)
        .join(Earlier, Earlier.id == LOOKS[check].beside)
        .where(*live)
    )


def key_of(check: Check) -> Any:
    """The id of a check's subject."""
    return {Subject.CUSTOMER: Customer.id, Subject.CAR: Vehicle.id, Subject.VISIT: ServiceVisit.id}[SUBJECTS[check]]


def stale_before(stamp: Stamp) -> date:
    return add_months(stamp.today, -settings.of(stamp.store_id)[STALE_MONTHS])


def _no_phone(_stamp: Stamp) -> Condition:
    """A firm is reached by its people."""
    people = exists().where(CompanyContact.company_id == Customer.id, CompanyContact.to_on.is_(None))
    return and_(Customer.phone_index.is_(None), or_(Customer.kind == "person", ~people))


def _stale(stamp: Stamp) -> Condition:
    """Nobody has met, called or served them, and there is no open chance."""
    cut = stale_before(stamp)
    at = stamp.local.replace(year=cut.year, month=cut.month, day=cut.day)
    mine = Customer.id
    return and_(
        Customer.created_at < at,
        ~exists().where(ServiceVisit.customer_id == mine, ServiceVisit.came_on >= cut),
        ~exists().where(Lead.customer_id == mine, or_(
            Lead.opened_at >= at, Lead.last_contact_at >= at, Lead.stage.in_(("open", "lost_pending", "ordered")),
        )),
        ~exists().where(Call.customer_id == mine, Call.at >= at),
        ~exists().where(Visit.customer_id == mine, Visit.arrived_at >= at),
        ~exists().where(Vehicle.customer_id == mine, Vehicle.bought_on >= cut),
    )  # fmt: skip


def _no_plate(stamp: Stamp) -> Condition:
    cut = stamp.today - timedelta(days=settings.of(stamp.store_id)[PLATE_DAYS])
    seen = or_(Vehicle.bought_on < cut, and_(Vehicle.bought_on.is_(None), Vehicle.mileage_on < cut))
    return and_(Vehicle.plate_index.is_(None), Vehicle.vin_index.is_not(None), seen)


def _bought_late(stamp: Stamp) -> Condition:
    before = exists().where(Earlier.vehicle_id == Vehicle.id, Earlier.came_on < Vehicle.bought_on)
    return and_(Vehicle.bought_on.is_not(None), or_(Vehicle.bought_on > stamp.today, before))


def _before(*conditions: Any, first: Any) -> Any:
    """The id of one earlier visit of the same car, for each row."""
    one = aliased(ServiceVisit)
    earlier = (one.vehicle_id == ServiceVisit.vehicle_id, one.came_on < ServiceVisit.came_on)
    found = select(one.id).where(*earlier, *(condition(one) for condition in conditions))
    return found.order_by(first(one).desc(), one.id.desc()).limit(1).correlate(ServiceVisit).scalar_subquery()


def _rises_too_fast(row: Any, stamp: Stamp) -> bool:
    """More than the most that a car drives in a day, since the reading before (F-44)."""
    days = max(1, (row.came_on - row.before_on).days)
    return bool(row.mileage_km - row.before_km > settings.of(stamp.store_id)[DAILY_KM_MOST] * days)


_NOTHING = literal("")
_BOTH = cast(ServiceVisit.mileage_km, String) + "|" + cast(Earlier.mileage_km, String)
_READ = ServiceVisit.mileage_km.is_not(None)
LOOKS: dict[Check, Look] = {
    Check.NO_PHONE: Look(_no_phone, _NOTHING),
    Check.ODD_PHONE: Look(
        lambda _stamp: Customer.phone_index.is_not(None), Customer.phone_index,
        lambda row, _stamp: is_placeholder(row.phone or ""), (Customer.phone,),
    ),
    Check.NO_NAME: Look(lambda _stamp: Customer.name == "", _NOTHING),
    Check.STALE: Look(_stale, _NOTHING),
    Check.NO_VIN: Look(
        lambda _stamp: and_(Vehicle.vin_index.is_(None), Vehicle.plate_index.is_not(None)), Vehicle.plate_index
    ),
    Check.ODD_VIN: Look(
        lambda _stamp: Vehicle.vin_index.is_not(None), Vehicle.vin_index,
        lambda row, _stamp: odd_vin(row.vin), (Vehicle.vin,),
    ),
    Check.NO_PLATE: Look(_no_plate, _NOTHING),
    Check.ODD_PLATE: Look(
        lambda _stamp: Vehicle.plate_index.is_not(None), Vehicle.plate_index,
        lambda row, _stamp: plate_kind(row.plate or "") is PlateKind.ODD, (Vehicle.plate,),
    ),
    Check.NO_MODEL: Look(lambda _stamp: and_(Vehicle.model == "", Vehicle.series == ""), _NOTHING),
    Check.BOUGHT_LATE: Look(_bought_late, cast(Vehicle.bought_on, String)),
    Check.MILEAGE_DOWN: Look(
        lambda _stamp: _READ, _BOTH,
        beside=_before(lambda one: one.mileage_km > ServiceVisit.mileage_km, first=lambda one: one.mileage_km),
    ),
    Check.MILEAGE_FAST: Look(
        lambda _stamp: and_(_READ, ServiceVisit.mileage_km > Earlier.mileage_km), _BOTH, _rises_too_fast,
        (ServiceVisit.came_on, ServiceVisit.mileage_km, Earlier.came_on.label("before_on"),
         Earlier.mileage_km.label("before_km")),
        beside=_before(lambda one: one.mileage_km.is_not(None), first=lambda one: one.came_on),
    ),
}  # fmt: skip


def odd_vin(vin: str | None) -> bool:
    """Cars made here all carry the check digit; some makers abroad do not (F-51)."""
    warning = check_vin(vin or "")
    return warning is not None and warning.strong
