"""The store's whole data as files that come in again: each kind of import under its own headings, in full.

What leaves here and comes back into the same store changes nothing; into an empty store it brings the same rows. So
names stand as they are on file, numbers in full, codes in the words that the import reads. Each needs approval (F-84).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select

from crm.callbacks.models import Call
from crm.customers.models import Customer
from crm.customers.rules import CHANNEL_DETAILS, CHANNEL_NAMES
from crm.elsewhere.models import ElsewhereVisit
from crm.imports.columns import FIELDS
from crm.imports.rules import KIND_NAMES, Kind
from crm.insurance.models import InsurancePolicy
from crm.leads.models import Lead, LostSale
from crm.leads.rules import REASON_NAMES, STAGE_NAMES
from crm.sales.models import CarSale
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import catalogue
from crm.staff.models import Staff
from crm.staff.rules import Right
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceLine, ServiceVisit

CLERKS = (Right.IMPORT, Right.APPROVE_EXPORT)
SEXES = {"m": "男", "f": "女"}
ENERGIES = {"fuel": "燃油", "nev": "新能源"}
JOBS = {"first": "首保", "maintenance": "保养", "repair": "维修", "accident": "事故", "other": ""}
COVERS = {"commercial": "商业险", "compulsory": "交强险"}
REGIONS = {True: "是", False: "否"}


def _columns(kind: Kind, keys: str, **more: Callable[[Any], Any]) -> tuple[Column, ...]:
    """A column for each field, under the heading that the import knows best; `more` reads what is no plain column."""
    headings = {one.key: one.names[0] for one in FIELDS[kind]}
    return tuple(Column(headings[key], more.get(key, key), _cell(key)) for key in keys.split())


def _cell(key: str) -> Cell:
    if key.endswith("_on"):
        return Cell.DAY
    if key.endswith("_fen"):
        return Cell.MONEY
    return Cell.COUNT if key.endswith(("_km", "_visits", "_count", "line_no")) else Cell.TEXT


def _word(names: Any, attribute: str) -> Callable[[Any], Any]:
    return lambda row: names.get(getattr(row, attribute), "")


def _chinese(names: Any, attribute: str) -> Callable[[Any], Any]:
    """Our own word in Chinese, whatever the asker reads; what has none stands as it is."""

    def read(row: Any) -> str:
        code = getattr(row, attribute)
        return str(catalogue("zh").ugettext(names[code])) if code in names else str(code or "")

    return read


def _whole(kind: Kind, columns: Sequence[Column], *, rights: Sequence[Right] = CLERKS) -> Any:
    return sheet(
        f"imports.{kind}", KIND_NAMES[kind], columns, rights=rights, on=("imports.index", "exports.index"), full=True,
        order=90,
    )  # fmt: skip


_OWNER = (Customer.name, Customer.phone, Customer.phone2, Customer.sex)
_CAR = (Vehicle.plate, Vehicle.vin, Vehicle.model, Vehicle.series)


@_whole(
    Kind.CUSTOMERS,
    _columns(
        Kind.CUSTOMERS,
        "name phone phone2 sex credit_code plate vin engine_no model series colour energy bought_on registered_on "
        "inspection_on mileage_km told_due_on told_due_km told_visits told_spend_fen warranty_end_on sanbao_end_on "
        "told_status filed_on note",
        sex=_word(SEXES, "sex"), energy=_word(ENERGIES, "energy"),
    ),
)  # fmt: skip
def customers(stamp: Stamp, filters: Filters) -> Select[Any]:
    """Everybody on file, once with each car."""
    car = Vehicle
    found: Any = select(
        *_OWNER, *_CAR, Customer.credit_code, Customer.filed_on, Customer.note, car.engine_no, car.colour, car.energy,
        car.bought_on, car.registered_on, car.inspection_on, car.mileage_km, car.told_due_on, car.told_due_km,
        car.told_visits, car.told_spend_fen, car.warranty_end_on, car.sanbao_end_on,
        func.coalesce(func.nullif(car.told_status, ""), Customer.told_status).label("told_status"),
    )  # fmt: skip
    here = and_(car.customer_id == Customer.id, car.archived_at.is_(None))
    live = (Customer.store_id == stamp.store_id, Customer.archived_at.is_(None))
    whole: Select[Any] = found.outerjoin(car, here).where(*live).order_by(Customer.id, car.id)
    return whole


@_whole(
    Kind.SERVICE_VISITS,
    _columns(
        Kind.SERVICE_VISITS,
        "name phone plate vin model series mileage_km came_on left_on order_no line_no job item paid_fen warranty_fen "
        "insurance_fen advisor_name",
        job=_word(JOBS, "job"),
    ),
)  # fmt: skip
def visits(stamp: Stamp, filters: Filters) -> Select[Any]:
    """Every visit, line by line; one of which only the day is known has one row."""
    visit, line = ServiceVisit, ServiceLine
    found: Any = select(
        *_OWNER, *_CAR, visit.mileage_km, visit.came_on, visit.left_on, visit.order_no, visit.advisor_name,
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


@_whole(
    Kind.LEADS,
    _columns(
        Kind.LEADS,
        "name phone phone2 sex channel source interest grade advisor_name opened_on next_on contact_on said stage "
        "lost_on lost_reason lost_note competitor_brand competitor_model reopen_on visit_count visited_on driven_on",
        sex=_word(SEXES, "sex"), channel=_chinese(CHANNEL_NAMES, "channel"),
        source=_chinese(CHANNEL_DETAILS, "channel_detail"), stage=_chinese(STAGE_NAMES, "stage"),
        lost_reason=_chinese(REASON_NAMES, "lost_reason"), visited_on=lambda row: row.last_visit_on,
        driven_on=lambda row: row.test_driven_on, contact_on=lambda row: row.last_contact_at,
        lost_on=lambda row: row.lost_at,
    ),
    rights=(Right.ALL_LEADS,),
)  # fmt: skip
def leads(stamp: Stamp, filters: Filters) -> Select[Any]:
    """Every lead, with the words of its last contact, and how it was lost or is to be counted as lost (F-15)."""
    loss = select(func.max(LostSale.id)).where(LostSale.lead_id == Lead.id).correlate(Lead).scalar_subquery()
    spoken = select(Call.said).where(Call.lead_id == Lead.id, Call.result == "reached", Call.said != "")
    newest = spoken.order_by(Call.at.desc(), Call.id.desc()).limit(1).correlate(Lead).scalar_subquery()
    found: Any = select(
        *_OWNER, Lead.channel, Lead.channel_detail, Lead.interest, Lead.grade, Lead.stage, Lead.opened_on, Lead.next_on,
        Lead.last_contact_at, Lead.visit_count, Lead.last_visit_on, Lead.test_driven_on, newest.label("said"),
        Staff.name.label("advisor_name"), LostSale.reason.label("lost_reason"), LostSale.note.label("lost_note"),
        LostSale.competitor_brand, LostSale.competitor_model, LostSale.at.label("lost_at"),
        func.coalesce(Lead.reopen_on, LostSale.reopen_on).label("reopen_on"),
    )  # fmt: skip
    whole: Select[Any] = (
        found.select_from(Lead)
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == Lead.owner_id)
        .outerjoin(LostSale, and_(LostSale.id == loss, Lead.stage.in_(("lost", "lost_pending"))))
        .where(Lead.store_id == stamp.store_id)
    )
    return whole.order_by(Lead.opened_on, Lead.id)


@_whole(
    Kind.SALES,
    _columns(
        Kind.SALES,
        "name phone phone2 sex vin plate model series colour sold_on price_fen invoice_no advisor_name outlet",
        sex=_word(SEXES, "sex"), outlet=lambda row: row.outlet or "展厅",
    ),
)  # fmt: skip
def sales(stamp: Stamp, filters: Filters) -> Select[Any]:
    """Every past sale with its buyer, whoever the car belongs to by now."""
    sale = CarSale
    found: Any = select(
        *_OWNER, Vehicle.plate, Vehicle.vin, Vehicle.series, sale.model, sale.colour, sale.sold_on, sale.price_fen,
        sale.invoice_no, sale.advisor_name, sale.outlet,
    )  # fmt: skip
    whole: Select[Any] = found.select_from(sale).join(Vehicle, Vehicle.id == sale.vehicle_id)
    whole = whole.join(Customer, Customer.id == sale.customer_id).where(sale.store_id == stamp.store_id)
    return whole.order_by(sale.sold_on, sale.id)


@_whole(
    Kind.POLICIES,
    _columns(
        Kind.POLICIES, "name phone plate vin model series cover insurer number from_on until_on premium_fen",
        cover=_word(COVERS, "cover"),
    ),
)  # fmt: skip
def policies(stamp: Stamp, filters: Filters) -> Select[Any]:
    """Every policy with its car and owner."""
    policy = InsurancePolicy
    found: Any = select(
        *_OWNER, *_CAR, policy.cover, policy.insurer, policy.number, policy.from_on, policy.until_on, policy.premium_fen
    )
    whole: Select[Any] = found.select_from(policy).join(Vehicle, Vehicle.id == policy.vehicle_id)
    whole = whole.join(Customer, Customer.id == Vehicle.customer_id).where(policy.store_id == stamp.store_id)
    return whole.order_by(policy.until_on, policy.id)


@_whole(
    Kind.ELSEWHERE_VISITS,
    _columns(
        Kind.ELSEWHERE_VISITS, "vin seen_on other_store in_region", in_region=_word(REGIONS, "in_region"),
        seen_on=lambda row: row.on_day,
    ),
)  # fmt: skip
def elsewhere(stamp: Stamp, filters: Filters) -> Select[Any]:
    """The maker's list of visits at other stores."""
    visit = ElsewhereVisit
    found: Any = select(visit.vin, visit.on_day, visit.other_store, visit.in_region)
    whole: Select[Any] = found.where(visit.store_id == stamp.store_id).order_by(visit.on_day, visit.id)
    return whole
