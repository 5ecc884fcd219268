"""What another system sends and is answered: read within its limits, refused field by field, never repeated."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC
from typing import Any, NamedTuple

from flask import Response, g, jsonify, make_response, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from crm.enquiries.models import Enquiry, Source
from crm.enquiries.rules import Body
from crm.enquiries.rules.intake import KEY
from crm.shared.web import show
from crm.shared.words import _

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class No(Exception):
    """The enquiry is not taken: the status, a sentence, and one for each field."""

    def __init__(
        self,
        status: int,
        sentence: str,
        errors: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status, self.sentence, self.errors, self.headers = (
            status,
            sentence,
            dict(errors or {}),
            dict(headers or {}),
        )


class Sent(NamedTuple):
    """What came over the wire. `strict` for JSON: a form may bring its buttons along."""

    body: Body
    token: str
    key: str
    strict: bool


def sent() -> Sent:
    """The body as fields, with token and key; No when it is too big or cannot be read."""
    try:
        body, strict = _body()
    except RequestEntityTooLarge:
        raise No(413, _("An enquiry is at most 16 kB.")) from None
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if not strict:
        token = token if scheme.lower() == "bearer" else str(body.pop("token", ""))
    key = request.headers.get("Idempotency-Key") or ("" if strict else str(body.pop("idempotency_key", "")))
    if key and not KEY.fullmatch(key):
        raise No(422, _("This cannot be taken."), {"idempotency_key": _("1 to 64 plain signs without spaces.")})
    return Sent(body, token.strip() if strict is False or scheme.lower() == "bearer" else "", key, strict)


def _body() -> tuple[dict[str, Any], bool]:
    if request.mimetype in FORMS:
        return request.form.to_dict(), False
    if not request.is_json:
        raise No(415, _("Send the enquiry as JSON, or as a form."))
    try:
        found = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise No(422, _("This cannot be taken."), {"body": _("Send one enquiry as a JSON object.")})
    return found, True


def by_browser() -> bool:
    """A person pressed the button of a plain html form and waits for a page."""
    return (
        request.mimetype in FORMS
        and request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
    )


def taken(enquiry: Enquiry, source: Source, *, again: bool) -> Response:
    """The same answer however often the same enquiry comes; it says nothing about who is known here."""
    if by_browser():
        return make_response(redirect(url_for("enquiries.thanks", code=source.code), 303))
    answer = jsonify(
        id=enquiry.ref, status="received", received_at=enquiry.at.isoformat(timespec="seconds"),
        first_answer_by=enquiry.due_at.astimezone(UTC).isoformat(timespec="seconds"),
    )  # fmt: skip
    answer.status_code = 201
    if again:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


def refused(no: No) -> Response:
    """The refusal as JSON, or as a page for a browser."""
    g.failed = True
    if by_browser():
        answer = show("enquiries/refused.html", None, no.status, no=no)
    else:
        answer = jsonify(message=no.sentence, errors=no.errors)
        answer.status_code = no.status
    answer.headers.update(no.headers)
    return answer


def wait_s(second: float) -> str:
    """Seconds until the minute is over, for Retry-After."""
    return str(max(1, math.ceil(60 - second)))
