"""Opening a lead, noting that its customer was here, giving it to somebody else, bringing it back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, func, literal, null, select, update
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.leads import queries
from crm.leads.actions.owners import hand_over, queue_anew, settle_owners
from crm.leads.models import Lead, LeadAssignment, Reopening, TestDrive
from crm.leads.rules import ACTIVE, Stage, first_contact_by
from crm.leads.rules.lost import RULE_VERSION
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import Instant, db, insert_missing
from crm.shared.forms import Refused, expect_version
from crm.shared.reasons import Reason
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
    settle_owners(stamp, Lead.id == lead.id)
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


def reopen(lead: Lead, *, version: int | None = None, stamp: Stamp) -> Reopening:
    """Take a lost lead up again before its date; a new count begins (A-06)."""
    expect_version(lead, version)
    if lead.stage != Stage.LOST:
        raise Refused(_("Only a lost lead can be reopened."))
    if queries.active_lead(lead.customer_id) is not None:
        raise Refused(_("This customer has another lead that is still open."))
    back = Reopening(store_id=lead.store_id, lead_id=lead.id, on_day=stamp.today)
    back.sign(stamp)
    back.decide(Reason("leads.reopened_by_hand"), RULE_VERSION)
    db.session.add(back)
    _take_up(lead, stamp)
    db.session.flush()
    settle_owners(stamp, Lead.id == lead.id)  # a new count: it counts for the advisor again
    queue_anew(lead)
    return back


def _take_up(lead: Lead, stamp: Stamp) -> None:
    lead.stage, lead.opened_on, lead.aged_step, lead.reopen_on = Stage.OPEN, stamp.today, 0, None
    lead.next_on, lead.next_rule = stamp.today, "agreed"


def reopen_due(store_id: int, stamp: Stamp) -> int:
    """Bring back every lost lead whose date has come, one for each customer; the number of leads (F-15)."""
    other = aliased(Lead)
    busy = select(other.id).where(other.customer_id == Lead.customer_id, other.stage.in_(ACTIVE)).exists()
    due = (
        select(func.max(Lead.id))
        .where(Lead.store_id == store_id, Lead.stage == Stage.LOST, Lead.reopen_on <= stamp.today, ~busy)
        .group_by(Lead.customer_id)
    )
    made = insert_missing(
        Reopening,
        select(
            Lead.store_id, Lead.id.label("lead_id"), literal(stamp.today).label("on_day"), null().label("by_id"),
            literal(stamp.at, Instant).label("at"), literal("leads.reopened").label("reason_code"),
            literal(RULE_VERSION).label("rule_version"), literal({}, JSON).label("facts"),
        ).where(Lead.id.in_(due)),
    )  # fmt: skip
    back = select(Reopening.lead_id).where(Reopening.store_id == store_id, Reopening.on_day == stamp.today)
    db.session.execute(
        update(Lead)
        .where(Lead.store_id == store_id, Lead.stage == Stage.LOST, Lead.reopen_on <= stamp.today, Lead.id.in_(back))
        .values(
            stage=Stage.OPEN, opened_on=stamp.today, aged_step=0, next_on=stamp.today, next_rule="agreed",
            reopen_on=None, version=Lead.version + 1,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    settle_owners(stamp, Lead.store_id == store_id, Lead.stage == Stage.OPEN, Lead.id.in_(back))
    return made
