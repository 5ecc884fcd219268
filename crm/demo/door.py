"""The door of the story: enquiries by phone and web, walk-ins received by the rota, people who come again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crm.customers.models import Customer
from crm.demo import desk, lines, names, planning, rota, selling
from crm.demo.story import World, add_wish, name_at_the_door, somebody
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.reception import actions
from crm.reception.models import Visit
from crm.shared.db import db

CHANNELS = ("dcc", "call_in", "referral", "event")
STAYS = (20, 110)  # minutes a visitor is in the store


def enquiries(world: World, a_day: int, until: datetime | None) -> None:
    """People who call or write; the DCC agent files them and gives them out in turn."""
    for number in range(int(world.chance.triangular(a_day * 0.5, a_day * 1.6))):
        minutes = world.chance.randrange(9 * 60, 18 * 60)
        if _later(world, minutes, until):
            continue
        owner = world.sellers[(world.today.toordinal() + number) % len(world.sellers)]
        channel = world.chance.choices(CHANNELS, weights=(60, 25, 10, 5))[0]
        somebody(world, by="dcc", minutes=minutes, channel=channel, owner=owner)


def walk_ins(world: World, a_day: int, until: datetime | None) -> None:
    """The day's visitors in the order of their coming: new ones, invited ones, and those who want something else."""
    times = sorted(
        world.chance.randrange(9 * 60 + 5, 17 * 60 + 30) for _n in range(max(1, int(world.chance.gauss(a_day, 3))))
    )
    expected = [lead_id for lead_id, wish in world.wishes.items() if wish.comes_on == world.today]
    inside: list[tuple[int, int]] = []  # (leaves at minute, visit id)
    breaks = rota.opens(world)
    for number, minutes in enumerate(times):
        if _later(world, minutes, until):
            break
        inside = _see_off(world, inside, minutes)
        breaks = rota.pause(world, breaks, minutes)
        calm = all(later > minutes + 3 for later in times[number + 1 : number + 2])
        draw = world.chance.random()
        if number < len(expected):
            visit = come_again(world, expected[number], minutes, calm=calm)
        elif draw < 0.13:
            visit = actions.record_visit(
                purpose="service" if draw < 0.08 else "paperwork",
                advisor="next",
                stamp=world.stamp("reception", minutes),
            )
        elif draw < 0.15:
            visit = actions.record_visit(
                purpose="look", channel="walk_in", description="一家人、深色外套", advisor="next",
                stamp=world.stamp("reception", minutes),
            )  # fmt: skip
        elif draw < 0.20:
            visit = actions.record_visit(
                purpose="look", channel="walk_in", description="两人，看 X7", nothing_left=True, advisor="next",
                stamp=world.stamp("reception", minutes),
            )  # fmt: skip
        else:
            visit = new_face(world, minutes, calm=calm)
        if visit is not None:
            planning.come(world, visit)
            desk.drives(world, visit, minutes + 1, until)
            inside.append((minutes + world.chance.randrange(*STAYS), visit.id))
    if until is None:
        _see_off(world, inside, 24 * 60)


def new_face(world: World, minutes: int, *, calm: bool) -> Visit:
    """Somebody the store has not seen before."""
    chance, stamp = world.chance, world.stamp("reception", minutes)
    channel = chance.choices(("walk_in", "referral", "event"), weights=(75, 18, 7))[0]
    model = chance.choice(names.MODELS)
    notes: dict[str, Any] = (
        {f"note_{what}": chance.choice(said) for what, said in lines.NEUTRAL.items()} if chance.random() < 0.7 else {}
    )
    visit = actions.record_visit(
        phone=next(world.numbers), surname=name_at_the_door(chance), purpose="look", channel=channel,
        channel_detail=chance.choice(lines.DETAILS[channel]), party_size=chance.randrange(1, 4), interest=model,
        consent="yes" if chance.random() < 0.8 else "", advisor="next", stamp=stamp, **notes,
    )  # fmt: skip
    rota.answer(world, visit, calm=calm)
    _in_the_showroom(world, visit, model)
    return visit


def come_again(world: World, lead_id: int, minutes: int, *, calm: bool) -> Visit | None:
    """A customer of a lead that is still open comes, invited or by themselves."""
    lead = db.session.get(Lead, lead_id)
    world.wishes[lead_id].comes_on = None
    if lead is None or lead.stage != Stage.OPEN:
        return None
    agreed = desk.expected(world, lead_id)
    if agreed is not None:
        visit = actions.arrive(agreed, stamp=world.stamp("reception", minutes))
        rota.answer(world, visit, calm=calm)
        _in_the_showroom(world, visit, world.wishes[lead_id].model)
        return visit
    customer = db.session.get_one(Customer, lead.customer_id)
    visit = actions.record_visit(
        customer_id=customer.id, purpose="look", channel=lead.channel, channel_detail=lead.channel_detail,
        advisor="next", stamp=world.stamp("reception", minutes),
    )  # fmt: skip
    rota.answer(world, visit, calm=calm)
    _in_the_showroom(world, visit, world.wishes[lead_id].model)
    return visit


def _in_the_showroom(world: World, visit: Visit, model: str) -> None:
    """The advisor shows the car; what follows is written within the hour."""
    lead = db.session.get(Lead, visit.lead_id) if visit.lead_id else None
    if lead is None or lead.owner_id is None:
        return
    if lead.id not in world.wishes:
        add_wish(world, lead, model)
    minutes = int((visit.arrived_at - world.stamp("reception", 0).at).total_seconds() // 60) + 45
    selling.after_visit(world, lead, world.stamp(world.seller(lead.owner_id), minutes))


def _see_off(world: World, inside: list[tuple[int, int]], minutes: int) -> list[tuple[int, int]]:
    for leaves, visit_id in inside:
        if leaves <= minutes:
            visit = db.session.get_one(Visit, visit_id)
            actions.leave(visit, stamp=world.stamp("reception", min(leaves, 19 * 60)))
    return [one for one in inside if one[0] > minutes]


def _later(world: World, minutes: int, until: datetime | None) -> bool:
    """True for what has not happened yet today."""
    return until is not None and world.stamp("reception", minutes).at > until
