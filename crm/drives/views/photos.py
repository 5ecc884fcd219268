"""The photo of a licence: kept with a consent, looked at with a line in the log, erased at once when asked."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm.drives import actions, queries
from crm.drives.forms import PhotoForm
from crm.drives.views.blueprint import bp
from crm.drives.views.sheet import page
from crm.shared.forms import Form
from crm.shared.pictures import inline
from crm.shared.web import allowed, done, show
from crm.shared.words import _
from crm.staff.rules import Right


@bp.post("/drives/<int:booking_id>/photo")
@allowed(Right.SELL)
def keep_photo(booking_id: int) -> Response:
    one, form = queries.booking_for(g.stamp.by, booking_id), PhotoForm(CombinedMultiDict((request.files, request.form)))
    if form.submit(actions.keep_photo, one, stamp=g.stamp):
        return done(None, url_for(".sheet", booking_id=booking_id), toast=_("The photo is kept, encrypted."))
    return page(queries.booking_for(g.stamp.by, booking_id), form.status, photo_form=form)


@bp.post("/drives/<int:booking_id>/photo/look")
@allowed(Right.REVEAL)
def look(booking_id: int) -> Response:
    """The picture comes inside the answer, so that no address shows it and no cache keeps it."""
    one, form = queries.booking_for(g.stamp.by, booking_id), Form()
    if not form.submit(actions.look, one, stamp=g.stamp):
        return page(queries.booking_for(g.stamp.by, booking_id), form.status, refused=form)
    shown = inline(*form.result) if form.result else ""
    return show("drives/photo.html", None, 200 if shown else 429, shown=shown, booking_id=booking_id)


@bp.post("/drives/<int:booking_id>/photo/erasure")
@allowed(Right.SELL)
def erase_photo(booking_id: int) -> Response:
    one, form = queries.booking_for(g.stamp.by, booking_id), Form()
    form.submit(actions.erase_photo, one, stamp=g.stamp)
    return done(
        None, url_for(".sheet", booking_id=booking_id), toast=_("The photo is erased. Nobody can bring it back.")
    )
