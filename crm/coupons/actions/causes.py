"""What makes an offer go out: a cut-off, a car that stays away, a delivery. Each cause once per customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm.coupons import queries, rules
from crm.coupons.actions.giving import start_campaign
from crm.coupons.models import Campaign, Offer
from crm.coupons.offers import Trigger
from crm.coupons.rules import Period
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def start_loyalty_when_due(stamp: Stamp) -> Campaign | None:
    """The timetable's way: the period that was cut off last, once its list has stood for review (R-513)."""
    period, numbers = rules.period_closed(stamp.today), settings.of(stamp.store_id)
    review, late = numbers[rules.LOYALTY_REVIEW_DAYS], numbers[rules.LOYALTY_LATE_DAYS]
    if not rules.due_to_issue(period, stamp.today, review_days=review, late_days=late):
        return None
    return start_loyalty(period, stamp)


def confirm_loyalty(*, cause: str, stamp: Stamp) -> Campaign:
    """A person confirms the list before the timetable does; only a period that is over can be given."""
    period = rules.period_closed(stamp.today)
    if cause != period.cause:
        raise Refused(_("This list is not final yet: it is issued after the cut-off."))
    campaign = start_loyalty(period, stamp)
    if campaign is None:
        raise Refused(_("This reward has been issued already, or nobody is on the list."))
    return campaign


def start_loyalty(period: Period, stamp: Stamp) -> Campaign | None:
    """Fix the most frequent customers of a period and issue to them."""
    offer = offer_for(Trigger.LOYALTY, stamp.store_id)
    numbers = settings.of(stamp.store_id)
    if offer is None:
        return None
    people = queries.loyalty_people(
        stamp.store_id, period, share=numbers[rules.LOYALTY_SHARE], least=numbers[rules.LOYALTY_VISITS]
    )
    if db.session.execute(people.limit(1)).first() is None:
        return None  # a period without anybody stays open: its file may come in late
    return start_campaign(offer.id, period.cause, people, stamp)


def start_churn_recovery(stamp: Stamp, *, also_old: bool = False) -> Campaign | None:
    """Cars that have become churned of late; with `also_old` every churned car without the gift (R-514)."""
    offer = offer_for(Trigger.CHURN, stamp.store_id)
    if offer is None:
        return None
    states = rules.CHURN_STATES[settings.of(stamp.store_id)[rules.CHURN_STATE]]
    people = queries.churn_people(stamp.store_id, offer.id, states=states, today=None if also_old else stamp.today)
    return _start("churn", offer, people, stamp)


def win_back_all(*, stamp: Stamp) -> Campaign:
    """A person sends the gift to every churned car that has not had it for this absence."""
    campaign = start_churn_recovery(stamp, also_old=True)
    if campaign is None:
        raise Refused(_("Nobody is waiting for this gift."))
    return campaign


def start_thanks(stamp: Stamp) -> Campaign | None:
    """New owners of the last days get their referral fund: one per deal (R-511, A-28)."""
    offer = offer_for(Trigger.REFERRAL, stamp.store_id)
    if offer is None:
        return None
    since = stamp.today - timedelta(days=settings.of(stamp.store_id)[rules.THANKS_DAYS])
    return _start("thanks", offer, queries.thanks_people(stamp.store_id, offer.id, since=since), stamp)


def _start(name: str, offer: Offer, people: Any, stamp: Stamp) -> Campaign | None:
    """A campaign only when somebody is in it; named by its moment, because the people's causes make it exactly once."""
    if db.session.execute(people.limit(1)).first() is None:
        return None
    return start_campaign(offer.id, f"{name}:{stamp.local:%Y-%m-%d %H:%M:%S.%f}", people, stamp)


def offer_for(trigger: Trigger, store_id: int) -> Offer | None:
    """The store's active offer for a cause."""
    return db.session.scalars(
        select(Offer)
        .where(Offer.store_id == store_id, Offer.trigger == trigger, Offer.active)
        .order_by(Offer.id)
        .limit(1)
    ).first()
