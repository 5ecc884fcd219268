"""Before the car leaves: the licence is looked at, the words are signed; and which words those are (F-19)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from crm.drives import queries
from crm.drives.models import Booking, DriveCar, DrivePaper, DriveText
from crm.drives.rules import LEAST_INK, TEXTS, Kind, Licence, Shown, ink, strokes, why_not_drive
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.words import _, catalogue


def sign(
    booking: Booking, *, kind: str, driver: str, seen: bool = False, licence_class: str | None = None,
    licence_since_on: date | None = None, licence_until_on: date | None = None, signature: str = "",
    text_version: int | None = None, language: str = "zh", stamp: Stamp,
) -> DrivePaper:  # fmt: skip
    """Whoever drives or rides has read the words and signed; the stamp's person has looked at the licence."""
    _expect_waiting(booking)
    if kind == Kind.DRIVE:
        _expect_licence(booking, seen, licence_class, licence_since_on, licence_until_on, stamp)
    drawn = strokes(signature)
    if drawn is None or ink(drawn) < LEAST_INK:
        raise Refused(_("Sign in the box, please."), "signature")
    text = _standing_text(Kind(kind), stamp)
    if text.version != text_version:
        raise Refused(_("The words have changed meanwhile. Read them again, please."), "signature")
    booking.kind = Kind(kind)
    licence = (licence_class, licence_since_on, licence_until_on) if kind == Kind.DRIVE else (None, None, None)
    paper = DrivePaper(
        store_id=booking.store_id, booking_id=booking.id, lead_id=booking.lead_id, text_id=text.id, language=language,
        driver=driver, signature=signature, licence_class=licence[0], licence_since_on=licence[1],
        licence_until_on=licence[2],
    )  # fmt: skip
    paper.sign(stamp)
    _void(booking, stamp)
    db.session.add(paper)
    db.session.flush()
    return paper


def sign_anew(booking: Booking, *, stamp: Stamp) -> None:
    """What was signed does not hold (wrong name, another driver); the row stays."""
    _expect_waiting(booking)
    _void(booking, stamp)


def write_text(*, kind: str, body: str, body_en: str = "", version: int | None, stamp: Stamp) -> DriveText:
    """From now on these words are signed; those that were signed before stay as they are."""
    text = _standing_text(Kind(kind), stamp)
    if text.version != version:
        raise Refused(_("Somebody has written a new version meanwhile. Look at it first."), "body")
    if (text.body, text.body_en) == (body, body_en):
        return text
    new = DriveText(store_id=stamp.store_id, kind=Kind(kind), version=text.version + 1, body=body, body_en=body_en)
    new.sign(stamp)
    db.session.add(new)
    return new


def _standing_text(kind: Kind, stamp: Stamp) -> DriveText:
    """The latest version; the house's own words become the store's first version when they are needed as a row."""
    text = queries.text(stamp.store_id, kind)
    if text is None:
        words = {"body": catalogue("zh").gettext(TEXTS[kind]), "body_en": TEXTS[kind]}
        row = {"store_id": stamp.store_id, "kind": kind, "version": 1, "by_id": None, "at": stamp.at, **words}
        insert_missing(DriveText, [row])
        text = queries.text(stamp.store_id, kind)
    assert text is not None
    return text


def _void(booking: Booking, stamp: Stamp) -> None:
    standing = DrivePaper.booking_id == booking.id, DrivePaper.void_at.is_(None)
    db.session.execute(update(DrivePaper).where(*standing).values(void_at=stamp.at))


def _expect_licence(
    booking: Booking, seen: bool, licence: str | None, since: date | None, until: date | None, stamp: Stamp
) -> None:
    if licence is None:
        raise Refused(_("Which class stands in the licence?"), "licence_class")
    if since is None:
        raise Refused(_("Since when is the licence held?"), "licence_since_on")
    automatic = bool(db.session.scalar(select(DriveCar.automatic).where(DriveCar.id == booking.car_id)))
    shown = Shown(Licence(licence), since, until)
    wrong = why_not_drive(shown, automatic, max(booking.on_day, stamp.today), settings.of(booking.store_id))
    if wrong:
        field, reason = wrong
        raise Refused(say(reason.code, reason.facts), field)
    if not seen:
        raise Refused(_("Look at the licence itself, and tick that you have."), "seen")


def _expect_waiting(booking: Booking) -> None:
    if booking.kind == Kind.BLOCK or booking.lead_id is None:
        raise Refused(_("Nobody drives with this booking."))
    if booking.released_at is not None:
        raise Refused(_("This booking has been given back."))
    if booking.left_at is not None:
        raise Refused(_("The car has left already."))
