"""Two files of one customer become one: the car that is booked for them waits on the lead that goes on."""

from __future__ import annotations

from sqlalchemy import select

from crm.drives.models import Booking
from crm.duplicates.parts import Merging, merge_part
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.shared.db import db


@merge_part
def bring_bookings(merging: Merging) -> None:
    """Runs after the doubled lead is closed; what was driven already stays where it was driven."""
    theirs = select(Lead.id).where(Lead.customer_id.in_(merging.both))
    stays = db.session.scalar(theirs.where(Lead.stage.in_(ACTIVE)).limit(1))
    if stays is not None:
        waits = Booking.lead_id.in_(theirs) & Booking.left_at.is_(None) & Booking.released_at.is_(None)
        merging.batch.update(Booking, waits & (Booking.lead_id != stays), {"lead_id": stays})
