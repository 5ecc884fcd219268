"""The reception's tablet: yesterday the network was away for half an hour; one of the visits still needs a look."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import select

from crm.demo.story import World
from crm.shared.db import db
from crm.shared.sealed import seals
from crm.staff.actions import pair_device, start_session, token_hash
from crm.staff.models import Device, Staff
from crm.tablet.actions import Upload, take_in

BEGAN, BACK = 14 * 60 + 5, 14 * 60 + 44  # minutes of the day: the network goes, and is back
FAST = timedelta(minutes=7)  # the tablet's clock was wrong
VISITS = (
    (14 * 60 + 12, {"purpose": "look", "channel": "walk_in", "surname": "周女士", "description": "看 6 座，带孩子"}),
    (14 * 60 + 26, {"purpose": "service", "channel": "", "description": "来做首保"}),
    (14 * 60 + 31, {"purpose": "look", "channel": "walk_in", "phone": "1380571264", "surname": "冯先生"}),
)


def a_day(world: World, back: int) -> None:
    if back != 1:
        return
    stamp = world.stamp("reception", BEGAN)
    token = pair_device("前台平板 1", world.stamp("admin", 8 * 60))
    db.session.flush()
    device = db.session.scalars(select(Device).where(Device.token_hash == token_hash(token))).one()
    start_session(db.session.get_one(Staff, stamp.by.id), device_id=device.id, at=stamp.at)
    db.session.flush()
    came = world.stamp("reception", BACK)
    upload = Upload(
        store_id=world.store_id, device_id=device.id, zone=world.zone, sent_at=came.at + FAST, received_at=came.at
    )
    for number, (minutes, typed) in enumerate(VISITS):
        fields = {**typed, "phone": typed.get("phone") or (next(world.numbers) if number == 0 else "")}
        said = {
            "kind": "visit", "by": stamp.by.id, "device": device.id, "fields": list(fields.items()),
            "at": int((world.stamp("reception", minutes).at + FAST).timestamp() * 1000),
        }  # fmt: skip
        key = f"{world.chance.getrandbits(128):032x}"
        take_in(seals.seal(json.dumps(said).encode(), key), key, upload)
