"""What the desk works with: a visit, and what the customer's timeline shows of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Date, Select, bindparam, select

from crm.customers.timeline import entries, timeline_part
from crm.notices.queries import states_of
from crm.reception.models import Visit, VisitStep
from crm.reception.rules import Step
from crm.rota.queries.credits import last_turn_of
from crm.shared.db import db
from crm.shared.reasons import say
from crm.shared.stamp import Person, Stamp

STORE, TODAY = bindparam("store", type_=BigInteger), bindparam("today", type_=Date)


def here_and_now(stamp: Stamp) -> dict[str, Any]:
    """The values of the statements that are built once."""
    return {"store": stamp.store_id, "today": stamp.today}


def visit_for(person: Person, visit_id: int) -> Visit | None:
    """A visit of the store; everybody at the desk works with all of them."""
    return db.session.scalar(select(Visit).where(Visit.id == visit_id, Visit.store_id == person.store_id))


def course_of(visit: Visit, stamp: Stamp) -> dict[str, Any]:
    """The steps of one visit, why its advisor has it, and whether they have been reached."""
    steps = [*reversed(standing_steps(visit.id))]
    last = last_turn_of(visit.id)
    told = states_of({"turn": [last.id] if last else [], "arrival": [visit.id]}, stamp)
    lapsed = next((say(one.reason_code, one.facts or {}) for one in steps if one.kind == Step.LAPSED), "")
    state = [one for each in told.values() for one in each] if visit.left_at is None else []
    return {"steps": steps, "last": last, "state": state, "lapsed": lapsed}


def standing_steps(visit_id: int) -> list[VisitStep]:
    """The steps of a visit that nobody has taken back, the latest first."""
    undone = select(VisitStep.of_id).where(VisitStep.visit_id == visit_id, VisitStep.of_id.is_not(None))
    found = select(VisitStep).where(
        VisitStep.visit_id == visit_id, VisitStep.kind != Step.UNDONE, VisitStep.id.not_in(undone)
    )
    return list(db.session.scalars(found.order_by(VisitStep.id.desc())))


@timeline_part("visit", "reception/_entry.html")
def _visits(customer: Any) -> Select[Any]:
    return entries(
        Visit, at=Visit.arrived_at, ref=Visit.id, by=Visit.advisor_id, code=Visit.purpose, text=Visit.description,
        more=Visit.channel, also=Visit.channel_detail, number=Visit.party_size,
    ).where(Visit.customer_id == customer)  # fmt: skip
