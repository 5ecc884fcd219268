"""The tablet's own addresses: working without the network, drafts, and what waits for a person."""

from flask import Blueprint

bp = Blueprint("tablet", __name__)

from crm.tablet.views import drafts, entries, offline, upload  # noqa: E402, F401 - they register their routes
