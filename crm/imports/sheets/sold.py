"""Leads and past sales: the whole of each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, select

from crm.callbacks.models import Call
from crm.customers.models import Customer
from crm.customers.rules import CHANNEL_DETAILS, CHANNEL_NAMES
from crm.imports.rules import Kind
from crm.imports.sheets.columns import OWNER, SEXES, chinese, columns, whole_of, word
from crm.leads.models import Lead, LostSale
from crm.leads.rules import REASON_NAMES, STAGE_NAMES
from crm.sales.models import CarSale
from crm.shared.sheets import Filters
from crm.shared.stamp import Stamp
from crm.staff.models import Staff
from crm.staff.rules import Right
from crm.vehicles.models import Vehicle


@whole_of(
    Kind.LEADS,
    columns(
        Kind.LEADS,
        "name phone phone2 sex channel source interest grade advisor_name opened_on next_on contact_on said stage "
        "lost_on lost_reason lost_note competitor_brand competitor_model reopen_on visit_count visited_on driven_on",
        sex=word(SEXES, "sex"), channel=chinese(CHANNEL_NAMES, "channel"),
        source=chinese(CHANNEL_DETAILS, "channel_detail"), stage=chinese(STAGE_NAMES, "stage"),
        lost_reason=chinese(REASON_NAMES, "lost_reason"), visited_on=lambda row: row.last_visit_on,
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
        *OWNER, Lead.channel, Lead.channel_detail, Lead.interest, Lead.grade, Lead.stage, Lead.opened_on, Lead.next_on,
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


@whole_of(
    Kind.SALES,
    columns(
        Kind.SALES,
        "name phone phone2 sex vin plate model series colour sold_on price_fen invoice_no advisor_name outlet",
        sex=word(SEXES, "sex"), outlet=lambda row: row.outlet or "展厅",
    ),
)  # fmt: skip
def sales(stamp: Stamp, filters: Filters) -> Select[Any]:
    """Every past sale with its buyer, whoever the car belongs to by now."""
    sale = CarSale
    found: Any = select(
        *OWNER, Vehicle.plate, Vehicle.vin, Vehicle.series, sale.model, sale.colour, sale.sold_on, sale.price_fen,
        sale.invoice_no, sale.advisor_name, sale.outlet,
    )  # fmt: skip
    whole: Select[Any] = found.select_from(sale).join(Vehicle, Vehicle.id == sale.vehicle_id)
    whole = whole.join(Customer, Customer.id == sale.customer_id).where(sale.store_id == stamp.store_id)
    return whole.order_by(sale.sold_on, sale.id)
