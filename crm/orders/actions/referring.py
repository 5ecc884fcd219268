"""Who sent this customer: the giver of a referral, found by the number that the new customer tells (R-511, A-28)."""

from __future__ import annotations

from sqlalchemy import delete

from crm.customers.models import Customer
from crm.duplicates.parts import Merging, merge_part
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.orders import queries
from crm.orders.models import Referral
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def note_referral(lead: Lead, *, giver_phone: str, stamp: Stamp) -> Referral:
    """The customer of this lead was sent by somebody on file. One giver for each deal."""
    if lead.stage not in ACTIVE:
        raise Refused(_("This lead is closed."))
    giver = queries.customer_by_phone(lead.store_id, giver_phone)
    if giver is None:
        raise Refused(_("Nobody on file has this number."), "giver_phone")
    _check_chain(lead, giver)
    if queries.referral_of(lead.id) is not None:
        raise Refused(_("Somebody is written down already; take that back first."))
    referral = Referral(store_id=lead.store_id, lead_id=lead.id, giver_id=giver.id, customer_id=lead.customer_id)
    referral.sign(stamp)
    db.session.add(referral)
    return referral


def _check_chain(lead: Lead, giver: Customer) -> None:
    """Nobody sends themselves, and two people do not send each other."""
    if giver.id == lead.customer_id:
        raise Refused(_("This is the customer's own number."), "giver_phone")
    if queries.has_sent(lead.customer_id, giver.id):
        raise Refused(_("This customer has sent the giver; the chain would run in a circle."), "giver_phone")


def take_referral_back(lead: Lead, *, stamp: Stamp) -> None:
    """It was somebody else. Once the car is delivered it stands."""
    if lead.stage not in ACTIVE:
        raise Refused(_("This lead is closed."))
    db.session.execute(delete(Referral).where(Referral.lead_id == lead.id, Referral.store_id == stamp.store_id))


@merge_part
def forget_loop(merging: Merging) -> None:
    """Two files of one person: who had sent the other one has sent nobody."""
    merging.batch.delete(Referral, Referral.giver_id.in_(merging.both) & Referral.customer_id.in_(merging.both))
