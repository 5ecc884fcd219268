"""Who stands for a firm, on the firm's page (F-53)."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.customers import actions, contacts
from crm.customers.company_forms import ContactForm
from crm.customers.forms import REVEAL_REASONS, RevealForm
from crm.customers.models import CompanyContact, Customer
from crm.customers.rules import ROLE_NAMES
from crm.customers.views.blueprint import bp
from crm.customers.views.files import mine
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right

LOOK_AFTER = (Right.EDIT_CUSTOMERS, Right.SELL)


def firm_context(firm_id: int, people: list[contacts.Contact] | None = None, form: Any = None) -> dict[str, Any]:
    """What the card of contacts shows."""
    if people is None:
        people = contacts.contacts_of([firm_id], ended=True)[firm_id]
    return {"people": people, "roles": ROLE_NAMES, "contact_form": form or ContactForm(), "customer_id": firm_id,
            "may_keep": g.stamp.by.can(*LOOK_AFTER), "names": {"reveal_reasons": REVEAL_REASONS}}  # fmt: skip


@bp.post("/<int:customer_id>/contacts")
@allowed(*LOOK_AFTER)
def add_contact(customer_id: int) -> Response:
    form = ContactForm(request.form)
    if form.submit(actions.add_contact, mine(customer_id), stamp=g.stamp):
        return _card(customer_id, toast=_("The contact stands on the company's page."))
    return _card(customer_id, form)


@bp.post("/<int:customer_id>/contacts/<int:contact_id>/end")
@allowed(*LOOK_AFTER)
def end_contact(customer_id: int, contact_id: int) -> Response:
    firm, contact = _both(customer_id, contact_id)
    Form().submit(actions.end_contact, contact, firm, stamp=g.stamp)
    return _card(customer_id, toast=_("They no longer stand for the company."))


@bp.post("/<int:customer_id>/contacts/<int:contact_id>/reveals")
@allowed(Right.REVEAL)
def reveal_contact(customer_id: int, contact_id: int) -> Response:
    """The number of a contact in full, logged like any other (F-84)."""
    firm, contact = _both(customer_id, contact_id)
    form = RevealForm(request.form)
    shown = contacts.contact_shown(contact)
    right = form.submit(actions.reveal_contact, shown, firm, stamp=g.stamp)
    status = (429 if form.result is None else 200) if right else form.status
    card, names = "customers/_contact_number.html", {"reveal_reasons": REVEAL_REASONS}
    page = {"customer_id": customer_id, "one": shown, "form": form, "number": form.result, "names": names}
    return show("customers/card.html", card, status, card=card, **page)


def _both(customer_id: int, contact_id: int) -> tuple[Customer, CompanyContact]:
    firm = mine(customer_id)
    return firm, contacts.contact_in(g.stamp.store_id, firm.id, contact_id) or not_found()


def _card(customer_id: int, form: Any = None, toast: str | None = None) -> Response:
    back = url_for(".detail", customer_id=customer_id)
    card, context = "customers/_contacts.html", firm_context(customer_id, form=form)
    if toast is not None:
        return done(card, back, toast=toast, **context)
    return show("customers/card.html", card, form.status, card=card, **context)
