"""Beside a call: what to bring up, the theme's goal and script, and the policy of now (R-225, R-229)."""

from __future__ import annotations

from flask import g, request
from werkzeug.wrappers import Response

from crm.callbacks import queries
from crm.callbacks.rules.promise import theme_of
from crm.callbacks.views.base import bp
from crm.callbacks.views.day import WORKERS, soon
from crm.callbacks.views.task import SELLERS
from crm.cards.queries import news_of
from crm.leads.queries import lead_for
from crm.leads.rules.topics import Topic
from crm.questions.queries import open_of
from crm.scripts.queries import brief
from crm.shared.web import allowed, show


@bp.get("/tasks/<int:task_id>/brief")
@allowed(*WORKERS)
def task_brief(task_id: int) -> Response:
    row = queries.row_for(task_id, g.stamp, soon())
    return _brief(row.lead_id, row.rule, row.grade or "", row.interest or row.model or "")


@bp.get("/leads/<int:lead_id>/brief")
@allowed(*SELLERS)
def lead_brief(lead_id: int) -> Response:
    lead = lead_for(g.stamp.by, lead_id)
    task = queries.open_sales_task(lead_id)
    return _brief(lead_id, task.rule if task else None, lead.grade, lead.interest)


def _brief(lead_id: int | None, rule: str | None, grade: str, interest: str) -> Response:
    """For the theme that is tapped in the form, or the one of the task."""
    tapped = request.args.get("topic", "")
    theme = Topic(tapped) if tapped in Topic._value2member_map_ else theme_of(rule)
    told = brief(lead_id, theme, grade, interest, g.stamp)
    beside = {"waiting": open_of(lead_id), "news": news_of(lead_id)} if lead_id else {"waiting": [], "news": None}
    return show("callbacks/brief.html", "callbacks/_brief.html", brief=told, lead_id=lead_id, **beside)
