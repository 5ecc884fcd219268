"""Photos of the delivery: taken with a yes of their own, looked at one by one, removed."""

from __future__ import annotations

from flask import g, make_response, request
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm.orders import actions, queries
from crm.orders.forms import PhotoForm
from crm.orders.models import Order
from crm.orders.views.base import bp, order_page, sheet
from crm.shared.blobs import open_blob
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/orders/<int:order_id>/photos/new")
@allowed(Right.SELL)
def new_photo(order_id: int) -> Response:
    order, _lead = queries.order_for(g.stamp.by, order_id)
    return _form(order, PhotoForm())


@bp.post("/orders/<int:order_id>/photos")
@allowed(Right.SELL)
def add_photo(order_id: int) -> Response:
    """One photo, sealed at once."""
    order, _lead = queries.order_for(g.stamp.by, order_id)
    delivery = queries.delivery_of(order.id) or not_found()
    form = PhotoForm(CombinedMultiDict([request.files, request.form]))
    if form.submit(actions.add_photo, delivery, order.customer_id, stamp=g.stamp):
        return done(None, order_page(order_id), toast=_("The photo is kept, sealed."))
    return _form(order, form, form.status)


def _form(order: Order, form: PhotoForm, status: int = 200) -> Response:
    return sheet("photo", status, order=order, form=form, agreed=queries.agreed_to_photos(order.customer_id))


@bp.get("/delivery-photos/<int:photo_id>")
@allowed(Right.SELL)
def photo(photo_id: int) -> Response:
    """The picture itself, kept by no cache."""
    _row, blob, _order = queries.photo_for(g.stamp.by, photo_id)
    answer = make_response(open_blob(blob) or not_found())
    answer.headers["Content-Type"], answer.headers["Cache-Control"] = blob.media, "no-store"
    return answer


@bp.post("/delivery-photos/<int:photo_id>/removal")
@allowed(Right.SELL)
def remove_photo(photo_id: int) -> Response:
    """Gone for ever."""
    row, _blob, order_id = queries.photo_for(g.stamp.by, photo_id)
    Form().submit(actions.remove_photo, row, stamp=g.stamp)
    return done(None, order_page(order_id), toast=_("The photo is erased."))
