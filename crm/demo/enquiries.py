"""The other doors of the story: website, mini program, media platform and a stand at a show, in the last fortnight.

The DCC agent answers most within the hour, hands the good ones to an advisor and closes those without intention;
this morning a few still wait in the pool.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import select

from crm.callbacks.actions import log_call
from crm.callbacks.rules.contact import Channel, Result, Topic
from crm.demo import lines, names
from crm.demo.story import World, add_wish, name_at_the_door
from crm.enquiries import actions, queries
from crm.enquiries.models import Enquiry, Source
from crm.enquiries.rules import KINDS, Asked, Routing, SourceKind, WhyNot
from crm.leads.models import Lead
from crm.leads.rules import LIVE
from crm.notices import actions as notices
from crm.notices.models import Notice
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp, machine

SINCE_DAYS = 14
DOORS = (  # name, kind, and how many enquiries come for one of the show
    ("官网试驾预约", SourceKind.WEBSITE, 4),
    ("微信小程序", SourceKind.MINI_PROGRAM, 3),
    ("垂直媒体线索", SourceKind.MEDIA, 5),
    ("春季车展展位", SourceKind.EVENT, 1),
)
QUESTIONS = (
    "周末可以试驾吗？", "落地大概多少钱？", "现在订车多久能提？", "置换旧车能补贴多少？", "有没有现车？", "",
    "可以装充电桩吗？", "分期怎么做？", "七座的第三排够坐吗？", "",
)  # fmt: skip
FORWARD = ("客户想试驾，时间已约", "问价格和置换，适合由销售接手", "客户指定要看 X7")
PAGES = ("首页预约", "车型页 L6", "活动页", "搜索推广")
WHY_NOT = (WhyNot.WRONG_NUMBER, WhyNot.NO_INTENTION, WhyNot.BOUGHT_OTHER, WhyNot.OTHER_PROVINCE, WhyNot.OTHER_AREA)
WAITING = (("春季车展展位", 26), ("春季车展展位", 12), ("春季车展展位", 4), ("官网试驾预约", 9))  # minutes ago


def a_day(world: World, back: int, until: datetime) -> None:
    """What comes by these doors on the story's day, `back` days ago."""
    if back > SINCE_DAYS:
        return
    doors = _doors(world) or _open_doors(world)
    _take_what_is_left(world)
    weights = [weight for _name, _kind, weight in DOORS]
    for name in world.chance.choices(tuple(doors), weights, k=world.chance.randrange(4, 8)):
        minutes = world.chance.randrange(8 * 60, (11 if back == 0 else 20) * 60)
        stamp = machine(world.store_id, world.stamp("dcc", minutes).at, world.zone)
        if stamp.at < until:
            _answer(world, _ask(world, doors[name], stamp), minutes, until)
    _accept(world)
    for name, ago in WAITING if back == 0 else ():
        _ask(world, doors[name], machine(world.store_id, until - timedelta(minutes=ago), world.zone))


def _accept(world: World) -> None:
    """Whoever was told of an enquiry says that they are on it."""
    told = select(Notice).where(Notice.store_id == world.store_id, Notice.kind == "enquiry", Notice.ended_at.is_(None))
    people = {person.id: person for person in world.people.values()}
    for notice in db.session.scalars(told):
        if notice.staff_id in people:
            notices.accept(notice, stamp=Stamp(people[notice.staff_id], notice.at + timedelta(minutes=2), world.zone))


def _take_what_is_left(world: World) -> None:
    """In the morning nobody's leads of the days before are claimed, within everybody's limits."""
    for number, row in enumerate(queries.pool(world.people["manager"])):
        seller = world.sellers[number % len(world.sellers)]
        with suppress(Refused):
            actions.claim(row.lead_id, stamp=world.stamp(seller, 9 * 60 + number))


def _doors(world: World) -> dict[str, Source]:
    found = db.session.scalars(select(Source).where(Source.store_id == world.store_id).order_by(Source.id))
    return {source.name: source for source in found}


def _open_doors(world: World) -> dict[str, Source]:
    """The manager opens them one morning; the stand's go to the pool, whoever is free claims them."""
    for name, kind, _weight in DOORS:
        usual = KINDS[kind]
        source = actions.open_source(
            name=name, kind=kind, channel=usual.channel, channel_detail=usual.detail,
            answer_minutes=usual.answer_minutes, form_open=usual.has_form,
            routing=Routing.POOL if kind is SourceKind.EVENT else Routing(usual.routing),
            stamp=world.stamp("manager", 8 * 60),
        )  # fmt: skip
        if not usual.has_form:
            actions.renew_token(source, stamp=world.stamp("manager", 8 * 60))
        db.session.flush()
    return _doors(world)


def _ask(world: World, source: Source, stamp: Stamp) -> Enquiry:
    chance, model = world.chance, world.chance.choice(names.MODELS)
    consent = chance.random() < 0.6
    asked = Asked(
        name=name_at_the_door(chance), model=model, message=chance.choice(QUESTIONS), consent=consent,
        source_detail=chance.choice(PAGES), consent_text_version="2026-01" if consent else "",
    )  # fmt: skip
    enquiry = actions.receive(source, asked=asked, phone=next(world.numbers), stamp=stamp)
    lead = db.session.get(Lead, enquiry.lead_id)
    if lead is not None and lead.id not in world.wishes:
        add_wish(world, lead, model)
    return enquiry


def _answer(world: World, enquiry: Enquiry, minutes: int, until: datetime) -> None:
    """Dora claims what nobody has, calls, and decides; a few are still open in the evening."""
    chance = world.chance
    answered = max(minutes + chance.randrange(4, 150), 9 * 60 + 5)
    dora = world.stamp("dcc", answered)
    lead = db.session.get_one(Lead, enquiry.lead_id)
    if dora.at > until or answered > 20 * 60 or lead.stage not in LIVE or chance.random() < 0.08:
        return
    if lead.owner_id is None:
        actions.claim(lead.id, stamp=dora)
    if chance.random() < 0.22:
        actions.no_intention(enquiry, lead, reason=chance.choice(WHY_NOT), stamp=dora)
        return
    said, learnt, agreed = chance.choice(lines.GREETING)
    log_call(lead, channel=Channel.PHONE, result=Result.REACHED, topic=Topic.ROUTINE, said=said, learnt=learnt,
             agreed=agreed, next_on=None, stamp=dora)  # fmt: skip
    seller = world.sellers[(world.today.toordinal() + enquiry.id) % len(world.sellers)]
    if seller.id is not None and lead.owner_id != seller.id:
        actions.hand_over(enquiry, lead, owner_id=seller.id, why=chance.choice(FORWARD), stamp=dora)
    db.session.flush()
