"""What the lead's page shows of calling back: the open task, and the form to write down a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.callbacks import queries
from crm.callbacks.actions.climbing import KIND
from crm.callbacks.rules.contact import CHANNEL_NAMES, RESULT_NAMES, TOPIC_NAMES, Channel, Result, Topic
from crm.callbacks.views.base import bp
from crm.callbacks.views.day import soon
from crm.callbacks.views.shown import Teller
from crm.callbacks.views.task import form_context, fresh_form
from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.notices.views import opens
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.shared.web import panel
from crm.shared.words import _
from crm.staff.rules import Right


@panel("lead_log", Right.SELL, Right.TEAM_LEADS, Right.ALL_LEADS, order=10)
def call_panel(lead_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """The open task and the form; nothing once the lead is closed."""
    lead = db.session.get(Lead, lead_id)
    if lead is None or lead.stage not in ACTIVE:
        return None
    row = queries.open_row(lead_id, stamp, soon())
    line = Teller(stamp).open(row) if row else None
    form = fresh_form(lead_id, row and row.rule)
    context = form_context(form, lead_id, row and row.id, lead.grade, lead.stage)
    often = row.calls_today if row else 0
    return "callbacks/_panel.html", {"line": line, "at": "lead", "of": None, "often": often, **context}


@opens(KIND)
def _overdue(_staff_id: int) -> str:
    """A notice about what has climbed opens the list of what is overdue."""
    return "/leads?view=overdue"


@bp.app_template_global()
def call_title(code: str) -> str:
    """电话：接通 · 报价答复 / Phone: got through · Price quote."""
    channel, result, topic, *inbound = code.split(" ")
    title = _(CHANNEL_NAMES[Channel(channel)]) + _(": ") + _(RESULT_NAMES[Result(result)])
    more = [_(TOPIC_NAMES[Topic(topic)])] if topic else []
    more += [_("the customer called us")] if inbound else []
    return " · ".join([title, *more])
