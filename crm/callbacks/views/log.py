"""Writing down a contact, inside the task that asked for it; the next task opens at once."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.callbacks import actions, queries
from crm.callbacks.forms import CallForm, CareCallForm
from crm.callbacks.models import Call, Task
from crm.callbacks.rules.queue import How
from crm.callbacks.views import day
from crm.callbacks.views.base import bp
from crm.callbacks.views.shown import Shown, Teller
from crm.callbacks.views.task import SELLERS, form_context, of, opened
from crm.leads.models import Lead
from crm.leads.queries import lead_for
from crm.shared.db import db
from crm.shared.filters import short_day
from crm.shared.forms import Form
from crm.shared.reasons import say
from crm.shared.web import allowed, done, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.post("/leads/<int:lead_id>/calls")
@allowed(*SELLERS)
def log_call(lead_id: int) -> Response:
    lead = lead_for(g.stamp.by, lead_id)
    before = queries.open_row(lead_id, g.stamp, day.soon())
    form = CallForm(request.form)
    if not form.submit(actions.log_call, lead, stamp=g.stamp):
        return again(form, before, lead)
    return logged(form.result, before, f"/leads/{lead_id}")


@bp.post("/tasks/<int:task_id>/calls")
@allowed(Right.CARE, Right.SELL)
def log_care_call(task_id: int) -> Response:
    task = queries.task_for(g.stamp.by, task_id)
    before = queries.row_for(task_id, g.stamp, day.soon())
    form = CareCallForm(request.form)
    if not form.submit(actions.log_care_call, task, stamp=g.stamp):
        return again(form, before, None)
    return logged(form.result, before, f"/customers/{task.customer_id}")


def again(form: CallForm, before: Any, lead: Lead | None) -> Response:
    """The form once more with what was typed and what is wrong; after a conflict with the other's words beside it."""
    if form.status == 409 and not form.theirs and lead is not None:
        form.theirs = queries.words_of_others(lead.id, form.opened_at.data, g.stamp)
    if before is not None and request.form.get("at") != "lead":
        return show("callbacks/task.html", "callbacks/_open.html", form.status, **opened(before, form))
    lead_id, grade, stage = (lead.id, lead.grade, lead.stage) if lead else (None, None, None)
    shown = form_context(form, lead_id, before and before.id, grade, stage)
    context = {"at": "lead", "often": 0, "of": None, **shown}
    return show("callbacks/call.html", "callbacks/_log.html", form.status, **context)


def logged(call: Call, before: Any, page: str) -> Response:
    """The finished task, the next one opened, and the numbers that changed."""
    if before is None or request.form.get("at") == "lead":
        return done(None, page, toast=_toast(call), undo=url_for(".undo", call_id=call.id, at="page"))
    whose = day.reader()
    following = _following()
    context: dict[str, Any] = {
        "line": _after(call, before), "of": of(), "view": day.view_shown(),
        "following": following and opened(following), **day.numbers(whose),
    }  # fmt: skip
    undo = url_for(".undo", call_id=call.id)
    day_url = url_for(".my_day", of=of())
    return done("callbacks/_saved.html", day_url, changed="tasks", toast=_toast(call), undo=undo, **context)


@bp.post("/calls/<int:call_id>/undoing")
@allowed(Right.SELL, Right.CARE)
def undo(call_id: int) -> Response:
    """It was written down wrongly: the task is open again, the dates are as before."""
    call = queries.call_for(g.stamp.by, call_id)
    page = f"/leads/{call.lead_id}" if call.lead_id else f"/customers/{call.customer_id}"
    form = Form()
    undone = form.submit(actions.undo_call, call, stamp=g.stamp)
    landing = page if request.values.get("at") == "page" else url_for(".my_day")
    return done(None, landing, toast=_("The call is undone; its task is open again.") if undone else form.message)


def _following() -> Any:
    """The next row on the reader's page, which the form sends along; it is opened when it is still to be done."""
    task_id = request.form.get("following", type=int) or 0
    return queries.open_row_of(task_id, g.stamp, day.soon()) if 0 < task_id < 2**63 else None


def _after(call: Call, before: Any) -> Shown:
    """The row as it stands after the call, without reading it again."""
    task = db.session.get(Task, call.task_id)
    if task is not None and task.closed_at is None:
        return Teller(g.stamp).open(_Changed(before, tries=task.tries, tried=task.tried, again_on=task.again_on))
    how = (task and task.closed_how) or How.CALLED.value
    told = {"by_channel": call.channel, "said_next_on": call.next_on, "how": how, "call_id": call.id}
    return Teller(g.stamp).finished(before, _Changed(call, **told))


class _Changed:
    """A row with some columns replaced."""

    def __init__(self, row: Any, **changes: Any) -> None:
        self._row, self._changes = row, changes

    def __getattr__(self, name: str) -> Any:
        return self._changes[name] if name in self._changes else getattr(self._row, name)


def _toast(call: Call) -> str:
    if not call.counts:
        return _("Saved, but it does not count yet. %(why)s", why=say(call.reason_code))
    return _("Saved. Next call: %(day)s", day=short_day(call.next_on)) if call.next_on else _("Saved.")
