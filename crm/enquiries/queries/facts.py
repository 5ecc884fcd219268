"""Small facts that the actions ask for: what was agreed to, how a lead began, who was called in vain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from crm.customers.models import ConsentGiven
from crm.customers.rules import CONSENTS
from crm.enquiries.models import Enquiry
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.notices.models import Notice
from crm.shared.db import db

OFFERS = CONSENTS["marketing-sms"]


def offers_consent(customer_id: int) -> bool | None:
    """What the customer said last about offers; None: they were never asked."""
    said = select(ConsentGiven.given).where(
        ConsentGiven.customer_id == customer_id, ConsentGiven.purpose == OFFERS.purpose,
        ConsentGiven.channel == OFFERS.channel,
    )  # fmt: skip
    return db.session.scalar(said.order_by(ConsentGiven.id.desc()).limit(1))


def opened_here(lead_id: int) -> bool:
    """The lead began as an enquiry, and not at the door."""
    began = select(Enquiry.id).where(Enquiry.lead_id == lead_id, Enquiry.opened_lead)
    return db.session.scalar(began.limit(1)) is not None


def first_enquiry_at(lead_id: int) -> datetime | None:
    first = func.min(Enquiry.at, type_=Enquiry.at.type)
    return db.session.scalar(select(first).where(Enquiry.lead_id == lead_id))


def called_in_vain(store_id: int) -> Sequence[int]:
    """Leads about which the manager was called, and which somebody has now, or which are closed."""
    about = Notice.store_id == store_id, Notice.kind == "unassigned", Notice.ended_at.is_(None)
    settled = or_(Lead.owner_id.is_not(None), Lead.stage != Stage.OPEN)
    found = select(Notice.subject_id).join(Lead, Lead.id == Notice.subject_id).where(*about, settled)
    return db.session.scalars(found.distinct()).all()
