"""Opening a lead, noting that its customer has driven the car, giving it to somebody else."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from crm.customers.models import Customer
from crm.dictionaries.queries import resolve
from crm.leads import queries
from crm.leads.actions.owners import begin_owners, hand_over, queue_anew
from crm.leads.models import Lead, LeadAssignment, TestDrive
from crm.leads.rules import ACTIVE, Stage, first_contact_by
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Staff


def open_lead(
    customer: Customer,
    *,
    owner_id: int | None,
    channel: str,
    channel_detail: str = "",
    interest: str = "",
    stamp: Stamp,
) -> Lead:
    """The customer's lead: the one that is not closed, or a new one that owes a first contact (R-232)."""
    interest = resolve(customer.store_id, "model", interest) or interest
    lead = queries.active_lead(customer.id)
    if lead is not None:
        if lead.owner_id is None and owner_id is not None:
            hand_over(lead, owner_id, stamp=stamp)
        lead.interest = lead.interest or interest
        return lead
    until = first_contact_by(stamp.at, settings.of(customer.store_id))
    lead = Lead(
        store_id=customer.store_id, customer_id=customer.id, owner_id=owner_id, channel=channel,
        channel_detail=channel_detail, interest=interest, grade="N", stage=Stage.OPEN, opened_at=stamp.at,
        opened_on=stamp.today, first_due_at=until, first_due_on=clock.day(until, stamp.zone), visit_count=0,
    )  # fmt: skip
    db.session.add(lead)
    db.session.flush()
    begin_owners(lead)
    queue_anew(lead)
    return lead


def take_test_drive(
    lead: Lead, *, driven_on: date, model: str, liked: str = "", doubts: str = "", stamp: Stamp
) -> TestDrive:
    """The customer has driven the car, which speaks for a better grade."""
    if lead.stage not in ACTIVE:
        raise Refused(_("This lead is closed."))
    if driven_on > stamp.today:
        raise Refused(_("A test drive is written down when it has taken place."), "driven_on")
    drive = TestDrive(
        store_id=lead.store_id, lead_id=lead.id, driven_on=driven_on, model=model, liked=liked, doubts=doubts
    )
    drive.sign(stamp)
    db.session.add(drive)
    lead.test_driven_on = max(driven_on, lead.test_driven_on or driven_on)
    return drive


def assign(lead: Lead, *, owner_id: int, reason: str, version: int | None = None, stamp: Stamp) -> LeadAssignment:
    """Give the lead to another person; its open task goes along."""
    expect_version(lead, version, owner_id=lead.owner_id)
    if lead.stage not in ACTIVE:
        raise Refused(_("This lead is closed."))
    if owner_id == lead.owner_id:
        raise Refused(_("This person already looks after the lead."), "owner_id")
    here = select(Staff.id).where(Staff.id == owner_id, Staff.store_id == lead.store_id, Staff.disabled_at.is_(None))
    if db.session.scalar(here) is None:
        raise Refused(_("Choose somebody who works in this store."), "owner_id")
    if not reason.strip():
        raise Refused(_("Say in one line why."), "reason")
    handed = hand_over(lead, owner_id, why=reason.strip(), stamp=stamp)
    assert handed is not None
    return handed

