"""An enquiry on the customer's timeline: by which door it came, what was asked, who was to answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Text, case, func, literal, select, type_coerce

from crm.customers.timeline import entries, timeline_part
from crm.enquiries.models import Enquiry, NoIntention, Source


@timeline_part("enquiry", "enquiries/_entry.html")
def _enquiries(customer: Any) -> Select[Any]:
    """`more` is the message as it is kept; the template opens it."""
    door = select(Source.name).where(Source.id == Enquiry.source_id).correlate(Enquiry).scalar_subquery()
    return entries(
        Enquiry, at=Enquiry.at, ref=Enquiry.id, by=func.coalesce(Enquiry.by_id, Enquiry.first_staff_id),
        code=case((Enquiry.opened_lead, literal("first")), else_=literal("again")), text=Enquiry.model,
        more=type_coerce(Enquiry.message, Text), also=func.coalesce(door, ""),
    ).where(Enquiry.customer_id == customer)  # fmt: skip


@timeline_part("no_intention", "enquiries/_entry_no_intention.html")
def _no_intentions(customer: Any) -> Select[Any]:
    return (
        entries(NoIntention, at=NoIntention.at, ref=NoIntention.id, by=NoIntention.by_id, code=NoIntention.reason,
                text=NoIntention.note)
        .join(Enquiry, Enquiry.id == NoIntention.enquiry_id)
        .where(Enquiry.customer_id == customer)
    )  # fmt: skip
