"""Thanks and words in between: planned when a loss is approved, written by the advisor, counted, taken back (R-236)."""

from __future__ import annotations

from sqlalchemy import update

from crm.leads.actions.losing import on_decided
from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.rules import LostReason, Verdict
from crm.losses.models import Touch
from crm.losses.rules.touches import RULE_VERSION, SAID, How, Kind, due_days
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


@on_decided
def plan_touches(sale: LostSale, lead: Lead, decision: LostDecision, stamp: Stamp) -> None:
    """An approved loss owes its customer thanks, and now and then a word; what an earlier loss owed is over."""
    if decision.verdict != Verdict.APPROVED:
        return
    standing = update(Touch).where(Touch.lead_id == lead.id, Touch.done_at.is_(None))
    db.session.execute(standing.values(done_at=stamp.at, how=How.LAPSED.value))
    due = due_days(LostReason(sale.reason), stamp.today, sale.reopen_on, settings.of(lead.store_id))
    rows = [
        {
            "store_id": lead.store_id, "lost_sale_id": sale.id, "lead_id": lead.id, "kind": kind.value, "due_on": on,
            "reason_code": why.code, "facts": dict(why.facts), "rule_version": RULE_VERSION,
        }
        for kind, on, why in due
    ]  # fmt: skip
    insert_missing(Touch, rows)


def write_touch(touch: Touch, lead: Lead, *, how: How, agreed: bool | None, stamp: Stamp) -> Touch:
    """The advisor has said it, or lets it be. `agreed`: whether the customer wants offers by text (F-60)."""
    if touch.done_at is not None:
        raise Refused(_("This is done already."))
    if lead.stage != "lost":
        raise Refused(_("This customer is being looked after again; the word is no longer needed."))
    if touch.due_on > stamp.today:
        raise Refused(_("This is not due yet."))
    if how is How.SMS and touch.kind == Kind.TOUCH and not agreed:
        raise Refused(_("This customer has not agreed to texts of this kind. Use another way, or let it be."))
    if how not in (*SAID, How.DROPPED):
        raise Refused(_("This choice does not exist."))
    _finish(touch, how, stamp)
    return touch


def _finish(touch: Touch, how: How, stamp: Stamp) -> None:
    """By one conditional statement: two taps, or two people, are one word."""
    mine = update(Touch).where(Touch.id == touch.id, Touch.done_at.is_(None))
    done = mine.values(done_at=stamp.at, done_by_id=stamp.by.id, how=how.value)
    if db.session.execute(done).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(_("This is done already."))
    db.session.refresh(touch)


def take_back_touch(touch: Touch, *, stamp: Stamp) -> Touch:
    """A wrong tap: it stands in the list again. Only the person who tapped, and only the same day."""
    same_day = touch.done_at is not None and touch.done_at.astimezone(stamp.local.tzinfo).date() == stamp.today
    if touch.done_by_id != stamp.by.id or not same_day:
        raise Refused(_("Only the person who did it can take it back, and only on the same day."))
    touch.done_at = touch.done_by_id = touch.how = None
    return touch
