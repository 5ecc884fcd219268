"""The showroom screen: who is next, who is with customers, and no word about any customer."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.rota.actions import TOPIC, catch_up
from crm.rota.actions.shortage import keep_watch
from crm.rota.queries.shortage import ready_at_door
from crm.rota.queries.showroom import groups_of, running, showroom
from crm.rota.rules import STANDING, Stand, order_of
from crm.rota.views.blueprint import bp
from crm.rota.views.today import stands_today
from crm.shared import settings
from crm.shared.db import db
from crm.shared.filters import day_of_today
from crm.shared.stamp import Stamp, machine
from crm.shared.topics import topic_version
from crm.shared.web import not_found, public, show, unchanged
from crm.staff.devices import this_device
from crm.staff.models import Store
from crm.staff.rules import DeviceKind, Right

AFTER, BUSY = 5, 4  # as many as can be read from six metres


def _reader() -> Stamp:
    """Whoever may receive, or a screen that the store has paired as its wall; for anybody else there is no wall."""
    if g.stamp is not None and g.stamp.by.can(Right.RECEIVE):
        return g.stamp  # type: ignore[no-any-return]
    device = this_device()
    if device is None or device.kind != DeviceKind.WALL:
        not_found()
    return machine(device.store_id, g.now, db.session.get_one(Store, device.store_id).zone)


@bp.get("/wall")
@public
def wall() -> Response:
    """Asks every five seconds; what a minute changes is part of what was seen."""
    stamp = _reader()
    catch_up(stamp)
    local = stamp.local
    version = topic_version(stamp.store_id, TOPIC) * 1440 + local.hour * 60 + local.minute
    return unchanged(version) or show("rota/wall.html", "rota/_wall.html", **_context(stamp, version))


def _context(stamp: Stamp, version: int) -> dict[str, Any]:
    stands, at = stands_today(stamp), stamp.local.time()
    keep_watch(stamp, stands)
    ready = order_of(stands, at)
    busy = [one for one in stands if one.on_shift(at) and one.visits]
    return {
        "stamp": stamp, "here": db.session.get_one(Store, stamp.store_id), "local": stamp.local,
        "day_now": day_of_today(stamp.today),
        "again": url_for(".wall", seen=version, lang=request.args.get("lang")), "groups": groups_of(_ids(ready[:1])),
        "next": ready[0] if ready else None, "after": ready[1 : 1 + AFTER], "after_more": len(ready) - 1 - AFTER,
        "busy": [_busy(one, stamp) for one in busy[:BUSY]], "busy_more": len(busy) - BUSY,
        "ready": ready_at_door(stands, stamp), "wanted": settings.of(stamp.store_id)[STANDING],
        "room": showroom(stamp), "running": running(stands, stamp),
    }  # fmt: skip


def _ids(stands: list[Stand]) -> list[int]:
    return [one.staff_id for one in stands]


def _busy(one: Stand, stamp: Stamp) -> dict[str, Any]:
    minutes = int((stamp.at - one.since).total_seconds() // 60) if one.since else 0
    return {"name": one.name, "minutes": max(0, minutes), "drives": one.doing == "drive", "coming": not one.accepted}
