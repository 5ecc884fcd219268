"""Quotations: those of a lead, and one to look at."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.orders.models import FinancePlan, Quotation, TradeIn
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.staff.models import Staff


def quotation_in(lead_id: int, quotation_id: int) -> Quotation | None:
    """A quotation of this lead."""
    return db.session.scalar(select(Quotation).where(Quotation.id == quotation_id, Quotation.lead_id == lead_id))


def quotation_for(person: Person, quotation_id: int) -> Any:
    """A quotation with its old car, its loan, its customer and who made it; 404 unless the reader may see the lead."""
    found = db.session.execute(
        select(Quotation, TradeIn, FinancePlan, Customer, Staff)
        .join(Lead, Lead.id == Quotation.lead_id)
        .join(Customer, Customer.id == Quotation.customer_id)
        .outerjoin(TradeIn, TradeIn.quotation_id == Quotation.id)
        .outerjoin(FinancePlan, FinancePlan.quotation_id == Quotation.id)
        .outerjoin(Staff, Staff.id == Quotation.by_id)
        .where(Quotation.id == quotation_id, leads_for(person))
    ).first()
    if found is None:
        raise NotYours
    return found


@timeline_part("quotation", "orders/_entry_quotation.html")
def _quotations(customer: Any) -> Select[Any]:
    part = entries(
        Quotation, at=Quotation.at, ref=Quotation.id, by=Quotation.by_id, text=Quotation.model, more=Quotation.colour,
        number=Quotation.price_fen,
    )  # fmt: skip
    return part.where(Quotation.customer_id == customer)
