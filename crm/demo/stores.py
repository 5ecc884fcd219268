"""The stores of a made-up group beside the first one: their people, and a past without lived days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import update

from crm.demo import names
from crm.demo.past.filling import Wanted, fill
from crm.demo.past.truth import Truth
from crm.demo.story import World
from crm.dictionaries import actions as dictionaries
from crm.dictionaries.rules import Word
from crm.retention.actions import compute_states
from crm.shared.db import db
from crm.shared.stamp import Stamp, machine
from crm.staff import actions, queries
from crm.staff.models import Store
from crm.staff.rules import Role

CITIES = (("深圳", "Shenzhen"), ("广州", "Guangzhou"), ("东莞", "Dongguan"), ("佛山", "Foshan"), ("惠州", "Huizhou"),
          ("珠海", "Zhuhai"), ("中山", "Zhongshan"), ("长沙", "Changsha"), ("武汉", "Wuhan"), ("南昌", "Nanchang"),
          ("福州", "Fuzhou"), ("厦门", "Xiamen"), ("成都", "Chengdu"), ("重庆", "Chongqing"))  # fmt: skip
QUARTERS = (("东城", "East"), ("西城", "West"), ("南城", "South"), ("北城", "North"), ("滨江", "Riverside"),
            ("高新", "Hightech"), ("机场", "Airport"), ("会展", "Fair"))  # fmt: skip
TEAMS = ("A 组", "B 组")
POSTS: tuple[tuple[str, Role, int], ...] = (  # domain.md §3, V-12: about fifty people with a sign-in
    ("reception", Role.RECEPTION, 3), ("advisor", Role.ADVISOR, 12), ("leader", Role.LEADER, 2),
    ("supervisor", Role.SUPERVISOR, 1), ("manager", Role.MANAGER, 1), ("gm", Role.GM, 1), ("dcc", Role.DCC, 4),
    ("service", Role.SERVICE, 10), ("care", Role.CARE, 5), ("marketing", Role.MARKETING, 2), ("clerk", Role.CLERK, 2),
    ("key_account", Role.KEY_ACCOUNT, 1), ("admin", Role.ADMIN, 1),
)  # fmt: skip
GROUPED = (Role.ADVISOR, Role.LEADER)


def code_of(number: int) -> str:
    """The code of the n-th store of the group; the first one is the demo store itself."""
    return f"s{number + 1:03d}"


def open_store(number: int, password_hash: str, at: datetime) -> Store:
    """The n-th store with its people; their sign-ins are s002.advisor3 and the like, all of the one password."""
    city, quarter = CITIES[number % len(CITIES)], QUARTERS[number // len(CITIES) % len(QUARTERS)]
    turn = number // (len(CITIES) * len(QUARTERS))
    more = f" {turn + 1}" if turn else ""
    store = actions.open_store(
        code=code_of(number), name=f"{city[0]}{quarter[0]}店{more}", name_en=f"{city[1]} {quarter[1]}{more}",
        brand=names.BRAND, demo=True, at=at,
    )  # fmt: skip
    teams = [actions.add_team(store_id=store.id, name=name).id for name in TEAMS]
    stamp = machine(store.id, at, store.zone)
    for username, role, place in _people(number):
        chance = Random(f"{number}:{username}")  # noqa: S311 - made-up people
        actions.hire(
            store_id=store.id, username=username, name=names.person_name(chance), password_hash=password_hash,
            roles=(role,), team_id=teams[place % 2] if role in GROUPED else None, demo=True, stamp=stamp,
        )  # fmt: skip
    add_words(stamp)
    return store


def _people(number: int) -> Iterator[tuple[str, Role, int]]:
    for post, role, count in POSTS:
        for place in range(count):
            yield f"{code_of(number)}.{post}{place + 1 if count > 1 else ''}", role, place


def load_more(count: int, wanted: Wanted, *, password: str, at: datetime, say: Callable[[str], None]) -> None:
    """The second to the last store: opened where it is missing, filled from where it stands."""
    here = {store.code: store for store in queries.stores()}
    secret = actions.hash_secret(password)
    for number in range(1, count):
        store = here.get(code_of(number)) or open_store(number, secret, at - timedelta(days=365 * wanted.years))
        db.session.commit()
        if store.demo_filled_at is not None:
            continue
        stamp = machine(store.id, at, store.zone)
        say(f"{store.name_en}, {number + 1} of {count}")
        folder = wanted.truth / store.code if wanted.truth else None
        fill(replace(wanted, number=number, truth=folder), stamp, say)
        compute_states(store.id, stamp, db.session.commit)
        db.session.execute(update(Store).where(Store.id == store.id).values(demo_filled_at=at))
        db.session.commit()
        db.session.expunge_all()


def tell_lived(world: World, folder: Path | None) -> None:
    """What is known of the people of the lived days: how much each wanted a car, and who was filed twice."""
    truth = Truth(folder)
    for lead_id, wish in world.wishes.items():
        truth.note("leads", lead_id, wish.heat, None, None, None, None)
    for one in world.twins:
        truth.note("twins", *one)
    truth.keep("lived")
    truth.close()


def add_words(stamp: Stamp) -> None:
    """What the store's own cars are called, as its dictionary knows them (R-605)."""
    dictionaries.add_words(
        stamp.store_id, Word.SERIES, {series: [] for series in sorted(set(names.SERIES.values()))}, stamp
    )
    dictionaries.add_words(
        stamp.store_id, Word.MODEL, {model: [] for model in names.MODELS}, stamp, series=names.SERIES
    )
