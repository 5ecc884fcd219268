"""Two files of one customer become one: what waits for an answer waits on the lead that goes on."""

from __future__ import annotations

from sqlalchemy import select

from crm.duplicates.parts import Merging, merge_part
from crm.enquiries.models import Enquiry
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.shared.db import db


@merge_part
def move_what_waits(merging: Merging) -> None:
    """Runs after the doubled lead is closed, so that at most one is left."""
    active = select(Lead.id).where(Lead.customer_id.in_(merging.both), Lead.stage.in_(ACTIVE))
    stays = db.session.scalar(active.limit(1))
    if stays is not None:
        waits = Enquiry.customer_id.in_(merging.both) & Enquiry.closed_at.is_(None) & (Enquiry.lead_id != stays)
        merging.batch.update(Enquiry, waits, {"lead_id": stays})
