"""From the offer to after-sales in the story: quotations, orders, a few that are taken back, the day of delivery."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm.customers.models import Customer
from crm.demo import names
from crm.demo.story import Wish, World
from crm.handover.actions import accept
from crm.handover.models import Acceptance
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.notices import actions as notices
from crm.notices.models import Notice
from crm.orders import actions
from crm.orders.models import Cancellation, Delivery, Order, Quotation
from crm.orders.queries import cancelled
from crm.orders.rules import Becomes, CancelReason, Check, Deposit, Verdict
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.stock.actions import take_stock

COLOURS = ("雪山白", "星空灰", "曜石黑", "海湾蓝", "晨曦金")
OLD_CARS = ("朔望 S5 2018", "海岚 Q3 2016", "恒川 K9 2019", "澄野 L3 2015")
WISHES = ("工作日六点后方便接电话", "平时太太开车，保养提醒发给她", "第一次买新能源，想多了解充电", "")
GONE_BACK = ((CancelReason.FINANCE, "贷款没批下来"), (CancelReason.FAMILY, "家里老人不同意"), (CancelReason.PRICE, ""))


def sign(world: World, lead: Lead, wish: Wish, price: int, promised_days: int, stamp: Stamp) -> Order:
    """An offer first for most, with the old car or a loan for some; then the order with its parts."""
    colour = COLOURS[lead.id % 5]
    parts: dict[str, Any] = {"tax": price // 12, "insurance": 560_000, "plates": 50_000}
    offer = None
    if lead.id % 5:
        offer = _offer(world, lead, wish, price, stamp, colour=colour, **parts)
    if lead.id % 9 == 4:
        _sent_by_an_owner(world, lead, stamp)
    kind, deposit = (Deposit.EARNEST, 1_000_000) if lead.id % 3 == 0 else (Deposit.ADVANCE, 500_000)
    return actions.place_order(
        lead, model=wish.model, colour=colour, price=price, deposit=deposit, deposit_kind=kind,
        promised_on=world.today + timedelta(days=promised_days), quotation=offer.id if offer else None, stamp=stamp,
        **parts,
    )  # fmt: skip


def _offer(world: World, lead: Lead, wish: Wish, price: int, stamp: Stamp, *, colour: str, **parts: Any) -> Quotation:
    old, loan = lead.id % 4 == 1, lead.id % 3 == 1
    return actions.offer(
        lead, model=wish.model, colour=colour, price=price, valid_until=world.today + timedelta(days=7),
        old_car=OLD_CARS[lead.id % 4] if old else "", old_km=60_000 + lead.id % 60 * 1_000 if old else None,
        old_value=5_800_000 if old else None, down=price // 3 if loan else None, months=36 if loan else None,
        rate_bp=399 if loan else None, lender="银行汽车分期" if loan else "", stamp=stamp, **parts,
    )  # fmt: skip


def _sent_by_an_owner(world: World, lead: Lead, stamp: Stamp) -> None:
    """Somebody who has bought here before (R-511)."""
    owners = (
        select(Customer.phone)
        .join(Order, Order.customer_id == Customer.id)
        .join(Delivery, Delivery.order_id == Order.id)
        .where(Customer.store_id == world.store_id, Customer.id != lead.customer_id, Customer.archived_at.is_(None))
        .order_by(Delivery.id)
        .limit(1 + lead.id % 7)
    )
    phones = [phone for phone in db.session.scalars(owners) if phone]
    if phones:
        with suppress(Refused):  # written down with an order that was taken back since, or the two sent each other
            actions.note_referral(lead, giver_phone=phones[-1], stamp=stamp)


def hand_over(world: World) -> None:
    """Cars whose day has come are delivered; a plate may come later (R-413), a key, too."""
    asked = select(Cancellation.id).where(Cancellation.order_id == Order.id, Cancellation.closed_at.is_(None)).exists()
    ready = (
        select(Order, Lead)
        .join(Lead, Lead.id == Order.lead_id)
        .outerjoin(Delivery, Delivery.order_id == Order.id)
        .where(
            Order.store_id == world.store_id, Delivery.id.is_(None), Lead.stage == Stage.ORDERED,
            Order.promised_on <= world.today, ~cancelled(), ~asked,
        )
    )  # fmt: skip
    for order, lead in db.session.execute(ready).all():
        plate = names.plate(world.chance, order.model in names.NEW_ENERGY) if world.chance.random() < 0.6 else ""
        late_key = order.id % 6 == 2
        actions.deliver(
            order, lead, vin=names.vin(world.chance), plate=plate, delivered_on=world.today,
            mileage_km=world.chance.randrange(6, 60), wishes=WISHES[order.id % 4],
            checks=[one for one in Check if not (late_key and one is Check.KEYS)],
            left_out="第二把钥匙三天内送到" if late_key else "",
            stamp=world.stamp(world.seller(lead.owner_id), 15 * 60),
        )  # fmt: skip


def a_day(world: World, back: int, *, until: datetime) -> None:
    """The stock each Monday and today, who steps back, what is decided, and what after-sales takes over."""
    if world.today.weekday() == 0 or back == 0:
        take_stock(content=_stock(world), stamp=world.stamp("clerk", 8 * 60))
    _take_over(world, until)
    _decide(world, back)
    if back != 1:
        _step_back(world, just_one=back == 0)


def _stock(world: World) -> bytes:
    lines = [
        f"{model},{colour},{'可售' if (number + world.today.day) % 3 else '已订'}"
        for number, (model, colour) in enumerate((m, c) for m in names.MODELS for c in COLOURS)
    ]
    return "\n".join(("车型,外观颜色,库存状态", *lines)).encode("gb18030")


def _step_back(world: World, *, just_one: bool) -> None:
    """One order in thirteen is asked back three days after it was signed; today there is one for sure."""
    day = world.stamp("manager", 0).at - timedelta(days=3)
    signed = (
        select(Order, Lead)
        .join(Lead, Lead.id == Order.lead_id)
        .where(Order.store_id == world.store_id, Order.at < day + timedelta(days=1))
        .where(Lead.stage == Stage.ORDERED, ~cancelled())
        .order_by(Order.id.desc())
    )
    found = db.session.execute(signed.limit(1) if just_one else signed.where(Order.at >= day)).all()
    for order, lead in found:
        if just_one or order.id % 13 == 5:
            reason, note = GONE_BACK[order.id % 3]
            stamp = world.stamp(world.seller(lead.owner_id), 9 * 60 + 20)
            actions.ask_to_cancel(
                order, lead, reason=reason, note=note, written_on=world.today, stamp=stamp,
                becomes=Becomes.LOST if order.id % 2 else Becomes.OPEN,
            )  # fmt: skip


def _decide(world: World, back: int) -> None:
    """The manager decides the next day; the cashier pays what is owed, except of late."""
    stamp = world.stamp("manager", 9 * 60 + 40)
    waiting = (
        select(Cancellation, Order, Lead)
        .join(Order, Order.id == Cancellation.order_id)
        .join(Lead, Lead.id == Order.lead_id)
        .where(Cancellation.store_id == world.store_id, Cancellation.closed_at.is_(None), Cancellation.at < stamp.at)
    )
    for asked, order, lead in db.session.execute(waiting).all():
        refund = order.deposit_fen if order.deposit_kind == Deposit.ADVANCE else 0
        actions.decide_cancellation(asked, order, lead, verdict=Verdict.APPROVED, refund=refund, stamp=stamp)
        db.session.flush()
        if refund and back > 20:
            actions.pay_back(asked, stamp=stamp)
        told = select(Notice).where(Notice.kind == "cancelled", Notice.subject_id == asked.id)
        for notice in db.session.scalars(told).all():
            reader = world.stamp(world.seller(notice.staff_id), 9 * 60 + 50)
            notices.accept(notice, stamp=reader)


def _take_over(world: World, until: datetime) -> None:
    """After-sales takes over the next morning; the last one has slipped their mind, and the board says so."""
    stamp = world.stamp("care" if world.today.day % 2 else "service", 10 * 60)
    if stamp.at > until:
        return
    waiting = (
        select(Delivery)
        .outerjoin(Acceptance, Acceptance.delivery_id == Delivery.id)
        .where(Delivery.store_id == world.store_id, Acceptance.id.is_(None), Delivery.accept_by_at.is_not(None))
        .where(Delivery.at < stamp.at)
        .order_by(Delivery.id)
    )
    for delivery in db.session.scalars(waiting).all():
        if delivery.at > until - timedelta(hours=60) and delivery.id % 2:
            continue
        accept(delivery, note="已加微信，约好 7 天回访" if delivery.id % 3 == 0 else "", stamp=stamp)
