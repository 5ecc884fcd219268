"""The screens of leads: the list (index), one lead (detail), lost sales and their review (lost)."""

import json

from flask import Blueprint

from crm.leads.rules import REASON_NAMES

bp = Blueprint("leads", __name__)
bp.add_app_template_global(REASON_NAMES, "lost_reason_names")  # type: ignore[arg-type]
bp.add_app_template_filter(lambda text: json.loads(text or "{}"), "facts")  # of a timeline's entry

from crm.leads.views import detail, freezing, index, lost  # noqa: E402, F401 - they hang their routes on bp
