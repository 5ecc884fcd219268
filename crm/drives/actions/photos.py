"""The photo of a licence: only with a consent of its own, sealed, and gone in time or at once (F-82)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from crm.customers.actions.known import log_look
from crm.customers.models import ConsentGiven
from crm.drives import queries
from crm.drives.models import Booking, LicencePhoto
from crm.drives.rules import CONSENT_CHANNEL, CONSENT_PURPOSE, CONSENT_VERSION, PHOTO_DAYS
from crm.leads.models import Lead
from crm.shared import blobs, settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.pictures import MOST_BYTES
from crm.shared.stamp import Stamp
from crm.shared.words import _


def keep_photo(booking: Booking, *, agreed: bool, photo: Any, stamp: Stamp) -> LicencePhoto:
    """Keep the picture that the driver has agreed to; a second one takes the place of the first."""
    paper = queries.paper(booking.id)
    if paper is None or paper.licence_class is None:
        raise Refused(_("A photo belongs to a signed drive."), "photo")
    if not agreed:
        raise Refused(_("Ask first: without the consent no photo is kept."), "agreed")
    content = photo.stream.read(MOST_BYTES + 1) if getattr(photo, "filename", "") else b""
    _erase(booking, "replaced", stamp)
    until = max(booking.on_day, stamp.today) + timedelta(days=settings.of(booking.store_id)[PHOTO_DAYS])
    blob = blobs.keep("licence", content, erase_on=until, stamp=stamp)
    customer_id = db.session.get_one(Lead, booking.lead_id).customer_id
    kept = LicencePhoto(
        store_id=booking.store_id, booking_id=booking.id, customer_id=customer_id, blob_id=blob.id,
        consent_id=_answer(customer_id, True, stamp).id,
    )  # fmt: skip
    kept.sign(stamp)
    db.session.add(kept)
    db.session.flush()
    return kept


def look(booking: Booking, *, stamp: Stamp) -> tuple[bytes, str] | None:
    """The picture and its kind; who looked is logged (F-84); None when today's limit is reached."""
    kept = queries.photo(booking.id)
    if kept is None or kept[1].erased_at is not None:
        raise Refused(_("This photo has been erased."))
    row, blob = kept
    if not log_look(row.customer_id, "licence", "check", stamp):
        return None
    return blobs.open_blob(blob) or b"", blob.media


def erase_photo(booking: Booking, *, stamp: Stamp) -> bool:
    """The driver wants it gone: at once, and the consent is taken back. Twice is once."""
    kept = _erase(booking, "asked", stamp)
    if kept is not None:
        _answer(kept.customer_id, False, stamp)
    return kept is not None


def _erase(booking: Booking, why: str, stamp: Stamp) -> LicencePhoto | None:
    kept = queries.photo(booking.id)
    if kept is None or kept[1].erased_at is not None:
        return None
    blobs.erase([kept[1].id], why=why, stamp=stamp)
    return kept[0]


def _answer(customer_id: int, given: bool, stamp: Stamp) -> ConsentGiven:
    row = ConsentGiven(
        customer_id=customer_id, purpose=CONSENT_PURPOSE, channel=CONSENT_CHANNEL, given=given,
        text_version=CONSENT_VERSION,
    )  # fmt: skip
    row.sign(stamp)
    db.session.add(row)
    db.session.flush()
    return row
