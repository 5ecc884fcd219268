"""The address of the imports, and the names their pages speak by."""

from __future__ import annotations

from flask import Blueprint

from crm.imports.faces import sentence
from crm.imports.rules import KIND_NAMES, STATE_NAMES, VERDICT_NAMES

bp = Blueprint("imports", __name__, url_prefix="/imports")
NAMES = {"kinds": KIND_NAMES, "states": STATE_NAMES, "verdicts": VERDICT_NAMES, "sentence": sentence}
