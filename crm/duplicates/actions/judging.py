"""What people say about a suspected pair without merging it."""

from __future__ import annotations

from datetime import timedelta

from crm.duplicates.models import PairVerdict, SuspectedPair
from crm.duplicates.rules.merging import LATER_DAYS, State
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _


def say(pair: SuspectedPair, *, verdict: State, stamp: Stamp) -> PairVerdict:
    """Not the same: remembered until one of the files says something else. Later: back after some days."""
    if pair.state not in (State.OPEN, State.LATER):
        raise Refused(_("Somebody has already decided about these two files."))
    pair.state = verdict
    pair.back_on = stamp.today + timedelta(days=settings.of(stamp.store_id)[LATER_DAYS])
    if verdict is not State.LATER:
        pair.back_on = None
    row = PairVerdict(store_id=stamp.store_id, pair_id=pair.id, verdict=verdict, digest=pair.digest)
    row.sign(stamp)
    db.session.add(row)
    raise_topic(stamp.store_id, "duplicates")
    return row
