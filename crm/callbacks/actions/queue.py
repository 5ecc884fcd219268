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
from crm.callbacks.rules.queue import BY_DATE, RULE_VERSION, SALES_ORDER, TIMED, How, Kind, Rule, weaker
from crm.leads.models import Lead
from crm.leads.rules.grades import ACTIVE, CADENCES, FIRST_CONTACT, ORDERED_EVERY_DAYS, Grade
from crm.shared import settings
from crm.shared.db import Instant, db, insert_missing
from crm.shared.numbers import Number
from crm.shared.stamp import Stamp

Clause = ColumnElement[bool]
ABSORBING = tuple(one for one in SALES_ORDER if one not in BY_DATE)  # what may find a weaker rule's task open


class Asking(NamedTuple):
    """How a rule reads the lead: since when the task is open, its due day, and when it asks at all."""

    opens_on: InstrumentedAttribute[Any]
    due_on: InstrumentedAttribute[Any]
    asks: Clause


def _asking(rule: Rule, today: date) -> Asking:
    """The rules of `BY_DATE` ask as one: a lead has one date, and beside it the rule that has set it."""
    if rule is Rule.FIRST_CONTACT:  # from the moment the lead is there
        owed = and_(Lead.first_due_on.is_not(None), Lead.last_contact_at.is_(None))
        return Asking(Lead.opened_on, Lead.first_due_on, owed)
    if rule is Rule.ENQUIRED:
        again = and_(Lead.next_rule == rule.value, Lead.next_on <= today, Lead.first_due_on.is_not(None))
        return Asking(Lead.next_on, Lead.first_due_on, again)
    if rule is Rule.AFTER_VISIT:
        return Asking(Lead.after_visit_on, Lead.after_visit_on, Lead.after_visit_on <= today)
    dated = Lead.next_rule.in_([one.value for one in BY_DATE])
    return Asking(Lead.next_on, Lead.next_on, and_(Lead.next_on <= today, dated))


def make_queue(stamp: Stamp, *, owner_id: int | None = None, lead_id: int | None = None, care: bool = False) -> int:
    """Make what is due today and has no task yet: the store's, one owner's (and after-sales' pool), or one lead's."""
    numbers = settings.of(stamp.store_id)
    mine = [Lead.store_id == stamp.store_id, Lead.stage.in_(ACTIVE)]
    if owner_id is not None:
        mine.append(Lead.owner_id == owner_id)
    if lead_id is not None:
        mine.append(Lead.id == lead_id)
    _follow_leads(stamp, owner_id, lead_id)
    made = 0
    for rule in (*ABSORBING, BY_DATE[0]):
        if rule in ABSORBING:
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
        (Lead.next_rule if rule in BY_DATE else literal(rule.value)).label("rule"),
        Lead.id.label("lead_id"),
        Lead.customer_id,
        Lead.owner_id,
        ask.opens_on.label("opens_on"),
        ask.due_on.label("due_on"),
        ask.due_on.label("until_on"),
        (Lead.first_due_at if rule in TIMED else null()).label("due_at"),
        _absorbed(rule, stamp.today).label("absorbed"),
        (literal("callbacks.") + (Lead.next_rule if rule in BY_DATE else literal(rule.value))).label("reason_code"),
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
    if rule not in BY_DATE:
        return as_json(literal("{}"))
    told = {grade: json.dumps({"grade": grade.value, "days": numbers[CADENCES[grade]]}) for grade in Grade}
    waits = (Lead.next_rule == Rule.ORDERED.value, literal(json.dumps({"days": numbers[ORDERED_EVERY_DAYS]})))
    other = (Lead.next_rule != Rule.CADENCE.value, literal("{}"))
    return as_json(
        case(waits, other, *((Lead.grade == one.value, literal(text)) for one, text in told.items()), else_="{}")
    )


def _absorbed(rule: Rule, today: date) -> ColumnElement[Any]:
    """The weaker rules that ask for the same lead today, as JSON."""
    if rule in BY_DATE:
        return as_json(literal("[]"))
    pieces: list[ColumnElement[str]] = []
    for other in (*(one for one in weaker(rule) if one in ABSORBING), BY_DATE[0]):
        ask = _asking(other, today)
        name = Lead.next_rule if other in BY_DATE else literal(other.value)
        named = literal('{"rule": "') + name + literal('", "due_on": "') + cast(ask.due_on, Text) + literal('"},')
        pieces.append(case((ask.asks, named), else_=""))
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
    gone = select(Lead.id).where(Lead.id == Task.lead_id, Lead.stage.not_in(ACTIVE))
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
