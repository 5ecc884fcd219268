"""Customers with their cars, the cars' visits here and elsewhere, and their policies: the whole of each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, select

from crm.customers.models import Customer
from crm.elsewhere.models import ElsewhereVisit
from crm.imports.rules import Kind
from crm.imports.sheets.columns import CAR, OWNER, SEXES, columns, whole_of, word
from crm.insurance.models import InsurancePolicy
from crm.shared.sheets import Filters
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceLine, ServiceVisit

ENERGIES = {"fuel": "燃油", "nev": "新能源"}
JOBS = {"first": "首保", "maintenance": "保养", "repair": "维修", "accident": "事故", "other": ""}
COVERS = {"commercial": "商业险", "compulsory": "交强险"}
REGIONS = {True: "是", False: "否"}


@whole_of(
    Kind.CUSTOMERS,
    columns(
        Kind.CUSTOMERS,
        "name phone phone2 sex credit_code plate vin engine_no model series colour energy bought_on registered_on "
        "inspection_on mileage_km told_due_on told_due_km told_visits told_spend_fen warranty_end_on sanbao_end_on "
        "told_status filed_on note",
        sex=word(SEXES, "sex"), energy=word(ENERGIES, "energy"),
    ),
)  # fmt: skip
def customers(stamp: Stamp, filters: Filters) -> Select[Any]:
    """Everybody on file, once with each car."""
    car = Vehicle
    found: Any = select(
        *OWNER, *CAR, Customer.credit_code, Customer.filed_on, Customer.note, car.engine_no, car.colour, car.energy,
        car.bought_on, car.registered_on, car.inspection_on, car.mileage_km, car.told_due_on, car.told_due_km,
        car.told_visits, car.told_spend_fen, car.warranty_end_on, car.sanbao_end_on,
        func.coalesce(func.nullif(car.told_status, ""), Customer.told_status).label("told_status"),
    )  # fmt: skip
    here = and_(car.customer_id == Customer.id, car.archived_at.is_(None))
    live = (Customer.store_id == stamp.store_id, Customer.archived_at.is_(None))
    whole: Select[Any] = found.outerjoin(car, here).where(*live).order_by(Customer.id, car.id)
    return whole


@whole_of(
    Kind.SERVICE_VISITS,
    columns(
        Kind.SERVICE_VISITS,
        "name phone plate vin model series mileage_km came_on left_on order_no line_no job item paid_fen warranty_fen "
        "insurance_fen advisor_name",
        job=word(JOBS, "job"),
    ),
)  # fmt: skip
def visits(stamp: Stamp, filters: Filters) -> Select[Any]:
    """Every visit, line by line; one of which only the day is known has one row."""
    visit, line = ServiceVisit, ServiceLine
    found: Any = select(
        *OWNER, *CAR, visit.mileage_km, visit.came_on, visit.left_on, visit.order_no, visit.advisor_name,
        line.line_no, func.coalesce(line.job, visit.job).label("job"),
        func.coalesce(line.item, visit.item).label("item"),
        func.coalesce(line.paid_fen, visit.paid_fen).label("paid_fen"),
        func.coalesce(line.warranty_fen, visit.warranty_fen).label("warranty_fen"),
        func.coalesce(line.insurance_fen, visit.insurance_fen).label("insurance_fen"),
    )  # fmt: skip
    whole: Select[Any] = (
        found.select_from(visit)
        .join(Vehicle, Vehicle.id == visit.vehicle_id)
        .join(Customer, Customer.id == Vehicle.customer_id)
        .outerjoin(line, line.visit_id == visit.id)
        .where(visit.store_id == stamp.store_id)
    )
    return whole.order_by(visit.came_on, visit.id, line.line_no)


@whole_of(
    Kind.POLICIES,
    columns(
        Kind.POLICIES, "name phone plate vin model series cover insurer number from_on until_on premium_fen",
        cover=word(COVERS, "cover"),
    ),
)  # fmt: skip
def policies(stamp: Stamp, filters: Filters) -> Select[Any]:
    """Every policy with its car and owner."""
    policy = InsurancePolicy
    found: Any = select(
        *OWNER, *CAR, policy.cover, policy.insurer, policy.number, policy.from_on, policy.until_on, policy.premium_fen
    )
    whole: Select[Any] = found.select_from(policy).join(Vehicle, Vehicle.id == policy.vehicle_id)
    whole = whole.join(Customer, Customer.id == Vehicle.customer_id).where(policy.store_id == stamp.store_id)
    return whole.order_by(policy.until_on, policy.id)


@whole_of(
    Kind.ELSEWHERE_VISITS,
    columns(
        Kind.ELSEWHERE_VISITS, "vin seen_on other_store in_region", in_region=word(REGIONS, "in_region"),
        seen_on=lambda row: row.on_day,
    ),
)  # fmt: skip
def elsewhere(stamp: Stamp, filters: Filters) -> Select[Any]:
    """The maker's list of visits at other stores."""
    visit = ElsewhereVisit
    found: Any = select(visit.vin, visit.on_day, visit.other_store, visit.in_region)
    whole: Select[Any] = found.where(visit.store_id == stamp.store_id).order_by(visit.on_day, visit.id)
    return whole
