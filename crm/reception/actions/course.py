"""A visit's course: out on a test drive and back, the end, and taking back a wrong tap."""

from __future__ import annotations

from collections.abc import Callable

from crm.appointments.actions import forget_arrival
from crm.customers.models import Customer
from crm.leads.actions import forget_visit, queue_anew
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.notices import actions as notices
from crm.reception.actions.giving import GUEST, TOPIC, lead_to
from crm.reception.actions.steps import note
from crm.reception.models import Visit, VisitStep
from crm.reception.queries import standing_steps
from crm.reception.rules import Step
from crm.rota import actions as rota
from crm.rota.queries import one_at_a_time
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _


def leave(visit: Visit, *, stamp: Stamp) -> None:
    """The visitor goes, and who received is free again; pressing twice is once."""
    if visit.left_at is not None or visit.void_at is not None:
        return
    note(visit, Step.LEFT, stamp, driving=visit.driving_at.isoformat() if visit.driving_at else None)
    visit.left_at, visit.driving_at = stamp.at, None
    rota.release(visit.id, stamp=stamp)
    notices.withdraw(GUEST, visit.id, stamp=stamp)
    raise_topic(stamp.store_id, TOPIC)


def drive_out(visit: Visit, *, stamp: Stamp) -> None:
    """Out on a test drive with the advisor; twice is once."""
    if visit.left_at or visit.void_at:
        raise Refused(_("This visitor has left already."))
    if visit.advisor_id is None:
        raise Refused(_("Say first who receives this visitor."))
    if visit.driving_at is None:
        note(visit, Step.DRIVE_OUT, stamp, staff_id=visit.advisor_id)
        visit.driving_at = stamp.at
        _drives(visit, stamp)


def drive_back(visit: Visit, *, stamp: Stamp) -> None:
    """Back from the test drive; twice is once."""
    if visit.driving_at is not None:
        note(visit, Step.DRIVE_BACK, stamp, staff_id=visit.advisor_id, since=visit.driving_at.isoformat())
        visit.driving_at = None
        _drives(visit, stamp)


def _drives(visit: Visit, stamp: Stamp) -> None:
    rota.now_doing(visit.id, "drive" if visit.driving_at else "", stamp=stamp)
    raise_topic(stamp.store_id, TOPIC)


def take_back(visit: Visit, *, step_id: int | None = None, stamp: Stamp) -> VisitStep:
    """Undo the latest tap, or the one named when nothing but its consequences came after it; twice is once."""
    one_at_a_time(stamp.store_id)
    db.session.refresh(visit)
    step = db.session.get(VisitStep, step_id) if step_id else None
    steps = standing_steps(visit.id)
    if step is not None and step.visit_id == visit.id and all(one.id != step.id for one in steps):
        return step
    step = step or next(iter(steps), None)
    later = [one for one in steps if step is not None and one.id > step.id]
    if step is None or step.visit_id != visit.id or any(one.kind != Step.GIVEN for one in later):
        raise Refused(_("Something else has happened since; this can no longer be taken back."))
    if visit.on_day != stamp.today:
        raise Refused(_("Only a tap of today can be taken back."))
    for one in [*later, step]:
        undone = VisitStep(store_id=visit.store_id, visit_id=visit.id, kind=Step.UNDONE, of_id=one.id)
        undone.sign(stamp)
        db.session.add(undone)
    _BACK[Step(step.kind)](visit, step, stamp)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return step


def _never_came(visit: Visit, step: VisitStep, stamp: Stamp) -> None:
    """There was no such visit: no turn is paid, and the lead is as it was; a lead opened for it is closed again."""
    rota.release(visit.id, recalled=True, stamp=stamp)
    notices.withdraw(GUEST, visit.id, stamp=stamp)
    facts = step.facts or {}
    lead = db.session.get(Lead, visit.lead_id) if visit.lead_id else None
    if lead is not None and facts.get("lead") is None and lead.visit_count <= 1 and lead.last_contact_at is None:
        lead.stage, lead.next_on, lead.first_due_on, lead.after_visit_on = Stage.INVALID, None, None, None
        queue_anew(lead)
    if lead is not None and visit.purpose == "look":
        forget_visit(lead, facts.get("lead") or {}, visit.arrived_at, stamp)
    customer = db.session.get(Customer, visit.customer_id) if visit.customer_id else None
    if customer is not None and facts.get("owner_new") and customer.owner_id == visit.advisor_id:
        customer.owner_id = None
    forget_arrival(visit.id, stamp)
    visit.void_at, visit.left_at, visit.driving_at = stamp.at, visit.left_at or stamp.at, None
    visit.advisor_id = visit.lead_id = visit.customer_id = visit.contact_id = None


def _given_wrongly(visit: Visit, step: VisitStep, stamp: Stamp) -> None:
    """Back to whoever had the visitor before, or waiting again."""
    before = (step.facts or {}).get("before")
    if before:
        rota.give_turn(visit.id, counts=_buys(visit), chosen=str(before), skip_reason="not_at_door", stamp=stamp)
        return
    rota.release(visit.id, recalled=True, stamp=stamp)
    lead = db.session.get(Lead, visit.lead_id) if visit.lead_id else None
    if lead is not None and lead.owner_id == step.staff_id and (step.facts or {}).get("lead_owner") is None:
        lead_to(lead, None, stamp)
    visit.advisor_id = visit.assigned_at = visit.driving_at = None


def _buys(visit: Visit) -> bool:
    return visit.purpose in (None, "look")


def _has_not_left(visit: Visit, _step: VisitStep, stamp: Stamp) -> None:
    visit.left_at = None
    rota.resume(visit.id, stamp=stamp)


def _did_not_drive(visit: Visit, _step: VisitStep, stamp: Stamp) -> None:
    visit.driving_at = None
    _drives(visit, stamp)


def _drives_on(visit: Visit, step: VisitStep, stamp: Stamp) -> None:
    visit.driving_at = step.at
    _drives(visit, stamp)


def _not_fetched(visit: Visit, _step: VisitStep, _stamp: Stamp) -> None:
    visit.advisor_id = visit.assigned_at = None


_BACK: dict[Step, Callable[[Visit, VisitStep, Stamp], None]] = {
    Step.CAME: _never_came,
    Step.GIVEN: _given_wrongly,
    Step.FETCHED: _not_fetched,
    Step.LEFT: _has_not_left,
    Step.DRIVE_OUT: _did_not_drive,
    Step.DRIVE_BACK: _drives_on,
}
