"""A source's own form, opened by its QR code: for a stand at a show, and for a dealer without a website."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from crm.enquiries import queries
from crm.enquiries.forms import SignUpForm
from crm.enquiries.rules import Asked
from crm.enquiries.rules.intake import KEY
from crm.enquiries.views.blueprint import bp
from crm.enquiries.views.taking import take
from crm.enquiries.views.wire import No
from crm.shared.filters import new_key
from crm.shared.web import not_found, own_proof, public, show
from crm.shared.words import language


@bp.get("/e/<code>")
@public
def sign_up_form(code: str) -> Response:
    """The form with the words for consent; nothing is ticked."""
    return _page(queries.form_of(code) or not_found(), SignUpForm(), 200)


@bp.post("/e/<code>")
@own_proof
@public
def sign_up(code: str) -> Response:
    """The enquiry of a stranger; a machine that fills in the empty field is thanked and forgotten."""
    found, form = queries.form_of(code) or not_found(), SignUpForm(request.form)
    if form.website.data:
        return _thank(code)
    words = queries.latest_text(found[0].id)
    if form.consent.data and (words is None or words.version != form.text_version.data):
        form.consent.data, form.words_changed = False, True
        return _page(found, form, 409)
    if form.validate() and _taken(found, form):
        return _thank(code)
    return _page(found, form, form.refused_with or 422)


def _taken(found: Any, form: SignUpForm) -> bool:
    """True when it is on file; otherwise the sentences stand under the fields."""
    given, key = bool(form.consent.data), form.key.data or ""
    version = (form.text_version.data or "") if given else ""
    asked = Asked(phone=form.phone.data or "", consent=given, consent_text_version=version, **form.told())
    try:
        take(found[0], found.zone, asked, key if KEY.fullmatch(key) else "")
    except No as no:
        form.refused_with, form.message = no.status, no.sentence
        for name, sentence in no.errors.items():
            form.refuse(sentence, name)
        return False
    return True


def _thank(code: str) -> Response:
    return redirect(url_for("enquiries.thanks", code=code, lang=language()), 303)


@bp.get("/e/<code>/thanks")
@public
def thanks(code: str) -> Response:
    """The end, also for a plain form of the dealer's own website."""
    return show("enquiries/thanks.html", found=queries.store_of(code) or not_found())


def _page(found: Any, form: SignUpForm, status: int) -> Response:
    words = queries.latest_text(found[0].id)
    form.text_version.data = words.version if words else ""
    form.key.data = form.key.data or new_key()
    return show("enquiries/sign_up.html", None, status, found=found, source=found[0], form=form, words=words, at=g.now)
