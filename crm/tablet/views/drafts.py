"""The draft of the person at the tablet: kept while typing and when the screen locks, given back after unlocking."""

from __future__ import annotations

from typing import Any

from flask import Response, g, jsonify, make_response, request

from crm.shared.web import not_found, signed_in
from crm.staff.devices import this_device
from crm.tablet import drafts
from crm.tablet.letters import fields
from crm.tablet.views import bp
from crm.tablet.views.offline import milliseconds


@bp.post("/tablet/draft")
@signed_in
def keep_draft() -> Response:
    """As JSON, so that the form's own key and token stay the form's; an empty one says that there is none any more."""
    device = this_device() or not_found()
    said: Any = request.get_json(silent=True)
    try:
        typed = fields(said["fields"])
    except (KeyError, TypeError, ValueError):
        return make_response(jsonify(error="not a draft"), 400)
    kept = drafts.keep_draft(typed, device_id=device.id, saved_at=g.now, stamp=g.stamp)
    return jsonify(kept=kept)


@bp.get("/tablet/draft")
@signed_in
def draft() -> Response:
    """What this person was typing on this tablet; nobody else's."""
    device = this_device() or not_found()
    found = drafts.draft_of(device.id, g.stamp)
    if found is None:
        return make_response("", 204)
    return jsonify(fields=found["fields"], saved_at=milliseconds(found["saved_at"]))
