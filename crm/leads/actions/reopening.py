"""Bringing lost leads back: by hand, on their date, or many at once because something has changed (F-15, A-06)."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import JSON, Select, Text, and_, case, func, literal, null, select, update
from sqlalchemy.orm import aliased

from crm.leads import queries
from crm.leads.actions.owners import queue_anew, settle_owners
from crm.leads.models import AgendaItem, Lead, Reopening
from crm.leads.rules import ACTIVE, Stage
from crm.leads.rules.agenda import AgendaKind
from crm.leads.rules.lost import RULE_VERSION
from crm.shared.db import Instant, db, insert_missing
from crm.shared.forms import Refused, expect_version
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Staff


def reopen(lead: Lead, *, version: int | None = None, stamp: Stamp) -> None:
    """Take a lost lead up again before its date; a new count begins (A-06)."""
    expect_version(lead, version)
    if lead.stage != Stage.LOST:
        raise Refused(_("Only a lost lead can be reopened."))
    if queries.active_lead(lead.customer_id) is not None:
        raise Refused(_("This customer has another lead that is still open."))
    why = Reason("leads.reopened_by_hand")
    row = {
        "store_id": lead.store_id, "lead_id": lead.id, "on_day": stamp.today, "by_id": stamp.by.id, "at": stamp.at,
        "reason_code": why.code, "facts": dict(why.facts), "rule_version": RULE_VERSION,
    }  # fmt: skip
    insert_missing(Reopening, [row])  # lost and taken up twice in one day is one line of the story
    lead.stage, lead.opened_on, lead.aged_step, lead.reopen_on = Stage.OPEN, stamp.today, 0, None
    lead.next_on, lead.next_rule = stamp.today, "woken"
    db.session.flush()
    settle_owners(stamp, Lead.id == lead.id)  # a new count: it counts for the advisor again
    queue_anew(lead)


def reopen_due(store_id: int, stamp: Stamp) -> int:
    """Bring back every lost lead whose date has come, one for each customer; the number of leads (F-15)."""
    due = (
        select(func.max(Lead.id))
        .where(Lead.store_id == store_id, Lead.stage == Stage.LOST, Lead.reopen_on <= stamp.today, ~busy())
        .group_by(Lead.customer_id)
    )
    return wake(due, Reason("leads.reopened"), RULE_VERSION, stamp)


def busy() -> Any:
    """The customer of a lost lead is being looked after in another one."""
    other = aliased(Lead)
    return select(other.id).where(other.customer_id == Lead.customer_id, other.stage.in_(ACTIVE)).exists()


class Writer(Protocol):
    """How the rows are written: with a journal that can take them back (crm.shared.journal.Batch), or without."""

    def pour(self, model: Any, rows: Select[Any], made: Any) -> int: ...
    def update(self, model: Any, where: Any, values: Any) -> int: ...


class Unkept:
    """Without a journal."""

    def pour(self, model: Any, rows: Select[Any], made: Any) -> int:
        return insert_missing(model, rows)

    def update(self, model: Any, where: Any, values: Any) -> int:
        changed = update(model).where(where).values({**values, "version": model.version + 1})
        done: Any = db.session.execute(changed.execution_options(synchronize_session=False))
        return int(done.rowcount)


def wake(
    due: Select[Any], why: Reason, rule_version: int, stamp: Stamp, *, text: str = "", occasion_id: int | None = None,
    by: Writer | None = None,
) -> int:  # fmt: skip
    """Bring back the lost leads of `due` in four statements, however many: each has its line in the story, its words
    for the next call, and is due today. Whoever's advisor has left is nobody's, and the manager is called for it.
    """
    by = by or Unkept()
    fresh = and_(
        Reopening.store_id == stamp.store_id, Reopening.on_day == stamp.today, Reopening.reason_code == why.code,
        Reopening.occasion_id.is_not_distinct_from(occasion_id),
    )  # fmt: skip
    back = select(Reopening.lead_id).where(fresh)
    signed = (
        literal(stamp.by.id).label("by_id"), literal(stamp.at, Instant).label("at"),
        literal(why.code).label("reason_code"), literal(dict(why.facts), JSON).label("facts"),
    )  # fmt: skip
    rows = select(
        Lead.store_id, Lead.id.label("lead_id"), literal(stamp.today).label("on_day"),
        literal(occasion_id).label("occasion_id"), literal(rule_version).label("rule_version"), *signed,
    )  # fmt: skip
    made = by.pour(Reopening, rows.where(Lead.id.in_(due)), fresh)
    lines = select(
        Reopening.store_id, Reopening.lead_id, literal(AgendaKind.WOKEN.value).label("kind"),
        literal(text, Text).label("text"), Reopening.id.label("ref_id"), *signed,
    )  # fmt: skip
    said = AgendaItem.ref_id.in_(select(Reopening.id).where(fresh))
    by.pour(AgendaItem, lines.where(fresh), (AgendaItem.kind == AgendaKind.WOKEN.value) & said)
    here = select(Staff.id).where(Staff.store_id == stamp.store_id, Staff.disabled_at.is_(None))
    by.update(
        Lead,
        (Lead.store_id == stamp.store_id) & (Lead.stage == Stage.LOST) & Lead.id.in_(back),
        {
            "stage": Stage.OPEN.value, "opened_on": stamp.today, "aged_step": 0, "next_on": stamp.today,
            "next_rule": "woken", "reopen_on": null(),
            "owner_id": case((Lead.owner_id.in_(here), Lead.owner_id), else_=null()),
        },
    )  # fmt: skip
    settle_owners(stamp, Lead.store_id == stamp.store_id, Lead.stage == Stage.OPEN, Lead.id.in_(back))
    return made
