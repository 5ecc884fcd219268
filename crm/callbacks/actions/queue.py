"""The day's queue as rows: one set-based statement per rule, the strongest first, the same however often it runs.

Nothing is computed here but what is bound: the due days stand on leads and vehicles (Decision 16). What a stronger
rule takes over is closed first and named on the new row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    update,
)  # fmt: skip
from sqlalchemy.orm import InstrumentedAttribute, aliased

from crm.callbacks.actions.care import as_json, first_services
from crm.callbacks.actions.cover import cover_the_absent
from crm.callbacks.models import Task
from crm.callbacks.rules.queue import RULE_VERSION, SALES_ORDER, TIMED, How, Kind, Rule, weaker
from crm.leads.models import Lead
from crm.leads.rules.grades import CADENCES, FIRST_CONTACT, LIVE, Grade
from crm.shared import settings
from crm.shared.db import Instant, db, insert_missing
from crm.shared.numbers import Number
from crm.shared.stamp import Stamp

Clause = ColumnElement[bool]


class Asking(NamedTuple):
    """How a rule reads the lead: since when the task is open, its due day, and when it asks at all."""

    opens_on: InstrumentedAttribute[Any]
    due_on: InstrumentedAttribute[Any]
    asks: Clause


def _asking(rule: Rule, today: date) -> Asking:
    if rule is Rule.FIRST_CONTACT:  # from the moment the lead is there
        owed = and_(Lead.first_due_on.is_not(None), Lead.last_contact_at.is_(None))
        return Asking(Lead.opened_on, Lead.first_due_on, owed)
    if rule is Rule.ENQUIRED:
        again = and_(Lead.next_rule == rule.value, Lead.next_on <= today, Lead.first_due_on.is_not(None))
        return Asking(Lead.next_on, Lead.first_due_on, again)
    if rule is Rule.AFTER_VISIT:
        return Asking(Lead.after_visit_on, Lead.after_visit_on, Lead.after_visit_on <= today)
    return Asking(Lead.next_on, Lead.next_on, and_(Lead.next_on <= today, Lead.next_rule == rule.value))


def make_queue(stamp: Stamp, *, owner_id: int | None = None, lead_id: int | None = None, care: bool = False) -> int:
    """Make what is due today and has no task yet: the store's, one owner's (and after-sales' pool), or one lead's."""
    numbers = settings.of(stamp.store_id)
    mine = [Lead.store_id == stamp.store_id, Lead.stage.in_(LIVE)]
    if owner_id is not None:
        mine.append(Lead.owner_id == owner_id)
    if lead_id is not None:
        mine.append(Lead.id == lead_id)
    _follow_leads(stamp, owner_id, lead_id)
    made = 0
    for rule in SALES_ORDER:
        if weaker(rule) and rule is not Rule.AGREED:
            _absorb(rule, mine, stamp)
        made += insert_missing(Task, _due_leads(rule, mine, numbers, stamp, lead_id))
    if care or (lead_id is None and owner_id is None):
        made += insert_missing(Task, first_services(numbers, stamp))
    cover_the_absent(stamp)
    return made


def _due_leads(
    rule: Rule, mine: Sequence[Clause], numbers: Mapping[Number, int], stamp: Stamp, lead_id: int | None
) -> Select[Any]:
    """The leads that this rule asks for and that have no open task; one row of `tasks` each."""
    ask = _asking(rule, stamp.today)
    return select(
        Lead.store_id,
        literal(Kind.SALES.value).label("kind"),
        literal(rule.value).label("rule"),
        Lead.id.label("lead_id"),
        Lead.customer_id,
        Lead.owner_id,
        ask.opens_on.label("opens_on"),
        ask.due_on.label("due_on"),
        ask.due_on.label("until_on"),
        (Lead.first_due_at if rule in TIMED else null()).label("due_at"),
        _absorbed(rule, stamp.today).label("absorbed"),
        literal(f"callbacks.{rule.value}").label("reason_code"),
        literal(RULE_VERSION).label("rule_version"),
        _facts(rule, numbers).label("facts"),
        literal(stamp.at, Instant).label("made_at"),
        literal(0).label("tries"),
        literal("").label("tried"),
    ).where(*mine, ask.asks, Lead.id.not_in(_busy(stamp.store_id, lead_id)))


def _busy(store_id: int, lead_id: int | None) -> Select[Any]:
    """Leads that have an open task, as one list: PostgreSQL keeps it as a hash whatever it thinks of the table's size.

    Row by row (NOT EXISTS) it read all tasks for every lead when most of them had just been made in this transaction.
    """
    of = Task.lead_id == lead_id if lead_id is not None else Task.lead_id.is_not(None)
    busy = select(Task.lead_id).where(Task.store_id == store_id, Task.kind == Kind.SALES.value)
    return busy.where(Task.closed_at.is_(None), of)


def _facts(rule: Rule, numbers: Mapping[Number, int]) -> ColumnElement[Any]:
    """The numbers that the rule used; those of the cadence by grade."""
    if rule is Rule.FIRST_CONTACT:
        return as_json(literal(json.dumps({"hours": numbers[FIRST_CONTACT]})))
    if rule is not Rule.CADENCE:
        return as_json(literal("{}"))
    told = {grade: json.dumps({"grade": grade.value, "days": numbers[CADENCES[grade]]}) for grade in Grade}
    return as_json(case(*((Lead.grade == grade.value, literal(text)) for grade, text in told.items()), else_="{}"))


def _absorbed(rule: Rule, today: date) -> ColumnElement[Any]:
    """The weaker rules that ask for the same lead today, as JSON."""
    pieces: list[ColumnElement[str]] = []
    for other in weaker(rule):
        ask = _asking(other, today)
        named = literal(f'{{"rule": "{other.value}", "due_on": "') + cast(ask.due_on, Text) + literal('"},')
        pieces.append(case((ask.asks, named), else_=""))
    if not pieces or rule is Rule.AGREED:  # agreed and cadence share one day: they never ask together
        return as_json(literal("[]"))
    joined = pieces[0]
    for piece in pieces[1:]:
        joined = joined + piece
    return as_json(literal("[") + func.rtrim(joined, ",") + literal("]"))


def _absorb(rule: Rule, mine: Sequence[Clause], stamp: Stamp) -> None:
    """Close the weaker open tasks of the leads for which `rule` is about to make one."""
    ask = _asking(rule, stamp.today)
    made = aliased(Task)
    before = exists().where(made.lead_id == Lead.id, made.rule == rule.value, made.due_on == ask.due_on)
    taken = select(Lead.id).where(*mine, ask.asks, ~before)
    _close(How.ABSORBED, stamp, Task.rule.in_(weaker(rule)), Task.lead_id.in_(taken))


def _follow_leads(stamp: Stamp, owner_id: int | None, lead_id: int | None) -> None:
    """Open tasks of closed leads lapse; open tasks go along when a lead changes hands."""
    gone = select(Lead.id).where(Lead.id == Task.lead_id, Lead.stage.not_in(LIVE))
    moved = select(Lead.owner_id).where(Lead.id == Task.lead_id)
    of = [Task.lead_id == lead_id] if lead_id is not None else []
    if owner_id is not None:
        of.append(or_(Task.owner_id == owner_id, Task.lead_id.in_(select(Lead.id).where(Lead.owner_id == owner_id))))
    _close(How.LAPSED, stamp, gone.exists(), *of)
    db.session.execute(
        update(Task)
        .where(Task.store_id == stamp.store_id, Task.kind == Kind.SALES.value, Task.closed_at.is_(None), *of)
        .where(moved.where(Lead.owner_id.is_distinct_from(Task.owner_id)).exists())
        .values(owner_id=moved.scalar_subquery())
        .execution_options(synchronize_session=False)
    )


def _close(how: How, stamp: Stamp, *which: Clause) -> int:
    open_sales = (Task.store_id == stamp.store_id, Task.kind == Kind.SALES.value, Task.closed_at.is_(None))
    closed = update(Task).where(*open_sales, *which).values(closed_at=stamp.at, closed_how=how.value)
    result: Any = db.session.execute(closed.execution_options(synchronize_session=False))
    return int(result.rowcount)


def lapse(lead_id: int, stamp: Stamp) -> bool:
    """The lead is closed: its open task leaves the list at once."""
    return _close(How.LAPSED, stamp, Task.lead_id == lead_id) > 0
