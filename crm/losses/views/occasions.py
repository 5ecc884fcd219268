"""Marketing's page: a lower price or a new model, whom it wakes, and taking it back."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.leads.rules import REASON_NAMES
from crm.losses import actions
from crm.losses.forms import OccasionForm
from crm.losses.models import Occasion
from crm.losses.queries import concerned, occasions
from crm.losses.rules.occasions import CONCERNS, KIND_NAMES, Kind, name_to_find
from crm.losses.views.base import bp
from crm.shared.fields import WholeField
from crm.shared.forms import Form
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import N_, _, ngettext
from crm.staff.rules import Right


@bp.get("/occasions")
@allowed(Right.CAMPAIGNS)
def occasions_index() -> Response:
    """What was entered, and what became of those it woke."""
    rows = occasions.occasions(g.stamp, before=request.args.get("before", type=row_id))
    last = rows[occasions.PAGE - 1].Occasion.id if len(rows) > occasions.PAGE else None
    return show(
        "losses/occasions.html", None, rows=rows[: occasions.PAGE], next_key=last, kind_names=KIND_NAMES,
        now=g.stamp.at,
    )  # fmt: skip


@bp.get("/occasions/new")
@allowed(Right.CAMPAIGNS)
def new_occasion() -> Response:
    """The form; once it says enough, whom it would wake."""
    asked = "model" in request.args
    form = OccasionForm(request.args) if asked else OccasionForm(
        kind=Kind.PRICE.value, from_on=g.stamp.today, branches=list(CONCERNS[Kind.PRICE])
    )  # fmt: skip
    return _page(form, 200, looked=asked and form.validate())


def _page(form: OccasionForm, status: int, *, looked: bool) -> Response:
    after = request.args.get("after", type=row_id)
    told = _preview(form, after) if looked else {}
    part = "losses/_woken_rows.html" if after and told else None
    return show(
        "losses/new_occasion.html", part, status, form=form, kind_names=KIND_NAMES, reason_names=REASON_NAMES,
        concerns=CONCERNS, preview=told, **told,
    )  # fmt: skip


def _preview(form: OccasionForm, after: int | None) -> dict[str, Any]:
    """Whom it wakes; of the cars that were asked for, all that hold the name, or those that are ticked."""
    name = name_to_find(Kind(form.kind.data or ""), form.model.data, form.asked_for.data)
    models = concerned.models_asked_for(g.stamp.store_id, name)
    known = [row.interest for row in models]
    chosen = [one for one in known if one in (form.interests.data or known)] or known
    whom = concerned.Whom(chosen, form.branches.data or [], form.drop_fen)
    rows = concerned.shown(whom, g.stamp, after=after)
    pages = request.args.to_dict(flat=False)
    pages.pop("after", None)
    return {
        "models": models, "chosen": chosen, "meant": concerned.meant(whom, g.stamp), "rows": rows[: concerned.PAGE],
        "next_key": rows[concerned.PAGE - 1].id if len(rows) > concerned.PAGE else None, "pages": pages,
        "later": form.from_on.data > g.stamp.today,
    }  # fmt: skip


@bp.post("/occasions")
@allowed(Right.CAMPAIGNS)
def enter_occasion() -> Response:
    """Wake them now, or plan it for its day."""
    form = OccasionForm(request.form)
    if form.submit(actions.enter_occasion, stamp=g.stamp):
        return done(None, url_for(".occasions_index"), toast=_woken(form.result, g.stamp))
    return _page(form, form.status, looked=not form.errors)


def _woken(occasion: Occasion, stamp: Stamp) -> str:
    if occasion.from_on > stamp.today:
        return _("Planned. They are woken on the morning of that day.")
    if occasion.ran_at is None:
        return _("They are being woken; this takes a moment.")
    return ngettext(
        "%(n)s customer is back on the day of an advisor.", "%(n)s customers are back on the day of their advisors.",
        occasion.woken,
    )  # fmt: skip


class TakeBackForm(Form):
    version = WholeField(N_("Version"))


@bp.post("/occasions/<int:occasion_id>/taking-back")
@allowed(Right.CAMPAIGNS)
def take_back(occasion_id: int) -> Response:
    """Put them to sleep again, but for those somebody is working on."""
    occasion, form = occasions.occasion_for(g.stamp, occasion_id), TakeBackForm(request.form)
    if form.submit(actions.take_back, occasion, stamp=g.stamp):
        asleep, stay = form.result
        said = _("Taken back: %(n)s sleep again, %(m)s stay because somebody is working on them.", n=asleep, m=stay)
        return done(None, url_for(".occasions_index"), toast=said if asleep or stay else _("Cancelled."))
    return done(None, url_for(".occasions_index"), toast=form.message)
