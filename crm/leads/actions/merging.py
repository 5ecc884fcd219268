"""Two files of one customer become one: of two open leads one goes on, the other one closes as filed twice (F-17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm.duplicates.parts import Merging, apart_part, merge_part, spare_part
from crm.leads.actions.owners import hand_over_in_batch, settle_owners
from crm.leads.models import AgendaItem, CommissionPeriod, Lead, LostDecision, LostSale, OwnerPeriod
from crm.leads.rules import ACTIVE, LostReason, Stage, Verdict
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.journal import JournalRow
from crm.shared.stamp import Stamp
from crm.shared.words import _


@merge_part
def close_the_doubled_lead(merging: Merging) -> None:
    """The lead of the one who goes on looking after the customer stays; at equal terms the older one."""
    active = select(Lead).where(Lead.customer_id.in_(merging.both), Lead.stage.in_(ACTIVE))
    leads = list(db.session.scalars(active.order_by(Lead.opened_at, Lead.id)))
    if not leads:
        return
    ordered = [lead for lead in leads if lead.stage == Stage.ORDERED]  # a signed order is never closed by a merge
    if len(ordered) > 1:
        raise Refused(_("Both files have a signed order. Deliver or cancel one of them first."))
    own = [lead for lead in leads if lead.owner_id == merging.owner_id]
    stays = (ordered or own or leads)[0]
    for lead in leads:
        if lead is not stays:
            _close(merging, lead, stays)
    if merging.owner_id is not None and stays.owner_id != merging.owner_id:
        hand_over_in_batch(merging.batch, stays, merging.owner_id, why=merging.why, stamp=merging.stamp)


def _close(merging: Merging, lead: Lead, stays: Lead) -> None:
    signed = {"store_id": lead.store_id, "by_id": merging.stamp.by.id, "at": merging.stamp.at}
    _withdraw_open_application(merging, lead, signed)
    [sale] = merging.batch.insert(
        LostSale,
        [{**signed, "lead_id": lead.id, "reason": LostReason.DUPLICATE, "note": merging.why,
          "duplicate_of_id": stays.id}],
    )  # fmt: skip
    merging.batch.insert(LostDecision, [{**signed, "lost_sale_id": sale, "verdict": Verdict.APPROVED, "note": ""}])
    agenda = (AgendaItem.lead_id == lead.id) & AgendaItem.done_at.is_(None)
    merging.batch.update(AgendaItem, agenda, {"lead_id": stays.id})
    over = dict.fromkeys(("reopen_on", "next_on", "next_rule", "after_visit_on", "first_due_at", "first_due_on"))
    merging.batch.update(Lead, Lead.id == lead.id, {**over, "stage": Stage.LOST})


def _withdraw_open_application(merging: Merging, lead: Lead, signed: Mapping[str, Any]) -> None:
    """A lost sale that still waits for its review is over with its lead."""
    decided = select(LostDecision.id).where(LostDecision.lost_sale_id == LostSale.id).exists()
    waiting = db.session.scalars(select(LostSale.id).where(LostSale.lead_id == lead.id, ~decided))
    rows = [{**signed, "lost_sale_id": sale, "verdict": Verdict.WITHDRAWN, "note": ""} for sale in waiting]
    merging.batch.insert(LostDecision, rows)


@spare_part
def periods_built_on(batch_id: int) -> dict[str, set[str]]:
    """Where the lead has changed hands again since the merge, its periods stay as they are: no gap, no overlap."""
    found: dict[str, set[str]] = {}
    for period in (OwnerPeriod, CommissionPeriod):
        mine = JournalRow.batch_id == batch_id, JournalRow.table_name == period.__tablename__
        noted = db.session.execute(select(JournalRow.row_key, JournalRow.what).where(*mine)).all()
        made = {int(row.row_key) for row in noted if row.what == "inserted"}
        rows = db.session.execute(
            select(period.id, period.lead_id, period.until_at).where(period.id.in_([int(row.row_key) for row in noted]))
        ).all()
        further = {row.lead_id for row in rows if row.id in made and row.until_at is not None}
        found[period.__tablename__] = {str(row.id) for row in rows if row.lead_id in further}
    return found


@apart_part
def periods_follow(both: tuple[int, int], stamp: Stamp) -> None:
    """Where the periods stayed as they were, a new one says who has the lead from now on."""
    settle_owners(stamp, Lead.customer_id.in_(both))
