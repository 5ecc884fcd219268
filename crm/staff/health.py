"""Is everything alive: the two addresses for machines, and the banner for people when a part is late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, g, jsonify
from sqlalchemy import func, or_, select, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.queue import QUEUES, Outbox, bell
from crm.shared.stamp import Stamp
from crm.shared.web import banner, public
from crm.shared.words import _
from crm.staff.models import Heartbeat
from crm.staff.rules import Right

bp = Blueprint("health", __name__)
LATE = timedelta(minutes=3)  # a heartbeat comes each minute
KEPT_S = 15.0  # how long a process believes its last look, for the banner


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process lives."""
    return jsonify(ok=True)


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Every part with its last heartbeat; 503 when one is late."""
    found = look(clock.now())
    return jsonify(found), 200 if found["ok"] else 503


def look(now: datetime) -> dict[str, Any]:
    """{ok, database, queue, workers[], scheduler, outbox_oldest_s}: heartbeats as age in seconds, None is never."""
    try:
        db.session.execute(text("SELECT 1"))
        beats = {row.name: row.at for row in db.session.execute(select(Heartbeat.name, Heartbeat.at))}
        oldest = db.session.scalar(
            select(func.min(Outbox.due_at)).where(
                Outbox.done_at.is_(None), Outbox.failed_at.is_(None), Outbox.due_at <= now,
                or_(Outbox.lease.is_(None), Outbox.leased_until < now),
            )
        )  # fmt: skip
    except SQLAlchemyError:
        return {
            "ok": False, "database": False, "queue": False, "workers": [], "scheduler": None, "outbox_oldest_s": None,
        }  # fmt: skip
    workers = [_beat(f"worker:{queue}", beats, now) for queue in QUEUES]
    scheduler = _beat("clock", beats, now)
    queue = _redis_answers()
    waiting = int((now - oldest).total_seconds()) if oldest else 0
    alive = all(not one["late"] for one in [*workers, scheduler])
    return {
        "ok": queue and alive and waiting < LATE.total_seconds() * 2, "database": True, "queue": queue,
        "workers": workers, "scheduler": scheduler, "outbox_oldest_s": waiting,
    }  # fmt: skip


def _beat(name: str, beats: dict[str, datetime], now: datetime) -> dict[str, Any]:
    seen, started = beats.get(name), _started(now)
    return {
        "name": name.removeprefix("worker:"),
        "last_s": int((now - seen).total_seconds()) if seen else None,
        "late": now - max(seen or started, started) > LATE,
    }


def _started(now: datetime) -> datetime:
    """When this process first looked: a machine that has just been started is not late yet."""
    started: datetime = current_app.extensions.setdefault("yuke.started", now)
    return started


def _redis_answers() -> bool:
    if not bell().url:
        return False
    try:
        return bool(bell().queue("prompt").connection.ping())
    except Exception:  # whatever the client raises, the answer is no
        return False


@banner
def late_machine(stamp: Stamp) -> list[tuple[str, str]]:
    """Everyone learns that messages are late; managers learn which part stands still (R19)."""
    lines = []
    if current_app.config["YUKE"].redis_url and not bell().working:
        lines.append(("warn", _("Messages are late: the queue cannot be reached. Everything you save is kept.")))
    if stamp.by.can(Right.SETTINGS, Right.BOARD) and _stands_still(g.now):
        lines.append(("bad", _("The overnight work stands still: a worker or the clock has stopped.")))
    return lines


def _stands_still(now: datetime) -> bool:
    kept: tuple[datetime, bool] | None = current_app.extensions.get("yuke.late")
    if kept is None or not 0 <= (now - kept[0]).total_seconds() < KEPT_S:
        oldest, started = db.session.scalar(select(func.min(Heartbeat.at))), _started(now)
        late = now - max(oldest or started, started) > LATE
        kept = current_app.extensions["yuke.late"] = (now, late)
    return kept[1]
