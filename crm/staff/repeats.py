"""A form that comes twice: the same key and body land where the first one landed (Decision 8)."""

from __future__ import annotations

import hashlib

from flask import Response, abort, g, make_response, redirect, request, url_for
from sqlalchemy import select

from crm.shared.db import db, insert_missing
from crm.shared.web import wants_part
from crm.staff.models import IdempotencyKey


def seen_before() -> Response | None:
    """Decision 8: the same key and body land where the first one landed; the same key with another body is 409."""
    key = request.form.get("idempotency_key", "")
    if not key or g.stamp is None:
        return None
    if len(key) > 64:
        abort(400)
    person, digest = g.stamp.by.id, _body_hash()
    row = {"key": key, "staff_id": person, "route": request.path, "body_hash": digest, "landing": "", "at": g.now}
    if insert_missing(IdempotencyKey, [row]):
        g.idempotency_key = key
        return None
    first = db.session.execute(
        select(IdempotencyKey.staff_id, IdempotencyKey.route, IdempotencyKey.body_hash, IdempotencyKey.landing)
        .where(IdempotencyKey.key == key)
    ).one()  # fmt: skip
    if (first.staff_id, first.route, first.body_hash) != (person, request.path, digest):
        abort(409)
    if wants_part():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = first.landing or url_for("staff.home")
        return response
    return make_response(redirect(first.landing or url_for("staff.home"), 303))


def _body_hash() -> str:
    digest = hashlib.sha256()
    for name, value in sorted(request.form.items(multi=True)):
        if name not in ("csrf_token", "idempotency_key"):
            digest.update(f"{name}={value}\0".encode(errors="surrogatepass"))
    for name, file in sorted(request.files.items(multi=True)):
        digest.update(f"{name}:{file.filename}\0".encode(errors="surrogatepass"))
    return digest.hexdigest()
