"""Making a card, giving it a new address, and noting that a customer has it."""

from __future__ import annotations

import secrets

from crm.cards import queries
from crm.cards.models import AdvisorCard, CardSending
from crm.cards.rules import How
from crm.leads.models import Lead
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Store


def write_card(
    *, phone: str = "", desk: str = "", wechat: str = "", line: str = "", version: int | None = None, stamp: Stamp
) -> AdvisorCard:
    """One's own card. When a number that customers had changes, each of them is to be told (R-344)."""
    staff_id = stamp.by.id or 0
    card = queries.card_of(staff_id)
    if card is None:
        card = AdvisorCard(store_id=stamp.store_id, staff_id=staff_id, token=secrets.token_urlsafe(16))
        db.session.add(card)
    else:
        expect_version(
            card, version, **{name: getattr(card, name) or "" for name in ("phone", "desk", "wechat", "line")}
        )
        if (card.phone and card.phone != phone) or (card.wechat and card.wechat != wechat):
            card.numbers_at = stamp.at
    card.phone, card.desk, card.wechat, card.line = phone, desk, wechat, line
    card.sign(stamp)
    return card


def renew_address(card: AdvisorCard, *, version: int | None = None, stamp: Stamp) -> None:
    """The old address shows nothing any more."""
    expect_version(card, version)
    card.token = secrets.token_urlsafe(16)
    card.sign(stamp)


def write_store(store: Store, *, hotline: str = "", address: str = "", version: int | None = None) -> None:
    """What stands on every card below the advisor: the store's hotline (A-05) and where it is."""
    expect_version(store, version, hotline=store.phone, address=store.address)
    store.phone, store.address = hotline, address


def note_sending(lead: Lead, *, how: How | None, stamp: Stamp) -> CardSending:
    """The customer has the card of who looks after them."""
    if how is None:
        raise Refused(_("Say how the customer got it."), "how")
    if lead.owner_id is None or queries.card_of(lead.owner_id) is None:
        raise Refused(_("Who looks after this customer has no card yet."))
    row = CardSending(store_id=lead.store_id, lead_id=lead.id, staff_id=lead.owner_id, how=how.value)
    row.sign(stamp)
    db.session.add(row)
    return row
