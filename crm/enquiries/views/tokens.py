"""A source's secret, shown once, and its words of consent."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.enquiries import actions
from crm.enquiries.forms import TextForm
from crm.enquiries.views.blueprint import bp
from crm.enquiries.views.sources import page, source_or_404
from crm.shared.forms import Form
from crm.shared.web import allowed, done
from crm.shared.words import _
from crm.staff.rules import Right


@bp.post("/settings/sources/<int:source_id>/tokens")
@allowed(Right.SETTINGS)
def renew_token(source_id: int) -> Response:
    """Shown on this answer only; the same form again lands on the page without it."""
    found, form = source_or_404(source_id), Form()
    form.submit(actions.renew_token, found, stamp=g.stamp)
    g.landing = url_for(".source", source_id=source_id)
    return page(found, token=form.result or "")


@bp.post("/settings/sources/<int:source_id>/tokens/revocation")
@allowed(Right.SETTINGS)
def revoke_token(source_id: int) -> Response:
    actions.revoke_token(source_or_404(source_id), stamp=g.stamp)
    return done(None, url_for(".source", source_id=source_id), toast=_("The token is refused from now on."))


@bp.post("/settings/sources/<int:source_id>/texts")
@allowed(Right.SETTINGS)
def add_text(source_id: int) -> Response:
    found, form = source_or_404(source_id), TextForm(request.form)
    if form.submit(actions.add_text, found, stamp=g.stamp):
        return done(None, url_for(".source", source_id=source_id), toast=_("The words are in use."))
    return page(found, None, form.status, text_form=form)


@bp.post("/settings/sources/<int:source_id>/texts/retirement")
@allowed(Right.SETTINGS)
def retire_text(source_id: int) -> Response:
    """These words are no longer accepted; what was agreed to with them stands."""
    found, form = source_or_404(source_id), Form()
    version = request.form.get("version_name", "")[:20]
    taken = form.submit(actions.retire_text, found, version=version, stamp=g.stamp)
    said = _("These words are no longer used.") if taken else form.message
    return done(None, url_for(".source", source_id=source_id), toast=said)
