"""Claiming from the pool: one owner whatever the haste, and nobody hoards."""

from __future__ import annotations

from sqlalchemy import select

from crm.enquiries import queries
from crm.enquiries.actions.intake import TOPIC, write_route
from crm.enquiries.models import EnquiryRoute
from crm.enquiries.rules import How, too_many
from crm.leads.actions import claim_unowned, queue_anew
from crm.leads.models import Lead
from crm.notices import actions as notices
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.scope import NotYours
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _
from crm.staff.models import Staff


def claim(lead_id: int, *, stamp: Stamp) -> EnquiryRoute:
    """The lead is mine, unless somebody was quicker or I have enough; its first-contact task is made at once."""
    db.session.execute(select(Staff.id).where(Staff.id == stamp.by.id).with_for_update())  # one at a time per person
    mine = Lead.id == lead_id, Lead.store_id == stamp.store_id
    if db.session.scalar(select(Lead.id).where(*mine)) is None:
        raise NotYours
    refused = too_many(*queries.claims_of(stamp), settings.of(stamp.store_id))
    if refused:
        raise Refused(_(refused[0], n=refused[1]))
    taken = claim_unowned(lead_id, stamp)
    lead = db.session.get_one(Lead, lead_id, populate_existing=True)
    if not taken:
        raise Refused(_who_has(lead, stamp))
    enquiry = queries.newest_open(lead.id)
    since = enquiry.at if enquiry else lead.opened_at
    why = Reason("enquiries.claimed", {"name": stamp.by.name, "minutes": int((stamp.at - since).total_seconds() // 60)})
    found = write_route(lead, enquiry, stamp.by.id, How.CLAIM, why, stamp)
    notices.withdraw("unassigned", lead.id, stamp=stamp)
    queue_anew(lead)
    raise_topic(lead.store_id, TOPIC)
    return found


def _who_has(lead: Lead, stamp: Stamp) -> str:
    if lead.owner_id == stamp.by.id:
        return _("You have this one already.")
    name = db.session.scalar(select(Staff.name).where(Staff.id == lead.owner_id)) if lead.owner_id else None
    return _("%(name)s has this one already.", name=name) if name else _("This one is closed already.")
