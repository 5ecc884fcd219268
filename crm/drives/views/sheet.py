"""One test drive on the tablet: check and sign, out, back, and what the customer said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.customers.naming import called
from crm.customers.rules import only_surname
from crm.drives import actions, queries
from crm.drives.forms import FeedbackForm, PaperForm, PhotoForm
from crm.drives.models import Booking
from crm.drives.rules import (
    CONSENT_TEXT,
    HEIGHT,
    LICENCE_MONTHS,
    PHOTO_DAYS,
    TEXTS,
    WIDTH,
    Kind,
    path,
    strokes,
)
from crm.drives.shown import state_of
from crm.drives.views.blueprint import bp
from crm.shared import settings
from crm.shared.forms import Form
from crm.shared.web import allowed, done, show
from crm.shared.words import _, language
from crm.staff.rules import Right


@bp.get("/drives/<int:booking_id>")
@allowed(Right.SELL)
def sheet(booking_id: int) -> Response:
    return page(_mine(booking_id))


def _mine(booking_id: int) -> Booking:
    return queries.booking_for(g.stamp.by, booking_id)


def _here(booking_id: int) -> str:
    return url_for(".sheet", booking_id=booking_id)


def page(booking: Booking, status: int = 200, **forms: Form) -> Response:
    """The page as far as the drive has come; `forms` is what was refused."""
    row, numbers = queries.sheet(booking), settings.of(booking.store_id)
    kind = _kind(row, forms.get("paper_form"))
    told = {
        "row": row, "booking": row.Booking, "car": row.DriveCar, "paper": row.DrivePaper, "drive": row.TestDrive,
        "blob": row.Blob, "photo": row.LicencePhoto, "state": _state(row), "kind": kind,
        "signed": path(strokes(row.DrivePaper.signature or "") or ()) if row.DrivePaper else "",
        "text": _text(kind), "months": numbers[LICENCE_MONTHS], "days": numbers[PHOTO_DAYS],
        "consent": _(CONSENT_TEXT).format(days=numbers[PHOTO_DAYS]),
        "paper_form": PaperForm(driver=_driver(row), kind=kind),
        "photo_form": PhotoForm(), "feedback_form": FeedbackForm(obj=row.TestDrive),
        "who": called(row.Customer) if row.Customer else "", "width": WIDTH,
        "height": HEIGHT, **forms,
    }  # fmt: skip
    return show("drives/sheet.html", None, status, **told)


def _state(row: Any) -> str:
    """How far this one has come."""
    paper, drive = row.DrivePaper, row.TestDrive
    facts = {name: getattr(row.Booking, name) for name in ("kind", "back_at", "left_at", "ends_at")}
    told = SimpleNamespace(paper_id=paper.id if paper else None, verdict=drive.verdict if drive else None, **facts)
    return "released" if row.Booking.released_at else state_of(told, g.stamp.at)


def _driver(row: Any) -> str:
    """Mostly the customer drives; a surname alone is no name for a signature."""
    name = row.Customer.name if row.Customer else ""
    return "" if only_surname(name) else name


def _kind(row: Any, refused: Any) -> Kind:
    """Drive or ride: what was chosen on the page, else what was booked."""
    asked = (refused.kind.data if refused else None) or request.args.get("kind") or row.Booking.kind
    return Kind.RIDE if asked == Kind.RIDE else Kind.DRIVE


def _text(kind: Kind) -> dict[str, Any]:
    """The words that are signed now, with their version."""
    own = queries.text(g.stamp.store_id, kind)
    if own is None:
        return {"version": 1, "body": _(TEXTS[kind])}
    return {"version": own.version, "body": (own.body_en if language() == "en" else "") or own.body}


@bp.post("/drives/<int:booking_id>/papers")
@allowed(Right.SELL)
def sign(booking_id: int) -> Response:
    one, form = _mine(booking_id), PaperForm(request.form)
    if form.submit(actions.sign, one, language=language(), stamp=g.stamp):
        return done(None, _here(booking_id), toast=_("Signed. The car can leave."))
    return page(_mine(booking_id), form.status, paper_form=form)


@bp.post("/drives/<int:booking_id>/papers/void")
@allowed(Right.SELL)
def sign_anew(booking_id: int) -> Response:
    return _press(booking_id, actions.sign_anew, _("Sign again, please."))


@bp.post("/drives/<int:booking_id>/departure")
@allowed(Right.SELL)
def leave(booking_id: int) -> Response:
    undo = url_for(".not_left", booking_id=booking_id)
    return _press(booking_id, actions.leave, _("Have a good drive."), undo=undo)


@bp.post("/drives/<int:booking_id>/departure/undo")
@allowed(Right.SELL)
def not_left(booking_id: int) -> Response:
    return _press(booking_id, actions.not_left, _("The car is still here."))


@bp.post("/drives/<int:booking_id>/return")
@allowed(Right.SELL)
def come_back(booking_id: int) -> Response:
    return _press(booking_id, actions.come_back, _("Back. Ask how it was."))


def _press(booking_id: int, action: Any, toast: str, undo: str = "") -> Response:
    """A button of the page: the sentence of what was done, or of why not."""
    form = Form()
    if form.submit(action, _mine(booking_id), stamp=g.stamp):
        return done(None, _here(booking_id), toast=toast, undo=undo)
    return page(_mine(booking_id), form.status, refused=form)


@bp.post("/drives/<int:booking_id>/feedback")
@allowed(Right.SELL)
def note_feedback(booking_id: int) -> Response:
    form, drive = FeedbackForm(request.form), queries.drive_of(_mine(booking_id).id)
    if drive is None:
        return _press(booking_id, actions.come_back, _("Back. Ask how it was."))
    if form.submit(actions.note_feedback, drive, stamp=g.stamp):
        return done(None, _here(booking_id), toast=_("What they said is written down."))
    return page(_mine(booking_id), form.status, feedback_form=form)
