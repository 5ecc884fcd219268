"""The desk's button that calls the leader, and what a turn's notice opens (R-203)."""

from __future__ import annotations

from flask import g, url_for
from werkzeug.wrappers import Response

from crm.notices.views import opens
from crm.rota.actions.shortage import call_leader as call
from crm.rota.queries import turn_for
from crm.rota.views.blueprint import bp
from crm.shared.forms import Form
from crm.shared.web import allowed, done
from crm.shared.words import _
from crm.staff.rules import Right


@bp.post("/call")
@allowed(Right.RECEIVE)
def call_leader() -> Response:
    """Too few at the door, or the next one is not there: the group's leader is told at once."""
    form = Form()
    if form.submit(call, stamp=g.stamp):
        return done(None, url_for("reception.desk"), toast=_("The leader is called."))
    return done(None, url_for("reception.desk"), toast=form.message)


@opens("turn")
def _visit(turn_id: int) -> str | None:
    turn = turn_for(g.stamp.by, turn_id)
    return url_for("reception.visit", visit_id=turn.visit_id) if turn else None


@opens("door_short")
def _desk(_shortage_id: int) -> str:
    return url_for("reception.desk")


@opens("swap")
def _week(_swap_id: int) -> str:
    return url_for("rota.plan_page")
