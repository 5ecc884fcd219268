"""Who takes care of a visit: the rota for buyers, the own advisor for a new car, the workshop, customer care."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm.customers.models import Customer
from crm.leads.actions import hand_over
from crm.leads.models import Lead
from crm.notices import actions as notices
from crm.notices.queries import about
from crm.reception.actions.steps import note
from crm.reception.models import Visit
from crm.reception.rules import BY_ROTA, LATE, OWNERS, ROUTES, Purpose, Step
from crm.rota import actions as rota
from crm.rota.models import Turn
from crm.rota.queries import name_of, one_at_a_time
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _
from crm.staff.queries import people_with
from crm.staff.rules import Role

TOPIC = rota.TOPIC
GUEST = "arrival"


def hand_on(visit: Visit, *, advisor: str, skip_reason: str, stamp: Stamp) -> None:
    """Whoever the purpose calls for is told; a person chosen at the desk receives."""
    if advisor != "next" or visit.purpose in BY_ROTA:
        _give(visit, advisor, skip_reason, stamp)
    elif visit.purpose in OWNERS:
        owner = owner_of(visit)
        if owner is not None:
            _give(visit, str(owner), skip_reason, stamp)
    elif visit.purpose in ROUTES and not came_long_ago(visit, stamp):
        roles, code = ROUTES[Purpose(visit.purpose)]
        for person in people_with(visit.store_id, *(Role(role) for role in roles)):
            notices.tell(int(person.id or 0), GUEST, visit.id, reason=Reason(code), stamp=stamp)


def came_long_ago(visit: Visit, stamp: Stamp) -> bool:
    """Taken down while the network was away: nobody is called to a visitor of an hour ago."""
    return stamp.at - visit.arrived_at > LATE


def assign(
    visit: Visit, *, advisor: str, skip_reason: str = "asked_for", version: int | None = None, stamp: Stamp
) -> Turn | None:
    """Give the visit to the next one, or to the person chosen; the rota keeps the decision with its reason (R-203)."""
    expect_version(visit, version, advisor=name_of(visit.advisor_id))
    if visit.left_at or visit.void_at:
        raise Refused(_("This visitor has left already."))
    db.session.flush()
    return _give(visit, advisor, skip_reason, stamp)


def _give(visit: Visit, advisor: str, skip_reason: str, stamp: Stamp) -> Turn | None:
    late = came_long_ago(visit, stamp)
    here = visit.purpose != Purpose.PHONE and visit.on_day == stamp.today  # else it keeps nobody from the door
    turn = rota.give_turn(
        visit.id, counts=visit.purpose in (None, Purpose.LOOK), owner_id=owner_of(visit), chosen=advisor,
        skip_reason=skip_reason or ("" if visit.purpose in BY_ROTA else "asked_for"), asks=not late, stays=here,
        stamp=stamp,
    )  # fmt: skip
    if turn is not None and late:
        visit.assigned_at = visit.arrived_at
    return turn


@rota.when_given
def _received(turn: Turn, before: Turn | None, stamp: Stamp) -> None:
    """The visit shows who receives, also when the rota passes it on by itself; a new lead goes with it."""
    visit = db.session.get_one(Visit, turn.visit_id)
    visit.advisor_id, visit.assigned_at = turn.staff_id, turn.at
    lead = db.session.get_one(Lead, visit.lead_id) if visit.lead_id else None
    had = lead.owner_id if lead else None
    note(visit, Step.GIVEN, stamp, staff_id=turn.staff_id, before=before.staff_id if before else None, lead_owner=had)
    theirs = before is not None and visit.first_visit and had == before.staff_id
    if lead is not None and (had is None or theirs):
        lead_to(lead, turn.staff_id, stamp)


def lead_to(lead: Lead, staff_id: int | None, stamp: Stamp) -> None:
    """The lead goes with the visitor, and the customer with the lead when it was the same person's."""
    customer = db.session.get_one(Customer, lead.customer_id)
    if customer.owner_id == lead.owner_id:
        customer.owner_id = staff_id
    hand_over(lead, staff_id, stamp=stamp)


def owner_of(visit: Visit) -> int | None:
    """Who looks after this customer: the open lead's owner, else the customer's own advisor."""
    if visit.customer_id is None:
        return None
    lead = db.session.scalar(
        select(Lead.owner_id).where(
            Lead.customer_id == visit.customer_id, Lead.stage.in_(("open", "lost_pending", "ordered"))
        )
    )
    return lead or db.session.get_one(Customer, visit.customer_id).owner_id


@notices.on_answer(GUEST)
def _fetched(visit_id: int, stamp: Stamp) -> None:
    """Whoever accepts first takes care of the visitor; the others need not come."""
    one_at_a_time(stamp.store_id)
    visit = db.session.get_one(Visit, visit_id, populate_existing=True)
    if visit.left_at or visit.void_at:
        raise Refused(_("This visitor has left already."))
    if visit.advisor_id not in (None, stamp.by.id):
        raise Refused(_("%(name)s receives this visitor by now.", name=name_of(visit.advisor_id)))
    _taken_by(visit, stamp.by.id or 0, stamp.at)
    note(visit, Step.FETCHED, stamp, staff_id=stamp.by.id)
    if about(visit.store_id, GUEST, visit.id):
        notices.expire(GUEST, visit.id, reason=Reason("notices.passed_on", {"name": stamp.by.name}), stamp=stamp)
    raise_topic(stamp.store_id, TOPIC)


def _taken_by(visit: Visit, staff_id: int, at: datetime) -> None:
    visit.advisor_id, visit.assigned_at = staff_id, at
