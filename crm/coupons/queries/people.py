"""Whom an offer is for: SELECTs of people with the reason written beside each, for one set-based INSERT.

Each has the columns store_id, customer_id, vehicle_id, cause, reason_code, rule_version, facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, Text, cast, exists, func, literal, null, select

from crm.coupons import rules
from crm.coupons.models import Coupon
from crm.coupons.rules import Period
from crm.customers.models import Customer
from crm.orders.models import Delivery, Order
from crm.retention.models import StateChange, VehicleState
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit

FRESH = timedelta(days=14)  # a change of state older than this is no news any longer: a person decides about those


def _text(value: Any) -> Any:
    return cast(value, Text)


def _facts(**facts: Any) -> Any:
    """The facts as a JSON object made by the database."""
    make = func.json_build_object if db.engine.dialect.name == "postgresql" else func.json_object
    pairs = [part for name, value in facts.items() for part in (literal(name, Text).op("||")(""), value)]
    return make(*pairs, type_=JSON).label("facts")


def _because(code: str) -> tuple[Any, Any]:
    return literal(code, Text).label("reason_code"), literal(rules.RULE_VERSION, Integer).label("rule_version")


def _ranked(store_id: int, period: Period) -> Any:
    """Paying customers of a period, the most frequent first; a day counts once however many bills it had (R-513)."""
    visit = ServiceVisit
    days, spend = func.count(visit.came_on.distinct()), func.sum(visit.paid_fen)
    order = (days.desc(), spend.desc(), visit.customer_id)
    return (
        select(
            visit.customer_id, days.label("visits"), spend.label("spend_fen"),
            func.row_number().over(order_by=order).label("place"), func.count().over().label("customers"),
        )
        .join(Customer, Customer.id == visit.customer_id)
        .where(
            visit.store_id == store_id, visit.came_on >= period.first, visit.came_on <= period.last,
            visit.paid_fen > 0, Customer.archived_at.is_(None),
        )
        .group_by(visit.customer_id)
        .subquery()
    )  # fmt: skip


def _chosen(store_id: int, period: Period, share: int, least: int) -> tuple[Any, tuple[Any, ...]]:
    ranked = _ranked(store_id, period)
    places = (ranked.c.customers * share + 99) / 100
    return ranked, (ranked.c.place <= cast(func.floor(places), Integer), ranked.c.visits >= least)


def loyalty_people(store_id: int, period: Period, *, share: int, least: int) -> Any:
    """The most frequent share of a period, at least so many paid visits (R-513)."""
    ranked, chosen = _chosen(store_id, period, share, least)
    facts = _facts(
        visits=ranked.c.visits, share=literal(share, Integer), first_on=_text(literal(period.first.isoformat())),
        last_on=_text(literal(period.last.isoformat())),
    )  # fmt: skip
    return select(
        literal(store_id, BigInteger).label("store_id"), ranked.c.customer_id,
        cast(null(), BigInteger).label("vehicle_id"),
        _text(literal(period.cause)).label("cause"), *_because("coupons.loyal"), facts,
    ).where(*chosen)  # fmt: skip


def preview(store_id: int, period: Period, *, share: int, least: int, limit: int = 50) -> tuple[int, Sequence[Any]]:
    """Who would get the loyalty reward now: how many, and the first of them with visits and spend."""
    ranked, chosen = _chosen(store_id, period, share, least)
    rows = db.session.execute(
        select(
            ranked.c.customer_id, ranked.c.visits, ranked.c.spend_fen, ranked.c.customers, Customer.name, Customer.sex,
            Customer.kind, func.count().over().label("people"),
        )
        .join(Customer, Customer.id == ranked.c.customer_id)
        .where(*chosen)
        .order_by(ranked.c.place)
        .limit(limit)
    ).all()  # fmt: skip
    return (rows[0].people if rows else 0), rows


def _cause(prefix: str, number: Any) -> Any:
    return (_text(literal(prefix)) + _text(number)).label("cause")


def _not_yet(offer_id: int, customer_id: Any, cause: Any) -> Any:
    return ~exists().where(Coupon.customer_id == customer_id, Coupon.offer_id == offer_id, Coupon.cause == cause)


def churn_people(store_id: int, offer_id: int, *, states: Sequence[str], today: date | None) -> Any:
    """Owners of cars that have become churned and have not had the gift for this absence (R-514).

    With `today` only cars whose state has changed of late; with None also those that were away when the file came in.
    """
    state = VehicleState
    cause = _cause("churned:", state.last_visit_id)
    found = select(
        state.store_id, state.customer_id, state.vehicle_id, cause, *_because("coupons.churn"),
        _facts(last_visit_on=_text(state.last_visit_on), state=state.state),
    ).join(Customer, Customer.id == state.customer_id).where(
        state.store_id == store_id, state.state.in_(states), state.last_visit_id.is_not(None),
        Customer.archived_at.is_(None), _not_yet(offer_id, state.customer_id, cause.element),
    )  # fmt: skip
    if today is None:
        return found
    changed = exists().where(
        StateChange.vehicle_id == state.vehicle_id, StateChange.new.in_(states), StateChange.old != "",
        StateChange.on_day > today - FRESH,
    )  # fmt: skip
    return found.where(changed)


def waiting_for(store_id: int, offer_id: int, states: Sequence[str], limit: int = 1_000) -> Sequence[Any]:
    """Whom the coming-back gift would go to now, with name and last visit; counted no further than `limit`."""
    people = churn_people(store_id, offer_id, states=states, today=None).limit(limit).subquery()
    return db.session.execute(
        select(
            people.c.customer_id, people.c.reason_code, people.c.facts, Customer.name, Customer.sex, Customer.kind,
            Vehicle.plate, Vehicle.energy, Vehicle.model,
        )
        .join(Customer, Customer.id == people.c.customer_id)
        .join(Vehicle, Vehicle.id == people.c.vehicle_id)
        .order_by(people.c.customer_id)
    ).all()  # fmt: skip


def thanks_people(store_id: int, offer_id: int, *, since: date) -> Any:
    """New owners of the last days without their referral fund: one fund per deal (R-511, A-28)."""
    cause = _cause("order:", Delivery.order_id)
    return select(
        Delivery.store_id, Order.customer_id, Delivery.vehicle_id, cause, *_because("coupons.thanks"),
        _facts(delivered_on=_text(Delivery.delivered_on)),
    ).join(Order, Order.id == Delivery.order_id).join(Vehicle, Vehicle.id == Delivery.vehicle_id).where(
        Delivery.store_id == store_id, Delivery.delivered_on >= since,
        _not_yet(offer_id, Order.customer_id, cause.element),
    )  # fmt: skip
