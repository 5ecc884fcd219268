"""The list, the search, and a file from its opening to the archive."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.customers import actions, queries
from crm.customers.company_forms import CompanyForm, NewCompanyForm
from crm.customers.forms import CustomerForm, NewCustomerForm, VersionForm
from crm.customers.models import Customer
from crm.customers.rules import BRING_BACK_DAYS, Kind
from crm.customers.views.blueprint import bp
from crm.shared import settings
from crm.shared.web import allowed, done, not_found, row_id, show
from crm.shared.words import _
from crm.staff.queries import people_with
from crm.staff.rules import Right, Role

READ = (Right.CUSTOMERS, Right.OWN_CUSTOMERS)


@bp.get("")
@allowed(*READ)
def index() -> Response:
    kind = Kind.COMPANY.value if request.args.get("kind") == "company" else None
    rows = queries.customers_for(g.stamp.by, before=request.args.get("before", type=row_id), kind=kind)
    older = url_for(".index", before=rows[queries.PAGE - 1].id, kind=kind) if len(rows) > queries.PAGE else ""
    return show("customers/index.html", rows=rows[: queries.PAGE], next_url=older, typed="", kind=kind)


@bp.post("/search")
@allowed(*READ)
def search() -> Response:
    """By POST: what is typed here is a phone or a plate, and stays out of addresses and logs."""
    typed = request.form.get("q", "")[:60].strip()
    rows = queries.search(g.stamp.by, typed) if typed else queries.customers_for(g.stamp.by)
    return show(
        "customers/index.html", "customers/_list.html", rows=rows[: queries.PAGE], next_url="", typed=typed, kind=None
    )


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
    return _new(NewCompanyForm() if is_firm(request.args) else NewCustomerForm(), 200)


@bp.post("")
@allowed(Right.EDIT_CUSTOMERS)
def file_customer() -> Response:
    firm = is_firm(request.form)
    form = NewCompanyForm(request.form) if firm else NewCustomerForm(request.form)
    if form.submit(actions.file_company if firm else actions.file_customer, stamp=g.stamp):
        if queries.customer_for(g.stamp.by, form.result.id):
            return done(None, url_for(".detail", customer_id=form.result.id), toast=_("The file is open."))
        form.refuse(_("This company is on file, and somebody else looks after it."))
    return _new(form, form.status)


def is_firm(asked: Any) -> bool:
    """A company is meant; who looks after key accounts only files nothing else."""
    return asked.get("kind") == Kind.COMPANY or not g.stamp.by.can(Right.CUSTOMERS)


def _new(form: NewCompanyForm | NewCustomerForm, status: int) -> Response:
    if isinstance(form, NewCompanyForm):
        return show("customers/new_company.html", None, status, form=form.offer(_keepers(None)))
    return show("customers/new.html", None, status, form=form)


def _keepers(owner_id: int | None) -> list[tuple[int, str]]:
    """The key-account managers, and whoever looks after the firm now."""
    found = {one.id or 0: one.name for one in people_with(g.stamp.store_id, Role.KEY_ACCOUNT)}
    if owner_id and owner_id not in found:
        found[owner_id] = _("As until now")
    return list(found.items())


@bp.get("/<int:customer_id>/file")
@allowed(Right.EDIT_CUSTOMERS)
def file(customer_id: int) -> Response:
    return _file(mine(customer_id))


@bp.post("/<int:customer_id>")
@allowed(Right.EDIT_CUSTOMERS)
def edit_customer(customer_id: int) -> Response:
    customer = mine(customer_id)
    if customer.kind == Kind.COMPANY:
        form: Any = CompanyForm(request.form)
        right = form.submit(actions.edit_company, customer, stamp=g.stamp)
    else:
        form = CustomerForm(request.form)
        right = form.submit(actions.edit_customer, customer)
    if right:
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


def _file(customer: Customer, form: Any = None, refused: Any = None) -> Response:
    """The page of the file itself, with what was typed or with what stands there."""
    names = ("name", "sex", "kind", "shared_phone", "short_name", "credit_code", "owner_id", "note")
    stored = {name: getattr(customer, name) for name in names}
    status = (form or refused).status if form or refused else 200
    firm = customer.kind == Kind.COMPANY
    shown = form or (CompanyForm(data=stored) if firm else CustomerForm(data=stored))
    if isinstance(shown, CompanyForm):
        shown.offer(_keepers(customer.owner_id))
    return show("customers/file.html", None, status, customer=customer, form=shown, refused=refused, firm=firm)
