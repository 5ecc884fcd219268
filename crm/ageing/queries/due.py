"""What a plan looks at, in a handful of statements however many leads there are: the old leads, and the people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from crm.ageing.models import Move, RotationGroup, Run
from crm.ageing.rules import MANAGER_OWNS, REST_DAYS, Group, House, Person
from crm.appointments.models import Appointment
from crm.leads.models import GradeChange, Lead, OwnerPeriod
from crm.leads.rules import LIVE, Stage
from crm.leads.rules.ageing import STAY_ON, STAYS, STEPS, opened_by
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.numbers import Number
from crm.shared.stamp import Stamp
from crm.staff.models import Staff, StaffRole, Team
from crm.staff.rules import Role

Clause = ColumnElement[bool]


def old_leads(stamp: Stamp) -> Sequence[Any]:
    """Open leads past the day of their next step, the oldest first; a loss under review stays with its advisor."""
    numbers = settings.of(stamp.store_id)
    past = [
        and_(Lead.aged_step < place, Lead.opened_on <= opened_by(kind, stamp.today, numbers))
        for place, kind in enumerate(STEPS, 1)
    ]
    found = select(
        Lead.id, Lead.owner_id, Lead.opened_on, Lead.aged_step, agreed_until(stamp).label("agreed_on")
    ).where(Lead.store_id == stamp.store_id, Lead.stage == Stage.OPEN, or_(*past))
    return db.session.execute(found.order_by(Lead.opened_on, Lead.id)).all()


def stayed_leads(stamp: Stamp) -> Sequence[Any]:
    """Leads that have been in one grade with one advisor for longer than the store wants; nothing while that is off."""
    numbers = settings.of(stamp.store_id)
    if not numbers[STAY_ON]:
        return []
    graded = select(func.max(GradeChange.on_day)).where(GradeChange.lead_id == Lead.id)
    graded_on = graded.where(GradeChange.old != GradeChange.new).scalar_subquery()
    shortest = min(numbers[number] for number in STAYS.values())
    since = stamp.at - timedelta(days=shortest - 1)
    found = (
        select(
            Lead.id, Lead.owner_id, Lead.opened_on, Lead.aged_step, Lead.grade, OwnerPeriod.since_at,
            graded_on.label("graded_on"), agreed_until(stamp).label("agreed_on"),
        )
        .join(OwnerPeriod, and_(OwnerPeriod.lead_id == Lead.id, OwnerPeriod.until_at.is_(None)))
        .where(Lead.store_id == stamp.store_id, Lead.stage == Stage.OPEN, Lead.aged_step < 2)
        .where(Lead.grade.in_([grade.value for grade in STAYS]), OwnerPeriod.since_at <= since)
        .order_by(OwnerPeriod.since_at, Lead.id)
    )  # fmt: skip
    return [row for row in db.session.execute(found) if _stayed(row, stamp, numbers) is not None]


def stayed_since(row: Any, stamp: Stamp) -> date:
    """From which day this stay counts: its owner's first day, or that of the grade when it came later."""
    since: date = max(clock.day(row.since_at, stamp.zone), row.opened_on)
    return max(since, row.graded_on) if row.graded_on else since


def _stayed(row: Any, stamp: Stamp, numbers: Mapping[Number, int]) -> date | None:
    since = stayed_since(row, stamp)
    most = next(numbers[number] for grade, number in STAYS.items() if grade == row.grade)
    return since if (stamp.today - since).days >= most else None


def agreed_until(stamp: Stamp) -> Any:
    """The day of something agreed with the customer, if it lies ahead: an appointment, a call, the end of a freeze."""
    comes = (
        select(func.min(Appointment.on_day))
        .where(Appointment.lead_id == Lead.id, Appointment.on_day >= stamp.today, Appointment.starts_at > stamp.at)
        .where(Appointment.cancelled_at.is_(None), Appointment.came_at.is_(None))
        .scalar_subquery()
    )
    called = select(Lead.next_on).where(Lead.next_rule.in_(("agreed", "frozen")), Lead.next_on > stamp.today)
    return func.coalesce(comes, called.correlate(Lead).scalar_subquery())


def past_owners(stamp: Stamp) -> dict[int, frozenset[int]]:
    """Who has had the leads that may be due before, in one statement."""
    numbers = settings.of(stamp.store_id)
    had: dict[int, set[Any]] = defaultdict(set)
    ended = (
        select(OwnerPeriod.lead_id, OwnerPeriod.owner_id)
        .join(Lead, Lead.id == OwnerPeriod.lead_id)
        .where(Lead.store_id == stamp.store_id, Lead.stage == Stage.OPEN, Lead.aged_step < 2)
        .where(OwnerPeriod.until_at.is_not(None), OwnerPeriod.owner_id.is_not(None))
    )
    if not numbers[STAY_ON]:
        ended = ended.where(Lead.opened_on <= opened_by(STEPS[0], stamp.today, numbers))
    for lead_id, owner_id in db.session.execute(ended):
        had[lead_id].add(owner_id)
    return {lead_id: frozenset(people) for lead_id, people in had.items()}


def resting(stamp: Stamp) -> dict[int, date]:
    """Leads of a run that was taken back lately, and until when they are left alone."""
    days = settings.of(stamp.store_id)[REST_DAYS]
    lately = (
        select(Move.lead_id, Run.undone_at)
        .join(Run, Run.id == Move.run_id)
        .where(Run.store_id == stamp.store_id, Run.kind == "age", Run.undone_at > stamp.at - timedelta(days=days))
        .where(Move.state == "undone")
    )
    return {
        row.lead_id: clock.day(row.undone_at, stamp.zone) + timedelta(days=days) for row in db.session.execute(lately)
    }


def house(stamp: Stamp) -> House:
    """Everybody who could take an old lead, with how many open ones they have."""
    posts: dict[str, list[Person]] = defaultdict(list)
    teams: dict[int, list[Person]] = defaultdict(list)
    people: dict[int, Person] = {}
    loads = open_loads(stamp.store_id)
    for row in _staff(stamp.store_id):
        person = people.setdefault(row.id, Person(row.id, loads.get(row.id, 0)))
        posts[row.role].append(person)
        if row.role in (Role.ADVISOR, Role.LEADER) and row.team_id and person not in teams[row.team_id]:
            teams[row.team_id].append(person)
    groups = [Group(team_id, teams[team_id]) for team_id in _rotation(stamp.store_id, teams) if teams.get(team_id)]
    chiefs, watchers = posts[Role.SUPERVISOR], posts[Role.MANAGER]
    if settings.of(stamp.store_id)[MANAGER_OWNS]:
        chiefs, watchers = watchers, chiefs
    return House(
        groups=groups, chiefs=chiefs or watchers, watchers=watchers, office=posts[Role.GM],
        key_accounts=frozenset(one.id for one in posts[Role.KEY_ACCOUNT]),
        group_of={one.id: place for place, group in enumerate(groups) for one in group.people},
    )  # fmt: skip


def open_loads(store_id: int) -> dict[int, int]:
    """How many live leads everybody has."""
    counted = select(Lead.owner_id, func.count()).where(Lead.store_id == store_id, Lead.stage.in_(LIVE))
    rows: Iterable[Any] = db.session.execute(counted.where(Lead.owner_id.is_not(None)).group_by(Lead.owner_id))
    return {row[0]: row[1] for row in rows}


def _staff(store_id: int) -> Sequence[Any]:
    here = select(Staff.id, Staff.team_id, StaffRole.role).join(StaffRole, StaffRole.staff_id == Staff.id)
    here = here.where(Staff.store_id == store_id, Staff.disabled_at.is_(None))
    return db.session.execute(here.order_by(Staff.id, StaffRole.role)).all()


def teams(store_id: int) -> Sequence[Any]:
    """The store's teams with their place in the rotation, those without one last."""
    found = select(Team.id, Team.name, RotationGroup.position).outerjoin(
        RotationGroup, RotationGroup.team_id == Team.id
    )
    found = found.where(Team.store_id == store_id, Team.archived_at.is_(None))
    last = RotationGroup.position.is_(None)
    return db.session.execute(found.order_by(last, RotationGroup.position, Team.id)).all()


def _rotation(store_id: int, teams: Mapping[int, Any]) -> list[int]:
    """The store's own order of groups, or every team with advisors in the order of founding (A-08)."""
    chosen = list(
        db.session.scalars(
            select(RotationGroup.team_id)
            .join(Team, Team.id == RotationGroup.team_id)
            .where(RotationGroup.store_id == store_id, Team.archived_at.is_(None))
            .order_by(RotationGroup.position)
        )
    )
    return chosen or sorted(teams)
