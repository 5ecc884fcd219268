"""Letting a lead rest until a date, and taking it up again before."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from crm.leads.actions.meeting import RESTED, settle, unsettle
from crm.leads.actions.owners import queue_anew
from crm.leads.models import Lead, LeadFreeze
from crm.leads.rules import Stage
from crm.leads.rules.freezing import FROZEN, why_not_rest
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _


def freeze(lead: Lead, *, until_on: date, reason: str, version: int | None = None, stamp: Stamp) -> LeadFreeze:
    """Nobody is to call before that day; on it the lead is in the list again (F-02). The chiefs see why."""
    expect_version(lead, version, until_on=lead.next_on.isoformat() if lead.next_on else "")
    if lead.stage != Stage.OPEN:
        raise Refused(_("Only a lead that is followed up can rest."))
    if lead.last_contact_at is None:
        raise Refused(_("Nobody has spoken to this customer yet. The first contact comes first."))
    wrong = why_not_rest(until_on, stamp.today, settings.of(lead.store_id))
    if wrong:
        raise Refused(_(wrong), "until_on")
    rest = LeadFreeze(
        store_id=lead.store_id, lead_id=lead.id, until_on=until_on, reason=reason.strip(), was_on=lead.next_on
    )
    rest.sign(stamp)
    db.session.add(rest)
    lead.next_on, lead.next_rule, lead.after_visit_on = until_on, FROZEN, None
    settle(lead, RESTED, stamp)
    return rest


def take_up(lead: Lead, *, version: int | None = None, stamp: Stamp) -> Lead:
    """The rest is over before its day; twice is once."""
    expect_version(lead, version)
    if lead.next_rule != FROZEN or lead.stage != Stage.OPEN:
        raise Refused(_("This lead does not rest."))
    last = select(LeadFreeze.at).where(LeadFreeze.lead_id == lead.id).order_by(LeadFreeze.id.desc()).limit(1)
    rests_since = db.session.scalar(last)
    lead.next_on, lead.next_rule = stamp.today, "agreed"
    if rests_since is not None:
        unsettle(lead, rests_since, stamp)  # a task of that very day cannot be made a second time
    queue_anew(lead)
    return lead
