"""The advisors' day in the story: working the queue, judging, ordering, giving up, and what the supervisor says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm.callbacks.actions import log_call
from crm.callbacks.models import Task
from crm.callbacks.rules.contact import Channel, Result, Topic
from crm.demo import drives, following, lines, losses, names, orders
from crm.demo.story import Wish, World, learn
from crm.leads.actions import change_grade, decide_lost, mark_lost
from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.rules import Grade, LostReason, Stage, Verdict
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp

LETTERS = ((0.74, Grade.H), (0.55, Grade.A), (0.33, Grade.B), (0.0, Grade.C))


def work_queue(world: World, share: float) -> None:
    """Every advisor calls most of what is due; the rest waits and becomes overdue."""
    due = (
        select(Task.id, Lead)
        .join(Lead, Lead.id == Task.lead_id)
        .where(
            Task.store_id == world.store_id,
            Task.kind == "sales",
            Task.closed_at.is_(None),
            Task.opens_on <= world.today,
        )
        .order_by(Task.id)
    )
    for _task_id, lead in db.session.execute(due).all():
        if world.chance.random() < share and lead.stage in (Stage.OPEN, Stage.ORDERED):
            stamp = world.stamp(world.seller(lead.owner_id), world.chance.randrange(9 * 60, 19 * 60))
            if stamp.at < max(lead.opened_at, lead.last_contact_at or lead.opened_at):
                continue
            if lead.stage == Stage.ORDERED:
                following.while_waiting(world, lead, stamp)
            elif not following.rests(world, lead, stamp):
                call(world, lead, stamp)


def call(world: World, lead: Lead, stamp: Stamp) -> None:
    """One call, and what follows from it."""
    chance, wish = world.chance, world.wishes.get(lead.id) or Wish(0.3, names.MODELS[0])
    reached = not wish.silent and chance.random() < 0.6 + 0.3 * wish.heat
    if not reached:
        result = Result.NO_ANSWER if chance.random() < 0.9 else Result.LATER
        log_call(lead, channel=Channel.PHONE, result=result, topic=Topic.ROUTINE, said="", learnt="", agreed="",
                 next_on=None, stamp=stamp)  # fmt: skip
        _maybe_lose(world, lead, wish, stamp)
        return
    following.slipped(lead, stamp)
    topic = chance.choice(list(lines.LINES)) if lead.last_contact_at else Topic.WELCOME
    told, learnt, agreed = chance.choice(lines.LINES[topic] if lead.last_contact_at else lines.GREETING)
    channel = Channel.PHONE if chance.random() < 0.7 else Channel.WECHAT
    log_call(lead, channel=channel, result=Result.REACHED, topic=topic, said=told, learnt=learnt, agreed=agreed,
             next_on=None, inbound=following.calls_us(lead), stamp=stamp)  # fmt: skip
    wish.contacts += 1
    if chance.random() < 0.5:
        learn(world, lead, wish, stamp)
    if lead.grade == Grade.N or chance.random() < 0.12:
        judge(world, lead, wish, stamp)
    if wish.comes_on is None and chance.random() < 0.10 * wish.heat:
        wish.comes_on = world.today + timedelta(days=chance.randrange(1, 6))
    _maybe_lose(world, lead, wish, stamp)


def judge(world: World, lead: Lead, wish: Wish, stamp: Stamp) -> None:
    """The advisor's own judgement: right on the whole, with some error."""
    seen = min(0.99, max(0.0, wish.heat + world.chance.gauss(0, 0.12)))
    grade = next(letter for least, letter in LETTERS if seen >= least)
    if grade != lead.grade:
        change_grade(lead, grade=grade, reason="按这次沟通的情况", stamp=stamp)


def after_visit(world: World, lead: Lead, stamp: Stamp) -> None:
    """In the showroom: perhaps a drive, perhaps an order."""
    chance, wish = world.chance, world.wishes[lead.id]
    if lead.stage != Stage.OPEN:
        return
    if lead.test_driven_on is None and chance.random() < 0.45 + 0.3 * wish.heat:
        drives.drive(world, lead, wish, stamp)
        wish.heat = min(0.98, wish.heat + 0.08)
    judge(world, lead, wish, stamp)
    if chance.random() < 0.42 * wish.heat**1.5 and lead.grade != Grade.N:
        price = names.PRICES_FEN[wish.model] - chance.randrange(0, 12) * 100_000
        orders.sign(world, lead, wish, price, chance.randrange(5, 20), stamp)
    elif chance.random() < 0.35:
        wish.comes_on = world.today + timedelta(days=chance.randrange(2, 10))


def _maybe_lose(world: World, lead: Lead, wish: Wish, stamp: Stamp) -> None:
    """Giving up: the colder and the longer, the likelier."""
    age = (world.today - lead.opened_on).days
    if wish.silent and age >= 4:
        if world.chance.random() < 0.5:
            _give_up(lead, LostReason.UNREACHABLE, stamp)
        return
    if age < 5 or world.chance.random() > 0.045 * (1.25 - wish.heat) * min(2.0, age / 20):
        return
    reason = world.chance.choices(
        (LostReason.PRICE, LostReason.COMPETITOR, LostReason.BUDGET, LostReason.POSTPONED, LostReason.STOCK_OR_DELIVERY,
         LostReason.FAMILY_OPPOSES, LostReason.USED_CAR_INSTEAD),
        weights=(24, 26, 12, 10, 9, 6, 5),
    )[0]  # fmt: skip
    brand, model = world.chance.choice(names.COMPETITORS) if reason is LostReason.COMPETITOR else ("", "")
    reopen = world.today + timedelta(days=world.chance.randrange(20, 90)) if reason is LostReason.POSTPONED else None
    dearer = reason in (LostReason.PRICE, LostReason.COMPETITOR)
    gap = -world.chance.randrange(2, 12) * 100_000 if dearer else None
    words = world.chance.choice(lines.LOST_WORDS) if reason is LostReason.PRICE else losses.would_have_won(lead, reason)
    elsewhere = reason is LostReason.PRICE and lead.id % 4 == 0  # the same car, at another store of the brand
    _give_up(
        lead, LostReason.SAME_BRAND_OTHER_STORE if elsewhere else reason, stamp, competitor_brand=brand,
        competitor_model=model, competitor_store=losses.STORES[lead.id % len(losses.STORES)] if elsewhere else "",
        reopen_on=reopen, price_gap=gap, would_have_won=words,
    )  # fmt: skip


def _give_up(lead: Lead, reason: LostReason, stamp: Stamp, **told: Any) -> None:
    try:
        mark_lost(lead, reason=reason, stamp=stamp, **told)
    except Refused:
        return  # UNREACHABLE without three failed days: the rule holds in the story, too


def review_lost(world: World) -> None:
    """The supervisor looks at yesterday's applications; one in seven goes back with words (F-15)."""
    stamp = world.stamp("supervisor", 17 * 60)
    waiting = (
        select(LostSale, Lead)
        .join(Lead, Lead.id == LostSale.lead_id)
        .outerjoin(LostDecision, LostDecision.lost_sale_id == LostSale.id)
        .where(
            LostSale.store_id == world.store_id,
            LostDecision.id.is_(None),
            LostSale.at < world.stamp("supervisor", 0).at,
        )
    )
    for sale, lead in db.session.execute(waiting).all():
        if world.chance.random() < 0.14:
            decide_lost(sale, lead, verdict=Verdict.SENT_BACK, note="再约一次试驾，问清价格差多少", stamp=stamp)
        else:
            decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp)
