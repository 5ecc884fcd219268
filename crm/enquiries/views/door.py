"""The one door for machines: POST /api/enquiries, as JSON or as a form, with the source's secret (docs/dev/intake.md).

No cookie counts here and no other site's script is let in: there are no CORS headers, because a secret that a page
carries is none. A website's own server sends the enquiry, or a plain html form does, which needs no script.
"""

from __future__ import annotations

from flask import g
from werkzeug.wrappers import Response

from crm.enquiries import queries
from crm.enquiries.rules import read
from crm.enquiries.views import wire
from crm.enquiries.views.blueprint import bp
from crm.enquiries.views.taking import take
from crm.shared.web import own_proof, public
from crm.shared.words import _


@bp.post("/api/enquiries")
@own_proof
@public
def receive() -> Response:
    """401 without a living secret, 413, 415, 422 by field, 429 with Retry-After, 409 for a key used twice; 201."""
    sent = wire.sent()
    found = queries.source_of_token(sent.token) if sent.token else None
    if found is None:
        raise wire.No(401, _("The token is missing or not valid."), headers={"WWW-Authenticate": "Bearer"})
    source, zone = found
    enquiry = take(source, zone, read(sent.body, g.now, strict=sent.strict), sent.key)
    return wire.taken(enquiry, source, again=enquiry.at != g.now)


bp.register_error_handler(wire.No, wire.refused)
