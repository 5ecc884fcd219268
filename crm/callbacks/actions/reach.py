"""Whether a number may be shown for a call now: the hours and caps stand before the number (F-62, F-63)."""

from __future__ import annotations

from crm.callbacks import queries
from crm.callbacks.models import CallOverride
from crm.callbacks.rules.reach import RULE_VERSION
from crm.customers.actions import before_reveal
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import say
from crm.shared.stamp import Stamp

CALL = "call"


@before_reveal
def hold_back(customer_id: int, reason: str, why: str, stamp: Stamp) -> None:
    """Refuse the number while a rule speaks against a call; who says why gets it, and the chiefs see the row."""
    if reason != CALL:
        return
    against = queries.against_calling(customer_id, stamp)
    if against is None:
        return
    if not any(sign.isalnum() for sign in why):
        raise Refused(say(against.code, against.facts), "why")
    row = CallOverride(store_id=stamp.store_id, customer_id=customer_id, why=why.strip())
    row.sign(stamp)
    row.decide(against, RULE_VERSION)
    db.session.add(row)
