"""After-sales takes a new owner over."""

from __future__ import annotations

from crm.handover import queries
from crm.handover.models import Acceptance
from crm.notices.actions import withdraw
from crm.orders.models import Delivery
from crm.shared.db import insert_missing
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _


def accept(delivery: Delivery, *, note: str = "", stamp: Stamp) -> None:
    """One person says yes; of two at once the second hears that somebody was first."""
    if delivery.accept_by_at is None:
        raise Refused(_("This delivery is older than the hand-over to after-sales."))
    row = {
        "store_id": delivery.store_id, "delivery_id": delivery.id, "note": note.strip(), "by_id": stamp.by.id,
        "at": stamp.at,
    }  # fmt: skip
    if not insert_missing(Acceptance, [row]):
        raise Refused(_("A colleague has taken this owner over already."))
    if not queries.tally(stamp).waiting:
        withdraw("handover", delivery.store_id, stamp=stamp)
    raise_topic(delivery.store_id, "handovers")
