"""An application that nobody decides in time calls the manager, once (F-15)."""

from __future__ import annotations

from sqlalchemy import select

from crm.leads.actions.losing import on_decided
from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.rules import Verdict
from crm.leads.rules.lost import REVIEW_HOURS
from crm.losses.models import LostEscalation
from crm.losses.queries.waiting import overdue
from crm.losses.rules.month import RULE_VERSION
from crm.notices import actions as notices
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.staff.queries import people_with
from crm.staff.rules import Role

CALLED = (Role.MANAGER, Role.GM)  # the first post that somebody holds: the supervisor has had the time


def review_overdue(stamp: Stamp) -> bool:
    """Whether an application has waited too long and nobody was called for it yet; the minute asks."""
    return bool(overdue(stamp, most=1))


def escalate(stamp: Stamp) -> int:
    """Call the manager for each of them, once; the number of applications."""
    told, hours = 0, settings.of(stamp.store_id)[REVIEW_HOURS]
    late = overdue(stamp)
    chiefs = next((found for role in CALLED if (found := people_with(stamp.store_id, role))), []) if late else []
    why = Reason("losses.not_decided", {"hours": hours})
    for sale in late:
        row = {
            "store_id": stamp.store_id, "lost_sale_id": sale.id, "by_id": None, "at": stamp.at,
            "reason_code": why.code, "facts": dict(why.facts), "rule_version": RULE_VERSION,
        }  # fmt: skip
        if not insert_missing(LostEscalation, [row]):
            continue
        told += 1
        for chief in chiefs:
            if chief.id != sale.by_id:  # nobody decides about an own application
                notices.tell(chief.id or 0, "lost_late", sale.id, reason=why, stamp=stamp)
    if told:
        raise_topic(stamp.store_id, "lost")
    return told


@on_decided
def settle(sale: LostSale, lead: Lead, decision: LostDecision, stamp: Stamp) -> None:
    """It is decided: off the manager's page; what was sent back is told to its advisor."""
    if db.session.scalar(select(LostEscalation.id).where(LostEscalation.lost_sale_id == sale.id)):
        notices.withdraw("lost_late", sale.id, stamp=stamp)
    if decision.verdict == Verdict.SENT_BACK and lead.owner_id is not None:
        notices.tell(lead.owner_id, "lost_back", lead.id, reason=Reason("losses.sent_back"), stamp=stamp)
