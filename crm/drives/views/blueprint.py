"""The address of test drives, and the words that its templates share."""

from flask import Blueprint

from crm.drives.rules import KIND_NAMES, VERDICT_NAMES, WISH_NAMES
from crm.drives.shown import state_name

bp = Blueprint("drives", __name__)
bp.add_app_template_global(state_name, "drive_state")
for name, words in (("drive_kinds", KIND_NAMES), ("drive_verdicts", VERDICT_NAMES), ("drive_wishes", WISH_NAMES)):
    bp.add_app_template_global(words, name)  # type: ignore[arg-type]
