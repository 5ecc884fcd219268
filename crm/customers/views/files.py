"""The list, the search, and a file from its opening to the archive."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.customers import actions, queries
from crm.customers.forms import CustomerForm, NewCustomerForm, VersionForm
from crm.customers.models import Customer
from crm.customers.rules import BRING_BACK_DAYS
from crm.customers.views.blueprint import bp
from crm.shared import settings
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right

READ = (Right.CUSTOMERS, Right.OWN_CUSTOMERS)


@bp.get("")
@allowed(*READ)
def index() -> Response:
    rows = queries.customers_for(g.stamp.by, before=request.args.get("before", type=row_id))
    older = url_for(".index", before=rows[queries.PAGE - 1].id) if len(rows) > queries.PAGE else ""
    return show("customers/index.html", "customers/_rows.html", rows=rows[: queries.PAGE], next_url=older, typed="")


@bp.post("/search")
@allowed(*READ)
def search() -> Response:
    """By POST: what is typed here is a phone or a plate, and stays out of addresses and logs."""
    typed = request.form.get("q", "")[:60].strip()
    rows = queries.search(g.stamp.by, typed) if typed else queries.customers_for(g.stamp.by)
    return show("customers/index.html", "customers/_list.html", rows=rows[: queries.PAGE], next_url="", typed=typed)


@bp.get("/archive")
@allowed(Right.EDIT_CUSTOMERS)
def archived() -> Response:
    days = settings.of(g.stamp.store_id)[BRING_BACK_DAYS]
    since = queries.archived_since(g.stamp.at, days)
    rows = queries.customers_for(g.stamp.by, archived_since=since)
    return show("customers/archive.html", rows=rows[: queries.PAGE], days=days)


@bp.get("/new")
@allowed(Right.EDIT_CUSTOMERS)
def new() -> Response:
    return show("customers/new.html", form=NewCustomerForm())


@bp.post("")
@allowed(Right.EDIT_CUSTOMERS)
def file_customer() -> Response:
    form = NewCustomerForm(request.form)
    if form.submit(actions.file_customer, stamp=g.stamp):
        return done(None, url_for(".detail", customer_id=form.result.id), toast=_("The file is open."))
    return show("customers/new.html", None, form.status, form=form)


@bp.get("/<int:customer_id>/file")
@allowed(Right.EDIT_CUSTOMERS)
def file(customer_id: int) -> Response:
    return _file(mine(customer_id))


@bp.post("/<int:customer_id>")
@allowed(Right.EDIT_CUSTOMERS)
def edit_customer(customer_id: int) -> Response:
    form = CustomerForm(request.form)
    if form.submit(actions.edit_customer, mine(customer_id)):
        return done(None, url_for(".detail", customer_id=customer_id), toast=_("The file is corrected."))
    return _file(mine(customer_id), form)


@bp.post("/<int:customer_id>/archive")
@allowed(Right.EDIT_CUSTOMERS)
def archive(customer_id: int) -> Response:
    form = VersionForm(request.form)
    if form.submit(actions.archive, mine(customer_id), stamp=g.stamp):
        return done(None, url_for(".archived"), toast=_("The file is put away."))
    return _file(mine(customer_id), None, form)


@bp.post("/<int:customer_id>/return")
@allowed(Right.EDIT_CUSTOMERS)
def bring_back(customer_id: int) -> Response:
    form = VersionForm(request.form)
    if form.submit(actions.bring_back, mine(customer_id), stamp=g.stamp):
        return done(None, url_for(".detail", customer_id=customer_id), toast=_("The file is back."))
    return _file(mine(customer_id), None, form)


def mine(customer_id: int) -> Customer:
    """The row for an action; 404 when it is not this person's."""
    return queries.customer_for(g.stamp.by, customer_id) or not_found()


def _file(customer: Customer, form: CustomerForm | None = None, refused: Any = None) -> Response:
    """The page of the file itself, with what was typed or with what stands there."""
    stored = {name: getattr(customer, name) for name in ("name", "sex", "kind", "shared_phone")}
    status = (form or refused).status if form or refused else 200
    return show(
        "customers/file.html", None, status, customer=customer, form=form or CustomerForm(data=stored), refused=refused
    )
