"""Opens the demo store, gives it a past, and lets it live its last ninety days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select, update

from crm.callbacks.actions import make_queue
from crm.demo import (
    ageing,
    appointments,
    desk,
    door,
    drives,
    duplicates,
    enquiries,
    firms,
    grading,
    losses,
    orders,
    papers,
    planning,
    points,
    selling,
    service,
    stores,
    story,
    tablet,
    words,
)
from crm.demo.cast import CAST, STORE, TEAMS
from crm.demo.past import season
from crm.demo.past.filling import Wanted, fill
from crm.leads.actions import reopen_due
from crm.notices.models import Notice
from crm.notices.rules import KINDS, Outcome
from crm.shared.clock import clock, dice
from crm.shared.db import db
from crm.shared.queue import Outbox
from crm.shared.stamp import machine
from crm.staff import actions
from crm.staff.models import Staff, Store

DAYS = 90
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """A class of domain.md §3: customers and cars on file in all stores, and what a day brings to the first one."""

    customers: int
    vehicles: int
    years: int
    walk_ins: int
    enquiries: int
    stores: int = 1


SIZES = {
    "s": Size(10_000, 6_000, 5, 12, 10),
    "m": Size(45_000, 20_000, 5, 35, 40),
    "l": Size(700_000, 300_000, 5, 35, 40, 30),
    "xl": Size(9_000_000, 4_500_000, 5, 35, 40, 420),
}


def load(
    size: Size, *, seed: int, password: str, at: datetime, say: Say, days: int = DAYS, truth: Path | None = None
) -> Store:
    """The whole demo store; each day is a commit of its own, so the site answers meanwhile. `truth`: its folder."""
    store = open_demo_store(password, at)
    db.session.commit()
    say(f"{store.name}: the sign-ins work")
    chance = Random(seed)  # noqa: S311 - made-up people
    dice.seed(seed)
    try:
        world = story.world_of(store.id, store.zone, chance, clock.day(at, store.zone))
        folder = truth / store.code if truth else None
        wanted = Wanted(size.customers // size.stores, size.vehicles // size.stores, size.years, days, 0, seed, folder)
        fill(wanted, machine(store.id, at, store.zone), say)
        firms.write(world)
        papers.write(world)
        drives.park(world)
        last = world.last = world.today
        for back in range(days, -1, -1):
            world.today = last - timedelta(days=back)
            service.night(world, back)
            planning.a_day(world, back)
            live_a_day(world, size, is_today=back == 0, at=at)
            duplicates.a_day(world, back)
            tablet.a_day(world, back)
            enquiries.a_day(world, back, until=at)
            losses.a_day(world, back, until=at)
            orders.a_day(world, back, until=at)
            grading.a_day(world, back)
            ageing.a_day(world, back)
            words.a_day(world, back)
            settle(store.id, at)
            if back % 15 == 0:
                say(f"{days - back} of {days} days")
        papers.look_through(world)
        stores.tell_lived(world, folder)
        db.session.execute(update(Store).where(Store.id == store.id).values(demo_filled_at=at))
        db.session.commit()
    finally:
        dice.seed(None)
    return store


def live_a_day(world: story.World, size: Size, *, is_today: bool, at: datetime) -> None:
    """The queue at night, the door by day, the calls in between, the review in the evening."""
    night = machine(world.store_id, world.stamp("reception", 40).at, world.zone)
    read_what_was_told(world)
    points.night(world)
    reopen_due(world.store_id, night)
    make_queue(night)
    desk.midnight(world)
    traffic = season.showroom(world.today)
    door.enquiries(world, round(size.enquiries * (0.5 + traffic / 2)), until=at if is_today else None)
    before = at - timedelta(minutes=desk.JUST_NOW)  # the desk's last scene comes after them: turns are in their order
    door.walk_ins(world, round(size.walk_ins * traffic), until=before if is_today else None)
    make_queue(machine(world.store_id, world.stamp("reception", 9 * 60).at, world.zone))
    if not is_today:
        selling.work_queue(world, 0.96)
        orders.hand_over(world)
        selling.review_lost(world)
        service.counter(world)
        appointments.agree(world, 17 * 60 + 20)
        points.evening(world)
    else:
        desk.just_now(world, at)
        drives.tomorrow(world)
        appointments.agree(world, world.minutes_of(at) - 5)


def read_what_was_told(world: story.World) -> None:
    """Everybody has read, by the evening, what needed no answer at once."""
    quiet = [kind for kind, words in KINDS.items() if not words.sounds]
    midnight, evening = world.stamp("reception", 0).at, world.stamp("reception", 0).at - timedelta(hours=4)
    old = (Notice.store_id == world.store_id, Notice.ended_at.is_(None), Notice.at < midnight, Notice.kind.in_(quiet))
    read = {"outcome": Outcome.ACCEPTED.value, "seen_at": evening, "ended_at": midnight}
    db.session.execute(update(Notice).where(*old).values(read).execution_options(synchronize_session=False))


def settle(store_id: int, at: datetime) -> None:
    """Commit the day. What its actions asked for has been done by the story itself, so nobody is rung."""
    db.session.flush()
    db.session.execute(update(Outbox).where(Outbox.store_id == store_id, Outbox.done_at.is_(None)).values(done_at=at))
    db.session().info.pop("bells", None)
    db.session.commit()
    db.session.expunge_all()
    story.give_way()


def open_demo_store(password: str, at: datetime) -> Store:
    """The store, its teams and its cast; everyone signs in with the one password."""
    store = actions.open_store(**STORE, demo=True, at=at - timedelta(days=DAYS + 1))
    stores.add_words(machine(store.id, store.opened_at, store.zone))
    teams = {name: actions.add_team(store_id=store.id, name=name).id for name in TEAMS}
    secret = actions.hash_secret(password)
    stamp = machine(store.id, store.opened_at, store.zone)
    for part in CAST:
        actions.hire(
            store_id=store.id, username=part.username, name=part.name, name_en=part.name_en, password_hash=secret,
            roles=part.roles, team_id=teams.get(part.team), demo=True, stamp=stamp,
            pin_hash=actions.hash_secret(part.pin) if part.pin else None,
        )  # fmt: skip
    return store


def renew_password(password: str) -> bool:
    """Bring the demo sign-ins to this start's password; True when it was another one."""
    one = db.session.scalar(select(Staff).where(Staff.demo).limit(1))
    if one is None or actions.verify(one.password_hash, password):
        return False
    secret = actions.hash_secret(password)
    db.session.execute(update(Staff).where(Staff.demo).values(password_hash=secret, version=Staff.version + 1))
    db.session.commit()
    return True
