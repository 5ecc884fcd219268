"""The settings of the doors: their list with the day's figures, and one of them."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.customers.rules import CHANNEL_NAMES
from crm.enquiries import actions, queries
from crm.enquiries.forms import NewSourceForm, SourceForm, TextForm
from crm.enquiries.models import Source
from crm.enquiries.rules import KINDS, NO_INTENTION_NAMES, Routing, SourceKind
from crm.enquiries.rules.routing import ROUTING_NAMES
from crm.enquiries.views.blueprint import bp
from crm.people.queries import teams
from crm.shared.forms import Form
from crm.shared.qr import qr_drawing
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right

FIGURE_DAYS = 30


@bp.get("/settings/sources")
@allowed(Right.SETTINGS)
def sources() -> Response:
    """Every door with what came through it today."""
    rows = queries.overview(g.stamp.store_id, g.stamp.today)
    return show("enquiries/sources.html", rows=rows, kinds=KINDS, routings=ROUTING_NAMES)


@bp.get("/settings/sources/new")
@allowed(Right.SETTINGS)
def new_source() -> Response:
    """What is usual for the kind stands in the form already."""
    asked = request.args.get("kind", "")
    kind = SourceKind(asked) if asked in SourceKind._value2member_map_ else SourceKind.WEBSITE
    usual = KINDS[kind]
    form = NewSourceForm(data={
        "kind": kind, "name": _(usual.label), "channel": usual.channel, "channel_detail": usual.detail, "a_minute": 60,
        "answer_minutes": usual.answer_minutes, "in_hours": True, "routing": usual.routing, "form_open": usual.has_form,
    })  # fmt: skip
    return _new(form, 200)


def _new(form: NewSourceForm, status: int) -> Response:
    form.offer_teams(teams(g.stamp.store_id))
    return show("enquiries/new_source.html", None, status, form=form, kinds=KINDS)


@bp.post("/settings/sources")
@allowed(Right.SETTINGS)
def open_source() -> Response:
    form = NewSourceForm(request.form)
    if form.submit(actions.open_source, stamp=g.stamp):
        return done(None, url_for(".source", source_id=form.result.id), toast=_("The source is open. Make its token."))
    return _new(form, form.status)


@bp.get("/settings/sources/<int:source_id>")
@allowed(Right.SETTINGS)
def source(source_id: int) -> Response:
    return page(source_or_404(source_id))


@bp.post("/settings/sources/<int:source_id>")
@allowed(Right.SETTINGS)
def edit_source(source_id: int) -> Response:
    found, form = source_or_404(source_id), SourceForm(request.form)
    if form.submit(actions.edit_source, found):
        return done(None, url_for(".source", source_id=source_id), toast=_("The source is saved."))
    return page(found, form, form.status)


@bp.post("/settings/sources/<int:source_id>/closing")
@allowed(Right.SETTINGS)
def close_source(source_id: int) -> Response:
    """It takes no more enquiries, or it does again."""
    found, form = source_or_404(source_id), Form()
    if found.closed_at:
        taken, said = form.submit(actions.reopen_source, found), _("The source takes enquiries again.")
    else:
        taken, said = form.submit(actions.close_source, found, stamp=g.stamp), _("The source takes no more enquiries.")
    return done(None, url_for(".source", source_id=source_id), toast=said if taken else form.message)


def source_or_404(source_id: int) -> Source:
    return queries.source_for(g.stamp.by, source_id) or not_found()


def page(found: Source, form: Any = None, status: int = 200, **more: Any) -> Response:
    """One door: its rule, its secret's history, its words, its form and its figures."""
    form = form or SourceForm(obj=found, data={"team_id": str(found.team_id or "")})
    link = url_for("enquiries.sign_up_form", code=found.code, _external=True)
    today, numbers, reasons = queries.figures(found, g.stamp.today, FIGURE_DAYS)
    shown: dict[str, Any] = {"token": "", "text_form": TextForm(), **more}
    return show(
        "enquiries/source.html", None, status, source=found, form=form.offer_teams(teams(g.stamp.store_id)),
        kinds=KINDS, routings=ROUTING_NAMES, channels=CHANNEL_NAMES, tokens=queries.tokens(found.id), days=FIGURE_DAYS,
        texts=queries.texts(found.id), link=link, qr=qr_drawing(link), figures=numbers, today_figures=today,
        reasons=reasons, why_names=NO_INTENTION_NAMES, by_team=Routing.TEAM,
        endpoint=url_for("enquiries.receive", _external=True), **shown,
    )  # fmt: skip
