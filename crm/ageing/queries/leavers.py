"""What a person has in hand, and who could take it: for handing everything over when they leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select, union_all

from crm.ageing.models import LeaverThing, Move, Run
from crm.ageing.queries.due import open_loads
from crm.ageing.rules import Person
from crm.appointments.models import Appointment
from crm.callbacks.models import Task
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.questions.models import Question
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.models import Staff, StaffRole, Team
from crm.staff.rules import ROLES, Right, Role

GROUP = {Role.ADVISOR.value, Role.LEADER.value}  # a leader sells, too


@dataclass(frozen=True)
class Work:
    """One kind of open work beside leads: its table, and the column that says whose it is."""

    label: str
    model: Any
    column: str
    left_open: ColumnElement[bool]
    follows: bool = False  # it goes where its lead goes

    @property
    def name(self) -> str:
        return str(self.model.__tablename__)

    @property
    def whose(self) -> Any:
        return getattr(self.model, self.column)


_with_lead = select(Lead.customer_id).where(Lead.stage.in_(ACTIVE), Lead.owner_id == Customer.owner_id)
WORK: tuple[Work, ...] = (
    Work(
        N_("Appointments"), Appointment, "advisor_id",
        and_(Appointment.came_at.is_(None), Appointment.cancelled_at.is_(None), Appointment.missed_at.is_(None)),
        follows=True,
    ),
    Work(N_("Questions"), Question, "specialist_id", Question.closed_at.is_(None)),
    Work(N_("Care calls"), Task, "owner_id", and_(Task.kind == "care", Task.closed_at.is_(None))),
    Work(
        N_("Customers without an open lead"), Customer, "owner_id",
        and_(Customer.archived_at.is_(None), Customer.id.not_in(_with_lead.where(Lead.customer_id == Customer.id))),
    ),
)  # fmt: skip


def person_for(stamp: Stamp, staff_id: int) -> Staff:
    """Somebody of this store, or 404."""
    person = db.session.scalar(select(Staff).where(Staff.id == staff_id, Staff.store_id == stamp.store_id))
    if person is None:
        raise NotYours
    return person


def in_hand(staff_id: int) -> dict[str, int]:
    """How much of each kind is open with this person; leads under "leads". One statement."""
    parts = [select(literal("leads").label("kind"), func.count().label("n")).where(
        Lead.owner_id == staff_id, Lead.stage.in_(ACTIVE)
    )]  # fmt: skip
    parts += [
        select(literal(one.name), func.count()).select_from(one.model).where(one.whose == staff_id, one.left_open)
        for one in WORK
    ]
    return {row.kind: row.n for row in db.session.execute(union_all(*parts))}


def last_run(staff_id: int) -> Run | None:
    """The plan that waits for this person's leaving, or the last one that was carried out."""
    found = select(Run).where(Run.leaver_id == staff_id, Run.kind == "leaver")
    return db.session.scalar(found.order_by((Run.state == "planned").desc(), Run.id.desc()).limit(1))


def peers(person: Staff) -> list[Person]:
    """Who could take over by rule: the same post in the same group, else the same post, else whoever sells."""
    loads = open_loads(person.store_id)
    rows = db.session.execute(
        select(Staff.id, Staff.team_id, StaffRole.role)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(Staff.store_id == person.store_id, Staff.disabled_at.is_(None), Staff.id != person.id)
        .order_by(Staff.id)
    ).all()
    posts = set(db.session.scalars(select(StaffRole.role).where(StaffRole.staff_id == person.id)))
    posts |= GROUP if posts & GROUP else set()
    same = [row for row in rows if row.role in posts]
    near = [row for row in same if row.team_id == person.team_id and person.team_id is not None]
    sells = [row for row in rows if Right.SELL in ROLES[Role(row.role)] and row.role in GROUP]
    return [Person(one, loads.get(one, 0)) for one in dict.fromkeys(row.id for row in near or same or sells)]


def people(stamp: Stamp) -> Sequence[Any]:
    """Everybody who works here, with how many leads are open with them."""
    leads = select(func.count()).where(Lead.owner_id == Staff.id, Lead.stage.in_(ACTIVE)).scalar_subquery()
    found = select(Staff.id, Staff.name, Staff.name_en, Team.name.label("team"), leads.label("leads"))
    return db.session.execute(
        found.outerjoin(Team, Team.id == Staff.team_id)
        .where(Staff.store_id == stamp.store_id, Staff.disabled_at.is_(None), Staff.id != stamp.by.id)
        .order_by(Staff.name, Staff.id)
        .limit(300)
    ).all()


def shares(run_id: int) -> Sequence[Any]:
    """Who gets how many leads and how many other things by this plan. One statement."""
    live = ("planned", "moved")
    leads = select(Move.new_owner_id.label("who"), literal(1).label("lead"), literal(0).label("thing"))
    things = select(LeaverThing.new_owner_id, literal(0), literal(1))
    both = union_all(
        leads.where(Move.run_id == run_id, Move.state.in_(live)),
        things.where(LeaverThing.run_id == run_id, LeaverThing.state.in_(live)),
    ).subquery()
    found = (
        select(
            Staff.name, Staff.name_en, Team.name.label("team"), func.sum(both.c.lead).label("leads"),
            func.sum(both.c.thing).label("things"),
        )
        .join(Staff, Staff.id == both.c.who)
        .outerjoin(Team, Team.id == Staff.team_id)
        .group_by(both.c.who, Staff.name, Staff.name_en, Team.name)
        .order_by(func.sum(both.c.lead).desc(), Staff.name)
    )  # fmt: skip
    return db.session.execute(found).all()
