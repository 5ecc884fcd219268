"""The customer was met before anybody called: the open task is done by that, and the next date is set (F-03).

Calling back stands above the lead and registers what it does then: `@on_settled` and `@on_unsettled`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from crm.leads.models import Lead
from crm.leads.rules import Grade, next_contact_on
from crm.leads.rules.freezing import FROZEN
from crm.leads.rules.grades import AFTER_VISIT_DAYS, ORDERED_EVERY_DAYS
from crm.shared import settings
from crm.shared.stamp import Stamp

SHOWROOM, PHONE = "showroom", "phone"
VISITED, RESTED, ORDERED = "visited", "rested", "ordered"  # how an open task ended without a call of ours
_settled: list[Callable[[Lead, str, Stamp], None]] = []
_unsettled: list[Callable[[Lead, datetime, Stamp], None]] = []


def on_settled(function: Callable[[Lead, str, Stamp], None]) -> Callable[[Lead, str, Stamp], None]:
    """Register `(lead, how, stamp)`: nobody needs to call this lead now."""
    _settled.append(function)
    return function


def on_unsettled(function: Callable[[Lead, datetime, Stamp], None]) -> Callable[[Lead, datetime, Stamp], None]:
    """Register `(lead, settled_at, stamp)`: that was wrong."""
    _unsettled.append(function)
    return function


def settle(lead: Lead, how: str, stamp: Stamp) -> None:
    """Tell whoever has a task for this lead."""
    for heard in _settled:
        heard(lead, how, stamp)


def unsettle(lead: Lead, settled_at: datetime, stamp: Stamp) -> None:
    """What was settled at that instant is open again."""
    for heard in _unsettled:
        heard(lead, settled_at, stamp)


def note_visit(lead: Lead, stamp: Stamp) -> None:
    """The customer was in the showroom: what was open is done, the call after a visit is due the next day (F-03).

    A visit that has opened the lead owes its first contact still: the thanks within 24 hours (R-232).
    """
    lead.visit_count += 1
    lead.last_visit_on = max(stamp.today, lead.last_visit_on or stamp.today)  # tablets may tell of yesterday late
    lead.after_visit_on = stamp.today + timedelta(days=settings.of(lead.store_id)[AFTER_VISIT_DAYS])
    if lead.opened_at < stamp.at and (lead.last_contact_at is None or lead.last_contact_at < stamp.at):
        if lead.next_on is None or lead.next_on <= stamp.today or lead.next_rule in (FROZEN, "enquired"):
            lead.next_on, lead.next_rule = lead.after_visit_on, "after_visit"
        _meet(lead, SHOWROOM, stamp)


def note_inbound(lead: Lead, stamp: Stamp) -> None:
    """The customer called us: what was open is done, and the grade's cadence begins anew (F-03)."""
    if lead.last_contact_at is None or lead.last_contact_at < stamp.at:
        lead.next_on = next_contact_on(Grade(lead.grade), stamp.today, settings.of(lead.store_id))
        lead.next_rule = "cadence"
        _meet(lead, PHONE, stamp)


def _meet(lead: Lead, channel: str, stamp: Stamp) -> None:
    lead.last_contact_at, lead.last_contact_channel = stamp.at, channel
    settle(lead, VISITED, stamp)


def before_visit(lead: Lead) -> dict[str, Any]:
    """How the lead stands, should the visit be taken back."""
    return {
        "visited": _iso(lead.last_visit_on), "after": _iso(lead.after_visit_on), "next": _iso(lead.next_on),
        "rule": lead.next_rule, "contact": _iso(lead.last_contact_at), "channel": lead.last_contact_channel,
    }  # fmt: skip


def forget_visit(lead: Lead, before: Mapping[str, Any], came_at: datetime, stamp: Stamp) -> None:
    """There was no such visit: the dates are as they were, unless somebody has spoken to the customer since."""
    lead.visit_count = max(0, lead.visit_count - 1)
    lead.last_visit_on, lead.after_visit_on = _day(before.get("visited")), _day(before.get("after"))
    met_at = lead.last_contact_at
    if "contact" not in before or lead.last_contact_channel != SHOWROOM or met_at is None or met_at < came_at:
        return
    contact = before["contact"]
    lead.next_on, lead.next_rule = _day(before["next"]), before["rule"]
    lead.last_contact_at = datetime.fromisoformat(contact) if contact else None
    lead.last_contact_channel = before["channel"]
    unsettle(lead, met_at, stamp)


def wait_for_the_car(lead: Lead, stamp: Stamp) -> None:
    """The customer has ordered: a contact every so many days until the car is there (F-01, grade O)."""
    lead.last_contact_at, lead.last_contact_channel = stamp.at, lead.last_contact_channel or SHOWROOM
    lead.next_on = stamp.today + timedelta(days=settings.of(lead.store_id)[ORDERED_EVERY_DAYS])
    lead.next_rule, lead.after_visit_on = "ordered", None
    settle(lead, ORDERED, stamp)


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
