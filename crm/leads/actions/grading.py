"""Setting a grade: accepting what the facts suggest, keeping one's own, or choosing another; always with a reason."""

from __future__ import annotations

from crm.leads import queries
from crm.leads.actions.point_cards import card_in_use
from crm.leads.models import GradeChange, Lead
from crm.leads.rules import LIVE, Grade, Suggestion, is_downgrade, next_contact_on, suggest
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _


def change_grade(
    lead: Lead, *, grade: Grade, reason: str = "", version: int | None = None, stamp: Stamp
) -> GradeChange:
    """Accept the suggested grade, keep the present one against it, or set another; each is a row (F-04)."""
    expect_version(lead, version, grade=lead.grade)
    old, new, reason = Grade(lead.grade), Grade(grade), reason.strip()
    if lead.stage not in LIVE:
        raise Refused(_("This lead is closed; its grade no longer changes."))
    if new is Grade.N:
        raise Refused(_("Choose H, A, B or C."), "grade")
    told = suggest(queries.facts_of(lead, stamp), settings.of(lead.store_id))
    _check(old, new, reason, told)
    change = GradeChange(
        store_id=lead.store_id, lead_id=lead.id, on_day=stamp.today, old=old, new=new, reason=reason,
        lowered=is_downgrade(old, new), how=_how(old, new, told), suggested=told.grade if told else None,
    )  # fmt: skip
    change.sign(stamp)
    if told and told.grade is new:
        why = told.reason
        change.reason_code, change.facts, change.rule_version = why.code, dict(why.facts), card_in_use(stamp)
    db.session.add(change)
    if new is not old:
        lead.grade = new
        _move_next(lead, new, stamp)
    return change


def _check(old: Grade, new: Grade, reason: str, told: Suggestion | None) -> None:
    if new is old and (told is None or told.grade is old):
        raise Refused(_("The grade is already %(grade)s.", grade=old), "grade")
    if reason:
        return
    if is_downgrade(old, new):
        raise Refused(_("A lower grade needs a reason; your supervisor sees it."), "reason")
    if told is None or told.grade is not new:
        raise Refused(_("Say in one line why."), "reason")


def _how(old: Grade, new: Grade, told: Suggestion | None) -> str:
    if new is old:
        return "kept"
    return "accepted" if told and told.grade is new else "by_hand"


def _move_next(lead: Lead, grade: Grade, stamp: Stamp) -> None:
    """The next contact follows the new cadence, unless a day was agreed with the customer (F-01)."""
    if lead.next_rule in ("agreed", "enquired") or lead.last_contact_at is None:
        return
    contact_on = clock.day(lead.last_contact_at, stamp.zone)
    lead.next_on = max(stamp.today, next_contact_on(grade, contact_on, settings.of(lead.store_id)))
    lead.next_rule = "cadence"
