"""Signed, out, back, told: what has to be there before a car leaves, and what is a fact afterwards."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from werkzeug.datastructures import FileStorage

from crm.customers.models import ConsentGiven, Reveal
from crm.drives import actions, queries
from crm.drives.models import DrivePaper, DriveText
from crm.leads.models import Lead
from crm.leads.queries import facts_of
from crm.leads.rules import suggest
from crm.shared import settings
from crm.shared.blobs import Blob
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from jobs.blobs import erase_due
from tests.makers import make_booking, make_drive_car, make_lead
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("inside")
SIGNATURE = "[[100,100,400,300,700,120]]"
LICENCE: dict[str, Any] = {"licence_class": "C1", "licence_since_on": date(2015, 6, 1), "seen": True}
PHOTO = b"\xff\xd8\xff\xe1\x00\x0dExif-secret" + b"\xff\xda\x00\x02picture of a licence" * 40


def _sign(booking: Any, *, kind: str = "drive", by: str = "advisor", **more: Any) -> DrivePaper:
    told = {"driver": "Carl", "signature": SIGNATURE, "text_version": 1, **(LICENCE if kind == "drive" else {}), **more}
    return actions.sign(booking, kind=kind, stamp=stamp_of(by), **told)


def _photo(content: bytes = PHOTO) -> FileStorage:
    return FileStorage(io.BytesIO(content), "licence.jpg")


def _later(days: int) -> Stamp:
    stamp = stamp_of("advisor")
    return Stamp(stamp.by, stamp.at + timedelta(days=days))


def _one(model: Any) -> Any:
    return db.session.scalars(select(model)).one()


def test_a_drive_from_the_licence_to_what_they_said() -> None:
    booking, stamp = make_booking(), stamp_of("advisor")
    with pytest.raises(Refused):
        actions.leave(booking, stamp=stamp)
    paper = _sign(booking)
    assert (paper.by_id, paper.licence_class, paper.driver) == (stamp.by.id, "C1", "Carl")
    assert actions.leave(booking, stamp=stamp) is actions.leave(booking, stamp=stamp)
    drive = actions.come_back(booking, stamp=stamp)
    assert actions.come_back(booking, stamp=stamp) is drive, "twice is once"
    actions.note_feedback(drive, verdict="better", wish="quote", liked="Quiet", stamp=stamp)
    assert db.session.get_one(Lead, booking.lead_id).test_driven_on == stamp.today
    assert (drive.kind, drive.verdict, drive.wish) == ("drive", "better", "quote")
    assert len(queries.free_cars(1, stamp.at, 10)) == 1, "the car is back before its time"


def test_what_they_said_counts_for_the_suggested_grade() -> None:
    booking, stamp = make_booking(), stamp_of("advisor")
    lead = db.session.get_one(Lead, booking.lead_id)
    _sign(booking)
    actions.leave(booking, stamp=stamp)
    drive = actions.come_back(booking, stamp=stamp)
    before = facts_of(lead, stamp)
    actions.note_feedback(drive, verdict="better", wish="order", stamp=stamp)
    db.session.flush()
    after = facts_of(lead, stamp)
    assert (before.test_driven, before.drive_pleased, after.drive_pleased, after.drive_doubts) == (
        True,
        False,
        True,
        False,
    )
    told = suggest(after, settings.of(1))
    assert told is not None and "leads.drive_pleased" in [point.reason.code for point in told.points]
    actions.note_feedback(drive, verdict="worse", wish="none", stamp=stamp)
    db.session.flush()
    assert facts_of(lead, stamp).drive_doubts and not facts_of(lead, stamp).drive_pleased


def test_a_ride_needs_no_licence_and_is_no_drive() -> None:
    booking, stamp = make_booking(), stamp_of("advisor")
    paper = _sign(booking, kind="ride")
    assert paper.licence_class is None and booking.kind == "ride"
    actions.leave(booking, stamp=stamp)
    assert actions.come_back(booking, stamp=stamp).kind == "ride"
    assert db.session.get_one(Lead, booking.lead_id).test_driven_on is None
    with pytest.raises(Refused):
        actions.keep_photo(booking, agreed=True, photo=_photo(), stamp=stamp)


def test_what_is_missing_stands_under_its_field() -> None:
    booking, young = make_booking(), stamp_of("advisor").today - timedelta(days=300)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"seen": False}, "seen"),
        ({"licence_class": None}, "licence_class"),
        ({"licence_class": "other"}, "licence_class"),
        ({"licence_since_on": None}, "licence_since_on"),
        ({"licence_since_on": date(2126, 1, 1)}, "licence_since_on"),
        ({"licence_since_on": young}, "licence_since_on"),
        ({"licence_until_on": date(2020, 1, 1)}, "licence_until_on"),
        ({"signature": ""}, "signature"),
        ({"signature": "[[1,1,2,2]]"}, "signature"),
        ({"signature": "<script>"}, "signature"),
        ({"text_version": 7}, "signature"),
    ]
    for told, field in wrong:
        with pytest.raises(Refused) as said:
            _sign(booking, **told)
        assert said.value.field == field
    assert queries.paper(booking.id) is None


def test_an_automatic_licence_drives_automatic_cars_only() -> None:
    manual = make_booking(car=make_drive_car(automatic=False))
    with pytest.raises(Refused):
        _sign(manual, licence_class="C2")
    actions.release(manual, stamp=stamp_of("advisor"))
    automatic = make_booking(make_lead(name="Dora", phone="13812345678"))
    assert _sign(automatic, licence_class="C2")


def test_signed_anew_keeps_the_first_row() -> None:
    booking = make_booking()
    first = _sign(booking, driver="Karl")
    second = _sign(booking)
    db.session.refresh(first)
    assert first.void_at is not None and queries.paper(booking.id) is second
    actions.sign_anew(booking, stamp=stamp_of("advisor"))
    assert queries.paper(booking.id) is None


def test_new_words_are_a_new_version_and_old_signatures_keep_theirs() -> None:
    booking, max_ = make_booking(), stamp_of("manager")
    old = _sign(booking)
    actions.write_text(kind="drive", body="新协议", version=1, stamp=max_)
    db.session.flush()
    with pytest.raises(Refused):  # the tablet still shows the old words
        _sign(booking)
    new = _sign(booking, text_version=2)
    bodies = {row.id: row.body for row in db.session.scalars(select(DriveText))}
    assert bodies[new.text_id] == "新协议" and "驾驶证" in bodies[old.text_id]
    with pytest.raises(Refused):
        actions.write_text(kind="drive", body="另一份", version=1, stamp=max_)


def test_a_car_that_is_out_cannot_leave_twice() -> None:
    car, stamp = make_drive_car(), stamp_of("advisor")
    first = make_booking(car=car, minutes=10)
    _sign(first)
    actions.leave(first, stamp=stamp)
    later = Stamp(stamp.by, stamp.at + timedelta(minutes=30))
    second = make_booking(make_lead(name="Dora", phone="13812345678"), car, stamp=later)
    _sign(second)
    with pytest.raises(Refused):
        actions.leave(second, stamp=later)
    actions.come_back(first, stamp=later)
    assert actions.leave(second, stamp=later).left_at == later.at


def test_a_late_start_takes_the_time_that_is_free_and_no_other() -> None:
    car, stamp = make_drive_car(), stamp_of("advisor")
    first = make_booking(car=car, minutes=10)
    make_booking(car=car, kind="block", note="充电", starts_at=stamp.at + timedelta(minutes=20), minutes=30)
    _sign(first)
    with pytest.raises(Refused):  # the car is charged by now
        actions.leave(first, stamp=Stamp(stamp.by, stamp.at + timedelta(minutes=26)))
    soon = Stamp(stamp.by, stamp.at + timedelta(minutes=5))
    assert actions.leave(first, stamp=soon).left_at == soon.at
    assert actions.not_left(first, stamp=soon).left_at is None


def test_a_photo_needs_its_own_consent_and_is_gone_after_thirty_days() -> None:
    booking, stamp = make_booking(), stamp_of("advisor")
    _sign(booking)
    with pytest.raises(Refused) as said:
        actions.keep_photo(booking, agreed=False, photo=_photo(), stamp=stamp)
    assert said.value.field == "agreed"
    for wrong in (b"", b"GIF89a" + b"x" * 50, b"\xff\xd8\xff" + bytes(9 << 20)):
        with pytest.raises(Refused) as said:
            actions.keep_photo(booking, agreed=True, photo=_photo(wrong), stamp=stamp)
        assert said.value.field == "photo"
    actions.keep_photo(booking, agreed=True, photo=_photo(), stamp=stamp)
    assert [row.given for row in db.session.scalars(select(ConsentGiven)) if row.purpose == "licence_photo"] == [True]
    shown = actions.look(booking, stamp=stamp)
    assert shown is not None and b"picture of a licence" in shown[0] and b"Exif-secret" not in shown[0]
    assert db.session.scalars(select(Reveal.what)).all() == ["licence"]
    assert erase_due(_later(29)) == 0
    other = stamp_of("other_advisor")
    assert erase_due(Stamp(other.by, _later(30).at)) == 0, "another store's night"
    assert erase_due(_later(30)) == 1
    assert erase_due(_later(31)) == 0, "a second run finds none"
    left = db.session.execute(select(Blob.content, Blob.erased_why)).one()
    assert left.content is None and left.erased_why == "due"
    with pytest.raises(Refused):
        actions.look(booking, stamp=stamp)


def test_erased_at_once_on_request_takes_the_consent_back() -> None:
    booking, stamp = make_booking(), stamp_of("advisor")
    _sign(booking)
    actions.keep_photo(booking, agreed=True, photo=_photo(), stamp=stamp)
    actions.keep_photo(booking, agreed=True, photo=_photo(), stamp=stamp)  # a better one: the first is gone
    assert db.session.scalar(select(func.count()).select_from(Blob).where(Blob.erased_at.is_(None))) == 1
    assert actions.erase_photo(booking, stamp=stamp) and not actions.erase_photo(booking, stamp=stamp)
    assert db.session.scalar(select(func.count()).select_from(Blob).where(Blob.erased_at.is_(None))) == 0
    answers = select(ConsentGiven.given).where(ConsentGiven.purpose == "licence_photo").order_by(ConsentGiven.id)
    assert db.session.scalars(answers).all() == [True, True, False]


def test_nothing_of_it_can_be_read_in_the_database(database_kind: str) -> None:
    booking, stamp = make_booking(), stamp_of("advisor")
    _sign(booking, driver="Karl Driver")
    actions.keep_photo(booking, agreed=True, photo=_photo(), stamp=stamp)
    row = db.session.execute(text("SELECT driver, signature FROM drive_papers")).one()
    assert "Karl" not in row.driver and "100" not in row.signature[:2] and row.signature.startswith("k1.")
    content = bytes(db.session.execute(text("SELECT content FROM blobs")).scalar_one())
    assert b"licence" not in content and len(content) > 100


@pytest.mark.databases("sqlite")
def test_not_even_the_sealed_bytes_stay_in_the_file(app: Flask) -> None:
    """Verifiably gone: after the night the file of the database holds no part of the picture, also not sealed."""
    with app.app_context():
        booking = make_booking()
        _sign(booking)
        actions.keep_photo(
            booking, agreed=True, photo=_photo(PHOTO + bytes(range(256)) * 400), stamp=stamp_of("advisor")
        )
        db.session.commit()
        sealed = bytes(db.session.scalar(select(Blob.content)) or b"")
        path = Path(str(db.engine.url.database))
        db.session.commit()
        assert any(sealed[2000:2064] in file.read_bytes() for file in (path, Path(f"{path}-wal")))
        erase_due(_later(30))
        db.session.commit()
        db.session.remove()
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for left in (file.read_bytes() for file in (path, Path(f"{path}-wal")) if file.exists()):
            assert not any(sealed[at : at + 64] in left for at in range(0, len(sealed) - 64, 512))
