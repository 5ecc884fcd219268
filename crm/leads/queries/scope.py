"""Whose leads a person may see, and one lead of them; what is not yours does not exist."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, column, exists, false, or_, select, table

from crm.leads.models import Lead, LostSale
from crm.leads.rules import ACTIVE
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.staff.models import Staff
from crm.staff.rules import Right

tasks = table("tasks", column("lead_id"), column("cover_id"))  # callbacks stand above: known by name only


def leads_for(person: Person) -> ColumnElement[bool]:
    """The condition that holds for the leads this person may see: own, the team's, or the store's."""
    return scope(kind_of(person), person.id, person.store_id, person.team_id)


def kind_of(person: Person) -> str:
    """How far the person sees: store | team | own | nothing."""
    if person.can(Right.ALL_LEADS):
        return "store"
    if person.can(Right.TEAM_LEADS) and person.team_id is not None:
        return "team"
    return "own" if person.can(Right.SELL) else "nothing"


def scope(kind: str, me: Any, store: Any, team: Any) -> ColumnElement[bool]:
    """The same with values, or with parameters of a statement that is built once."""
    here: ColumnElement[bool] = Lead.store_id == store
    own: ColumnElement[bool] = Lead.owner_id == me
    if kind == "store":
        return here
    if kind == "team":
        return and_(here, or_(own, Lead.owner_id.in_(select(Staff.id).where(Staff.team_id == team))))
    return and_(here, own if kind == "own" else false())


def lead_for(person: Person, lead_id: int) -> Lead:
    """The lead, or 404 unless this person may see it; who covers for its advisor may."""
    lead = db.session.scalar(select(Lead).where(Lead.id == lead_id, or_(leads_for(person), _covered_by(person))))
    if lead is None:
        raise NotYours
    return lead


def _covered_by(person: Person) -> ColumnElement[bool]:
    mine = exists().where(tasks.c.lead_id == Lead.id, tasks.c.cover_id == person.id)
    return and_(Lead.store_id == person.store_id, mine)


def lost_sale_for(person: Person, lost_sale_id: int) -> tuple[LostSale, Lead]:
    """An application and its lead, or 404 unless this person may see the lead."""
    found = db.session.execute(
        select(LostSale, Lead)
        .join(Lead, Lead.id == LostSale.lead_id)
        .where(LostSale.id == lost_sale_id, leads_for(person))
    ).first()
    if found is None:
        raise NotYours
    return found[0], found[1]


def active_lead(customer_id: int) -> Lead | None:
    """The customer's lead that is not closed."""
    return db.session.scalar(select(Lead).where(Lead.customer_id == customer_id, Lead.stage.in_(ACTIVE)))
