"""A new store begins with the offers of the seeds as its own rows (R-511…R-514)."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from crm.coupons.models import Benefit, Offer
from crm.coupons.offers import OFFERS
from crm.shared.db import db, insert_missing
from crm.shared.stamp import Stamp
from crm.staff.actions import on_store_opened


@on_store_opened
def seed_offers(store_id: int, stamp: Stamp) -> None:
    """Lay out the offers that are missing; what a store has changed stays."""
    offers = [
        {"store_id": store_id, "code": o.code, "trigger": str(o.trigger), "name": o.name, "name_en": o.name_en,
         "active": True, "version": 1}
        for o in OFFERS
    ]  # fmt: skip
    insert_missing(Offer, offers)
    found = select(Offer.code, Offer.id).where(Offer.store_id == store_id)
    ids: dict[str, int] = {row.code: row.id for row in db.session.execute(found)}
    benefits = [
        {**asdict(benefit), "kind": str(benefit.kind), "store_id": store_id, "offer_id": ids[o.code], "position": n}
        for o in OFFERS
        for n, benefit in enumerate(o.benefits, 1)
    ]
    insert_missing(Benefit, benefits)
