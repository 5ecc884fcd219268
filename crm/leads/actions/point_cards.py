"""Which version of the points is in use: numbered the first time that it is used."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import func, select

from crm.leads.models import PointCard
from crm.leads.rules.suggestion import ON_CARD
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.stamp import Stamp


def card_in_use(stamp: Stamp, how: str = "settings") -> int:
    """The number of the store's present card; a set of numbers that was in use before keeps its number."""
    numbers = settings.of(stamp.store_id)
    points = {number.key: numbers[number] for number in ON_CARD}
    digest = hashlib.sha256(json.dumps(points, sort_keys=True).encode()).hexdigest()[:32]
    mine = select(PointCard.no).where(PointCard.store_id == stamp.store_id, PointCard.digest == digest)
    found = db.session.scalar(mine)
    while found is None:  # two at once: one of them finds the other's number taken and looks again
        last = select(func.max(PointCard.no)).where(PointCard.store_id == stamp.store_id)
        row = {
            "store_id": stamp.store_id, "no": (db.session.scalar(last) or 0) + 1, "digest": digest, "points": points,
            "how": how, "by_id": stamp.by.id, "at": stamp.at,
        }  # fmt: skip
        insert_missing(PointCard, [row])
        found = db.session.scalar(mine)
    return found
