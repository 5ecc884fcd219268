"""Giving by hand: ask and say why; somebody who may decides."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.coupons import actions, queries
from crm.coupons.forms import DecisionForm, GiftForm
from crm.coupons.views.base import bp
from crm.customers.queries import customer_for
from crm.shared.filters import named
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/customers/<int:customer_id>/gifts/new")
@allowed(Right.COUPONS)
def new_gift(customer_id: int) -> Response:
    return _page(customer_id, GiftForm)


@bp.post("/customers/<int:customer_id>/gifts")
@allowed(Right.COUPONS)
def ask_gift(customer_id: int) -> Response:
    customer = customer_for(g.stamp.by, customer_id) or not_found()
    form, offers = _form(GiftForm(request.form))
    if form.submit(actions.request_gift, customer_id=customer.id, stamp=g.stamp):
        said = _("Somebody who may decide will look at it.") if _waits(form.result) else _("The coupons are issued.")
        return done(None, url_for("customers.detail", customer_id=customer_id), toast=said)
    return show("coupons/gift.html", None, form.status, customer=customer, form=form, offers=offers)


@bp.post("/coupons/requests/<int:request_id>/decision")
@allowed(Right.REVERSE)
def decide(request_id: int) -> Response:
    asked = queries.request_for(g.stamp.store_id, request_id) or not_found()
    form = DecisionForm(request.form)
    if form.submit(actions.decide, asked, stamp=g.stamp):
        said = _("The coupons are issued.") if form.verdict.data == "approved" else _("The request is refused.")
        return done(None, url_for(".campaigns"), toast=said)
    return show("coupons/refused.html", None, form.status, form=form, asked=asked)


def _page(customer_id: int, kind: type[GiftForm]) -> Response:
    customer = customer_for(g.stamp.by, customer_id) or not_found()
    form, offers = _form(kind())
    return show("coupons/gift.html", customer=customer, form=form, offers=offers)


def _form(form: GiftForm) -> tuple[GiftForm, list[Any]]:
    rows = [row for row in queries.offers_of(g.stamp.store_id) if row.active]
    names = {row.id: named(row) for row in rows}
    return form.offering(list(names.items())), rows


def _waits(asked: Any) -> bool:
    return any(row.id == asked.id for row in queries.open_requests(g.stamp.store_id, limit=1_000))
