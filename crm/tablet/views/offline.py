"""What a tablet takes with it when the network goes: the page, the worker that keeps it, and the last state."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import cache
from typing import Any

from flask import Response, current_app, g, jsonify, make_response, url_for
from flask import render_template as render

from crm.config import ROOT
from crm.reception.forms import IntakeForm
from crm.shared import settings
from crm.shared.sealed import seals
from crm.shared.stamp import machine
from crm.shared.web import public
from crm.staff.devices import this_device
from crm.staff.models import Device
from crm.staff.rules import TABLET_IDLE_MINUTES
from crm.tablet import queries
from crm.tablet.rota import last_known
from crm.tablet.views import bp

WORKER = ROOT / "static" / "js" / "tablet" / "worker" / "sw.js"
KEPT = ("app.css", "app.js", "tablet.js", "offline.js", "icons.svg", "favicon.svg")  # the allow-list: no page with data


@bp.get("/tablet/offline")
@public
def offline() -> Response:
    """The intake without the network: the same for everybody, so that it can be kept on the tablet."""
    response = make_response(render("tablet/offline.html", form=IntakeForm()))
    response.vary.add("Accept-Language")
    return response


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker, from a stable address whose scope is the whole site."""
    asset = current_app.jinja_env.globals["asset"]
    pages = {one: url_for(".offline", lang=one) for one in ("zh", "en")}
    keep = {"version": version(), "pages": pages, "assets": [asset(name) for name in KEPT]}  # type: ignore[operator]
    response = make_response(f"const KEEP = {json.dumps(keep)};\n{WORKER.read_text('utf-8')}")
    response.headers.update({"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"})
    return response


@cache
def version() -> str:
    """Changes with the page, its words and the worker, so that a tablet takes the new one."""
    sources = [WORKER, *sorted((ROOT / "templates" / "tablet").glob("*.html")), ROOT / "templates" / "base.html"]
    sources += sorted((ROOT / "translations" / "zh").glob("*.po"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


@bp.get("/tablet/state")
@public
def state() -> Response:
    """What the tablet should know for later: the key to seal to, the clock, who stands at the door. No customer."""
    device = this_device()
    if device is None:
        return refused()
    return jsonify(known(device, g.now))


def refused() -> Response:
    """This browser is not a tablet of the store, or no longer."""
    return make_response(jsonify(error="not shared"), 403)


def known(device: Device, at: datetime) -> dict[str, Any]:
    zone = queries.zone_of(device.store_id)
    _begins, ends = queries.day_of(at, zone)
    return {
        "now": milliseconds(at), "day_ends": milliseconds(ends), "device": device.id, "name": device.name,
        "kind": device.kind, "zone": zone, "store": queries.name_of(device.store_id), "key": seals.public(),
        "idle_minutes": settings.of(device.store_id)[TABLET_IDLE_MINUTES],
        "rota": last_known(machine(device.store_id, at, zone)), "refused": queries.refused(device.store_id),
    }  # fmt: skip


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
