"""Makers: one function for each noun, small, with defaults; each feature has its section."""

from __future__ import annotations

from typing import Any

from tests.support import stamp_of


# ---- customers
def make_customer(name: str = "Carl", phone: str | None = "13812341234", *, by: str = "reception", **more: Any) -> Any:
    """A customer on file; Carl unless said otherwise."""
    from crm.customers.actions import file_customer

    return file_customer(name=name, phone=phone, stamp=stamp_of(by), **more)


def make_company(name: str = "上海晨光运输有限公司", *, code: str | None = None, phone: str | None = "02112345678", by: str = "clerk", **more: Any) -> Any:
    """A firm with a number of its office."""
    from crm.customers.actions import file_company

    return file_company(name=name, credit_code=code, phone=phone, stamp=stamp_of(by), **more)


# ---- leads
def make_lead(*, name: str = "Carl", phone: str | None = "13812341234", owner: str | None = "advisor", by: str = "reception", **more: Any) -> Any:
    """Carl's lead, which Sam looks after; columns such as grade or next_on can be given."""
    from crm.leads.actions import open_lead
    from crm.shared.db import db

    stamp = stamp_of(by)
    opening = {key: more.pop(key) for key in ("channel_detail", "interest") if key in more}
    lead = open_lead(
        more.pop("customer", None) or make_customer(name, phone, by=by), owner_id=stamp_of(owner).by.id if owner else None,
        channel=more.pop("channel", "walk_in"), stamp=more.pop("stamp", None) or stamp, **opening,
    )  # fmt: skip
    for column, value in more.items():
        setattr(lead, column, value)
    db.session.flush()
    return lead


def make_lost_sale(lead: Any = None, *, by: str = "advisor", reason: str = "price", **more: Any) -> Any:
    """Sam applies to count Carl's lead as lost."""
    from crm.leads.actions import mark_lost
    from crm.leads.rules import LostReason
    from crm.shared.db import db

    sale = mark_lost(lead or make_lead(), reason=LostReason(reason), stamp=more.pop("stamp", None) or stamp_of(by), **more)
    db.session.flush()
    return sale


def make_occasion(*, by: str = "marketing", **more: Any) -> Any:
    """Lars was lost on the price; Mary enters a lower one for tomorrow, and his thanks are due."""
    from datetime import timedelta

    from crm.leads.actions import decide_lost
    from crm.leads.rules import Verdict
    from crm.losses.actions import enter_occasion
    from crm.losses.rules.occasions import Kind
    from crm.shared.db import db

    lead = make_lead(name="Lars", phone="13800000032", interest="澄野 L6")
    decide_lost(make_lost_sale(lead), lead, verdict=Verdict.APPROVED, stamp=stamp_of("manager"))
    stamp = stamp_of(by)
    entered = {
        "kind": Kind.PRICE, "model": "L6", "interests": ["澄野 L6"], "branches": ["price"], "old_price": 20_980_000,
        "new_price": 19_980_000, "from_on": stamp.today + timedelta(days=1), **more,
    }  # fmt: skip
    occasion = enter_occasion(stamp=stamp, **entered)
    db.session.flush()
    return occasion


# ---- vehicles and orders
def make_vehicle(customer: Any = None, *, vin: str | None = "LSVAM4187C2184847", plate: str | None = None, by: str = "advisor", **more: Any) -> Any:
    """Carl's car."""
    from crm.vehicles.actions import add_or_update_vehicle

    return add_or_update_vehicle(customer or make_customer(), vin=vin, plate=plate, stamp=stamp_of(by), **more)


def make_order(lead: Any = None, *, by: str = "advisor", price: int = 20_000_000, model: str = "澄野 L6", **more: Any) -> Any:
    """Carl signs."""
    from crm.orders.actions import place_order
    from crm.shared.db import db

    order = place_order(lead or make_lead(), model=model, price=price, stamp=stamp_of(by), **more)
    db.session.flush()
    return order


def make_delivery(order: Any = None, *, by: str = "advisor", **more: Any) -> Any:
    """Carl gets his car."""
    from crm.leads.models import Lead
    from crm.orders.actions import deliver
    from crm.orders.rules import Check
    from crm.shared.db import db

    stamp, order = stamp_of(by), order or make_order(by=by)
    given = {"vin": "LSVAM4187C2184847", "mileage_km": 12, "delivered_on": stamp.today, "checks": list(Check), **more}
    delivery = deliver(order, db.session.get_one(Lead, order.lead_id), stamp=stamp, **given)
    db.session.flush()
    return delivery


def make_quotation(lead: Any = None, *, by: str = "advisor", **more: Any) -> Any:
    """Carl has a price in writing, good for a week."""
    from datetime import timedelta

    from crm.orders.actions import offer
    from crm.shared.db import db

    stamp = stamp_of(by)
    told = {"model": "澄野 L6", "price": 20_000_000, "valid_until": stamp.today + timedelta(days=7), **more}
    made = offer(lead or make_lead(), stamp=stamp, **told)
    db.session.flush()
    return made


PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a car"


def make_photo(delivery: Any = None, *, by: str = "advisor", photo: bytes = PNG, agreed: bool = True) -> Any:
    """Carl beside his new car, with his yes; of the first delivery there is unless one is given."""
    from sqlalchemy import select

    from crm.orders.actions import add_photo
    from crm.orders.models import Delivery, Order
    from crm.shared.db import db

    stamp = stamp_of(by)
    first = select(Delivery).where(Delivery.store_id == stamp.store_id).order_by(Delivery.id).limit(1)
    delivery = delivery or db.session.scalars(first).first() or make_delivery()
    order = db.session.get_one(Order, delivery.order_id)
    made = add_photo(delivery, order.customer_id, photo=photo, agreed=agreed, stamp=stamp)
    db.session.flush()
    return made


# ---- retention and coupons
def make_workshop_visit(car: Any, came_on: Any, *, paid: int = 50_000, job: str = "maintenance", km: int | None = None) -> Any:
    """The car was in the workshop on a day; `paid` fen by the customer."""
    from crm.shared.db import db
    from crm.workshop.models import ServiceVisit

    visit = ServiceVisit(
        store_id=car.store_id, vehicle_id=car.id, customer_id=car.customer_id, came_on=came_on, mileage_km=km, job=job,
        item="", order_no="", paid_fen=paid, warranty_fen=0, insurance_fen=0, advisor_name="",
        natural_key=f"test:{car.id}:{came_on}:{job}:{paid}",
    )  # fmt: skip
    db.session.add(visit)
    db.session.flush()
    return visit


def make_coupon(customer: Any = None, *, offer: str = "comeback", position: int = 1, by: str = "marketing", **more: Any) -> Any:
    """One coupon of Carl's, given by Mary: the ¥200 renewal voucher unless said otherwise."""
    from sqlalchemy import select

    from crm.coupons.actions import give_rows
    from crm.coupons.models import Benefit, Coupon, Offer
    from crm.shared.db import db

    stamp, customer = stamp_of(by), customer or make_customer()
    benefit = db.session.scalars(
        select(Benefit).join(Offer, Offer.id == Benefit.offer_id)
        .where(Offer.store_id == stamp.store_id, Offer.code == offer, Benefit.position == position)
    ).one()  # fmt: skip
    who = {
        "store_id": stamp.store_id, "customer_id": customer.id, "vehicle_id": None, "giver_id": stamp.by.id,
        "cause": more.pop("cause", "test"), "reason_code": "coupons.by_hand", "rule_version": 1, "facts": {"why": "test"},
    }  # fmt: skip
    give_rows([benefit], who, more.pop("stamp", None) or stamp)
    coupon = db.session.scalars(select(Coupon).order_by(Coupon.id.desc()).limit(1)).one()
    for column, value in more.items():
        setattr(coupon, column, value)
    db.session.flush()
    return coupon


# ---- grading
def make_grading(by: str = "advisor") -> None:
    """A lowered grade, a check of the grading, and a preset that the manager has set."""
    from crm.grading.actions import check, set_preset
    from crm.grading.actions.setting import seen
    from crm.grading.rules.presets import PRESETS
    from crm.leads.actions import change_grade
    from crm.leads.rules import Grade
    from crm.shared import settings
    from crm.shared.db import db

    manager = stamp_of("manager")
    lead = make_lead(name="Gale", phone="13800000077", owner=by, grade="H")
    change_grade(lead, grade=Grade.B, reason="wants to wait", stamp=stamp_of(by))
    check(manager)
    set_preset("maker", seen_numbers=seen(PRESETS["maker"].values(), settings.of(manager.store_id)), stamp=manager)
    db.session.flush()


# ---- reception
def make_visit(by: str = "reception", **seen: Any) -> Any:
    """Carl walks in to look at cars, and waits."""
    from crm.reception.actions import record_visit

    seen = {"phone": "13812341234", "surname": "Carl", "purpose": "look", "channel": "walk_in", **seen}
    return record_visit(stamp=stamp_of(by), **seen)


# ---- enquiries
def make_source(*, name: str = "Website", kind: str = "website", routing: str = "agents", by: str = "manager", **more: Any) -> Any:
    """The store's website: DCC agents answer within two hours of opening time."""
    from crm.enquiries.actions import open_source
    from crm.enquiries.rules import Routing, SourceKind
    from crm.shared.db import db

    given = {"channel": "dcc", "channel_detail": "internet", "answer_minutes": 120, **more}
    source = open_source(name=name, kind=SourceKind(kind), routing=Routing(routing), stamp=stamp_of(by), **given)
    db.session.flush()
    return source


def make_enquiry(source: Any = None, *, phone: str = "13812341234", key: str = "", stamp: Any = None, **asked: Any) -> Any:
    """Carl asks on the website."""
    from crm.enquiries.actions import receive
    from crm.enquiries.rules import Asked
    from crm.shared.clock import clock
    from crm.shared.db import db
    from crm.shared.stamp import machine

    source = source or make_source()
    stamp = stamp or machine(source.store_id, clock.now())
    enquiry = receive(source, asked=Asked(name="Carl", **asked), phone=phone, key=key, stamp=stamp)
    db.session.flush()
    return enquiry


# ---- tablet
def make_entry(*, by: str = "admin", **typed: str) -> Any:
    """A visit that the first tablet kept and that waits for a person: its number has a digit too few."""
    import json

    from sqlalchemy import select

    from crm.shared.db import db
    from crm.staff.models import Device
    from crm.tablet.models import TabletEntry

    stamp, typed = stamp_of(by), {"phone": "1381234123", "surname": "Tang", "purpose": "look", **typed}
    tablet = db.session.scalars(select(Device.id).where(Device.store_id == stamp.store_id).order_by(Device.id)).first()
    entry = TabletEntry(
        store_id=stamp.store_id, device_id=tablet, key=f"test-entry-{stamp.at.timestamp()}", state="refused",
        reason_code="tablet.not_understood", facts={"why": "Phone"}, body=json.dumps(list(typed.items())),
        arrived_at=stamp.at, received_at=stamp.at,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    return entry


# ---- the plan
def make_swap(day: int = 2) -> Any:
    """Sam stands early and Vera late in two days; he asks her to change places, and she has a notice."""
    from datetime import timedelta

    from crm.rota.actions import planning, swaps
    from crm.rota.queries.planning import shifts

    leo, sam, vera = stamp_of("leader"), stamp_of("advisor"), stamp_of("advisor2")
    planning.lay_out_shifts(leo)
    on_day = leo.today + timedelta(days=day)
    known = {one.name_en: one.id for one in shifts(leo.store_id)}
    for who, shift in ((sam, "Early"), (vera, "Late")):
        planning.plan_person(staff_id=who.by.id, on_day=on_day, post="door", shift_id=known[shift], stamp=leo)
    return swaps.ask_swap(staff_id=sam.by.id, other_id=vera.by.id, on_day=on_day, back_on=None, stamp=sam)


# ---- appointments
def make_appointment(lead: Any = None, *, by: str = "advisor", **more: Any) -> Any:
    """Sam and Carl agree on ten o'clock tomorrow."""
    from datetime import time, timedelta

    from crm.appointments.actions import make_appointment as agree
    from crm.shared.db import db

    stamp = stamp_of(by)
    agreed = {"on_day": stamp.today + timedelta(days=1), "at_time": time(10), "advisor_id": stamp_of("advisor").by.id}
    made = agree(lead or make_lead(), stamp=stamp, **{**agreed, **more})
    db.session.flush()
    return made


# ---- absences
def make_absence(staff: str = "advisor2", *, by: str = "leader") -> Any:
    """Vera is on leave in two weeks."""
    from datetime import timedelta

    from crm.rota.actions.absence import note_absence
    from crm.rota.rules.absence import Why

    stamp = stamp_of(by)
    day = stamp.today + timedelta(days=14)
    return note_absence(staff_id=stamp_of(staff).by.id, first_on=day, last_on=day, kind=Why.LEAVE, stamp=stamp)


# ---- points
def make_proposal(staff: str = "advisor", *, key: str = "test:1", **more: Any) -> Any:
    """Sam is to lose two points."""
    from sqlalchemy import select

    from crm.points.actions import propose
    from crm.points.models import PointProposal
    from crm.shared.db import db
    from crm.shared.reasons import Reason
    from crm.shared.stamp import machine

    stamp = stamp_of(staff)
    why = Reason("points.missed", {"due_on": stamp.today.isoformat()})
    given = {"points": 2, "rule": "R-253", "why": why, "on_day": stamp.today, "stamp": machine(stamp.store_id, stamp.at), **more}
    propose(stamp.by.id, key=key, **given)
    return db.session.scalars(select(PointProposal).where(PointProposal.key == key, PointProposal.store_id == stamp.store_id)).one()


def make_check(staff: str = "advisor", *, office: str = "supervisor") -> Any:
    """A contact of Sam is to be looked at."""
    from crm.points.models import SpotCheck
    from crm.shared.db import db

    stamp = stamp_of(staff)
    check = SpotCheck(
        store_id=stamp.store_id, on_day=stamp.today, office=office, kind="call", staff_id=stamp.by.id,
        reason_code="points.drawn", rule_version=1, facts={"place": 1, "pool": 1, "seed": 7},
    )  # fmt: skip
    db.session.add(check)
    db.session.flush()
    return check


def make_call(lead: Any, *, by: str = "advisor", said: str = "20.98", **more: Any) -> Any:
    """A contact that counts, through the action."""
    from crm.callbacks.actions import log_call
    from crm.callbacks.rules.contact import Channel, Result, Topic

    told: dict[str, Any] = {
        "channel": Channel.PHONE, "result": Result.REACHED, "topic": Topic.QUOTE, "said": said, "learnt": "",
        "agreed": "", "next_on": None,
    }  # fmt: skip
    return log_call(lead, **(told | more), stamp=stamp_of(by))


# ---- test drives
def make_drive_car(name: str = "E5", *, by: str = "supervisor", **more: Any) -> Any:
    """A car that customers may drive."""
    from crm.drives.models import DriveCar
    from crm.shared.db import db

    car = DriveCar(store_id=stamp_of(by).store_id, name=name, model=more.pop("model", name), **more)
    db.session.add(car)
    db.session.flush()
    return car


def make_booking(lead: Any = None, car: Any = None, *, by: str = "advisor", minutes: int = 45, **more: Any) -> Any:
    """Carl has the car from now on."""
    from crm.drives.actions import book

    stamp = more.pop("stamp", None) or stamp_of(by)
    starts_at = more.pop("starts_at", stamp.at)
    lead_id = None if more.get("kind") == "block" else (lead or make_lead()).id
    return book((car or make_drive_car()).id, starts_at=starts_at, minutes=minutes, lead_id=lead_id, stamp=stamp, **more)


# ---- redistribution
def make_redistribution(*, days: int = 61, phone: str = "13800000011") -> Any:
    """A lead of Sam's that is old enough to go to Vera, and the plan that says so."""
    from datetime import timedelta

    from crm.ageing.actions import plan
    from crm.shared.db import db
    from crm.shared.stamp import Stamp

    now = stamp_of("advisor")
    then = Stamp(now.by, now.at - timedelta(days=days), now.zone)
    make_lead(customer=make_customer("Oda", phone, owner_id=now.by.id), stamp=then)
    db.session.flush()
    return plan(stamp_of("manager"))


# ---- past sales
def make_sale(car: Any = None, *, by: str = "clerk", **more: Any) -> Any:
    """Carl's car, as an old file tells how it was sold."""
    from datetime import date

    from crm.sales.models import CarSale
    from crm.shared.db import db

    car = car or make_vehicle()
    told = {
        "sold_on": date(2021, 5, 8), "model": "澄野 L5", "colour": "月白", "price_fen": 16_880_000, "invoice_no": "044002100111",
        "advisor_name": "郑海", "customer_id": car.customer_id, **more,
    }  # fmt: skip
    sale = CarSale(store_id=car.store_id, vehicle_id=car.id, **told)
    sale.sign(stamp_of(by))
    db.session.add(sale)
    db.session.flush()
    return sale


# ---- exports
def make_export(sheet: str = "customers.customers", *, by: str = "manager", **more: Any) -> Any:
    """A list that somebody has asked for."""
    from crm.exports.actions import ask_for

    told = {"form": "xlsx", "purpose": "report", "note": "month-end meeting", "full": False, "language": "en", **more}
    return ask_for(sheet=sheet, filters=told.pop("filters", {}), stamp=stamp_of(by), **told)
