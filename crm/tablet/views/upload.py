"""Uploading what was kept. The tablet proves itself by its pairing; the person's session may long have ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response, g, jsonify, make_response, request
from sqlalchemy import insert

from crm.shared import settings
from crm.shared.web import own_proof, public
from crm.staff.actions import too_many_tries, who_digest
from crm.staff.devices import this_device
from crm.staff.gate import journal
from crm.staff.models import Device, SignInTry
from crm.tablet import queries
from crm.tablet.actions import Upload
from crm.tablet.letters import moment
from crm.tablet.rules import BATCH, ENTRIES_AN_HOUR, IDLE_UPLOADS, LONGEST_UPLOAD
from crm.tablet.uploads import take_all
from crm.tablet.views import bp
from crm.tablet.views.offline import known, refused


@bp.post("/tablet/entries")
@own_proof
@public
def upload() -> Response:
    """Up to fifty sealed entries; each gets its own answer."""
    device = this_device()
    if device is None or not request.headers.get("Origin"):  # the gate has compared it with this site
        return refused()
    sent = _letters()
    if sent is None:
        return make_response(jsonify(error="not an upload"), 400)
    if _too_much(device, g.now):
        return make_response(jsonify(error="wait"), 429, {"Retry-After": "60"})
    return _answer(device, *sent)


def _letters() -> tuple[list[Any], datetime] | None:
    if (request.content_length or LONGEST_UPLOAD + 1) > LONGEST_UPLOAD:
        return None
    said: Any = request.get_json(silent=True)
    try:
        letters, sent_at = said["entries"], moment(said["now"])
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    return (letters, sent_at) if isinstance(letters, list) and len(letters) <= BATCH else None


def _too_much(device: Device, at: datetime) -> bool:
    if too_many_tries([_name(device)], IDLE_UPLOADS, at):
        return True
    most = settings.of(device.store_id)[ENTRIES_AN_HOUR]
    return queries.uploaded_since(device.id, at - timedelta(hours=1)) >= most


def _answer(device: Device, letters: list[Any], sent_at: datetime) -> Response:
    circumstances = Upload(
        store_id=device.store_id, device_id=device.id, zone=queries.zone_of(device.store_id), sent_at=sent_at,
        received_at=g.now,
    )  # fmt: skip
    answers = take_all(letters, circumstances)
    if not any(one["state"] == "accepted" for one in answers):
        journal(insert(SignInTry).values(who=who_digest(_name(device)), at=g.now))
    return jsonify(answers=answers, state=known(device, g.now))


def _name(device: Device) -> str:
    return f"upload:{device.id}"
