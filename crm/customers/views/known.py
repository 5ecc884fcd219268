"""One customer's page, and what people learn and are told: facts, tags, consent, the number in full."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from crm.customers import actions, queries
from crm.customers.forms import REVEAL_REASONS, ConsentForm, FactsForm, RevealForm, TagForm
from crm.customers.rules import CONSENTS, FIELDS, ROLE_NAMES, SOURCE_NAMES, TAGS, Kind
from crm.customers.timeline import SHOWN
from crm.customers.views.blueprint import bp
from crm.customers.views.companies import firm_context
from crm.customers.views.files import READ, mine
from crm.shared import settings
from crm.shared.web import allowed, done, not_found, show, trigger
from crm.shared.words import _
from crm.staff.rules import REVEALS_A_DAY, Right

LEARN = (Right.EDIT_CUSTOMERS, Right.SELL, Right.CARE)
NAMES = {"fields": FIELDS, "sources": SOURCE_NAMES, "tags": TAGS, "consents": CONSENTS, "roles": ROLE_NAMES,
         "reveal_reasons": REVEAL_REASONS}  # fmt: skip


@bp.get("/<int:customer_id>")
@allowed(*READ)
def detail(customer_id: int) -> Response:
    customer = queries.card_for(g.stamp.by, customer_id) or not_found()
    if customer.id != customer_id:  # merged into this one: old links lead to the one record
        return make_response(redirect(url_for(".detail", customer_id=customer.id)))
    entries, portrait = queries.story(customer_id, customer.kind, personal=g.stamp.by.can(Right.FAMILY_NOTES))
    firm = firm_context(customer_id, portrait.people) if customer.kind == Kind.COMPANY else None
    return show(
        "customers/detail.html", customer=customer, entries=entries[:SHOWN], older=len(entries) > SHOWN, firm=firm,
        **known(customer_id, portrait),
    )  # fmt: skip


def known(customer_id: int, portrait: queries.Portrait | None = None) -> dict[str, Any]:
    """What the cards of profile, tags and consent show; other pages may include those cards with it."""
    person = g.stamp.by
    if portrait is None:
        portrait = queries.portrait(customer_id, personal=person.can(Right.FAMILY_NOTES))
    names = {**NAMES, "endpoints": current_app.view_functions}
    return {"portrait": portrait, "may_learn": person.can(*LEARN), "names": names}


def _card(name: str, customer_id: int, form: Any = None, toast: str | None = None) -> Response:
    """One card anew, or the customer's page for a browser without scripts."""
    back = url_for(".detail", customer_id=customer_id)
    if toast is not None:
        return done(
            f"customers/_{name}.html", back, toast=toast, customer_id=customer_id, form=None, **known(customer_id)
        )
    return show(
        "customers/card.html", f"customers/_{name}.html", form.status if form.errors or form.message else 200,
        card=f"customers/_{name}.html", customer_id=customer_id, form=form, **known(customer_id),
    )  # fmt: skip


def _facts_form(customer_id: int, *typed: Any) -> FactsForm:
    stored = known(customer_id)["portrait"]
    form = FactsForm(*typed, data={name: fact.value for name, fact in stored.facts.items()})
    if not g.stamp.by.can(Right.FAMILY_NOTES):
        for name, shape in FIELDS.items():
            if shape.personal:
                del form[name]
    return form


@bp.get("/<int:customer_id>/profile")
@allowed(*LEARN)
def profile(customer_id: int) -> Response:
    mine(customer_id)
    return _card("profile_form", customer_id, _facts_form(customer_id))


@bp.post("/<int:customer_id>/profile")
@allowed(*LEARN)
def note_facts(customer_id: int) -> Response:
    form = _facts_form(customer_id, request.form)
    if form.submit(actions.note_facts, mine(customer_id), stamp=g.stamp):
        return _card("profile", customer_id, toast=_("The profile is saved."))
    return _card("profile_form", customer_id, form)


@bp.post("/<int:customer_id>/tags")
@allowed(*LEARN)
def put_tag(customer_id: int) -> Response:
    form = TagForm(request.form)
    if form.submit(actions.put_tag, mine(customer_id), stamp=g.stamp):
        return _card("tags", customer_id, toast=_("The tag is on."))
    return _card("tags", customer_id, form)


@bp.post("/<int:customer_id>/tags/off")
@allowed(*LEARN)
def take_tag_off(customer_id: int) -> Response:
    form = TagForm(request.form)
    if form.submit(actions.take_tag_off, mine(customer_id), stamp=g.stamp):
        return _card("tags", customer_id, toast=_("The tag is off."))
    return _card("tags", customer_id, form)


@bp.post("/<int:customer_id>/consents")
@allowed(*LEARN)
def record_consent(customer_id: int) -> Response:
    form = ConsentForm(request.form)
    if form.submit(actions.record_consent, mine(customer_id), stamp=g.stamp):
        return _card("consents", customer_id, toast=_("The answer is written down."))
    return _card("consents", customer_id, form)


@bp.get("/<int:customer_id>/reveals")
@allowed(Right.REVEAL)
def ask_reveal(customer_id: int) -> Response:
    """Asking why comes before the number."""
    mine(customer_id)
    return _number(customer_id, RevealForm(), 200)


@bp.post("/<int:customer_id>/reveals")
@allowed(Right.REVEAL)
def reveal(customer_id: int) -> Response:
    form = RevealForm(request.form)
    if not form.submit(actions.reveal, mine(customer_id), stamp=g.stamp):
        return _number(customer_id, form, form.status)
    if form.result is None:
        return _number(customer_id, form, 429, spent=True)
    return _number(customer_id, form, 200, number=form.result)


def _number(customer_id: int, form: RevealForm, status: int, *, number: str = "", spent: bool = False) -> Response:
    limit = settings.of(g.stamp.store_id)[REVEALS_A_DAY]
    response = show(
        "customers/card.html", "customers/_reveal.html", status, card="customers/_reveal.html", customer_id=customer_id,
        form=form, number=number, spent=spent, limit=limit,
    )  # fmt: skip
    if spent:
        response.headers["HX-Trigger"] = trigger(None, _("You have looked at enough numbers for today."), "bad")
    return response
