"""Taking apart: what comes back, what stays where it came to, and when it is refused kindly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from tests.duplicates.test_merging import merged, refused, two
from tests.makers import make_customer, make_lead, make_vehicle, make_visit
from tests.support import stamp_of


def apart(row: Any, by: str = "clerk", **more: Any) -> Any:
    from crm.duplicates.actions import take_apart

    return take_apart(row, stamp=stamp_of(by), **more)


def test_both_files_and_all_that_hung_on_them_come_back(inside: Flask) -> None:
    keep, gone = two()
    car, lead = make_vehicle(gone, plate="粤B12345"), make_lead(customer=gone)
    versions = keep.version, gone.version, car.version
    row = merged(keep, gone)
    apart(row)
    assert (keep.name, keep.phone, keep.phone2) == ("章", "13800007734", None)
    assert (gone.archived_at, gone.merged_into_id) == (None, None)
    assert (car.customer_id, lead.customer_id) == (gone.id, gone.id)
    assert (keep.version, gone.version, car.version) == versions


def test_what_came_since_stays_with_the_kept_file_and_the_page_says_so(inside: Flask) -> None:
    from crm.duplicates.queries.pointing import come_since
    from crm.duplicates.wording import counted

    keep, gone = two()
    row = merged(keep, gone)
    since = make_visit(phone="13900007734", surname="张")
    assert "1 次到店" in counted(come_since(keep.id, row.marks))
    apart(row)
    assert since.customer_id == keep.id


def test_work_on_a_moved_lead_does_not_stand_in_the_way(inside: Flask) -> None:
    """Another column was written since: the undo puts back only what the merge had changed."""
    keep, gone = two()
    lead = make_lead(customer=gone)
    row = merged(keep, gone)
    lead.interest = "澄野 L6"
    apart(row)
    assert (lead.customer_id, lead.interest) == (gone.id, "澄野 L6")


def test_a_name_corrected_since_is_not_destroyed(inside: Flask) -> None:
    from crm.duplicates.actions import take_apart
    from crm.shared.db import db

    keep, gone = two()
    row = merged(keep, gone)
    keep.name = "张晓文"
    db.session.flush()
    said = refused(take_apart, row, stamp=stamp_of("clerk")).message
    assert "the file itself (name" in said
    left = apart(row, leave=True)
    assert [one.table for one in left] == ["customers"]
    assert keep.name == "张晓文"
    assert gone.archived_at is None


def test_a_car_sold_to_somebody_else_stays_with_them(inside: Flask) -> None:
    from crm.shared.db import db

    keep, gone = two()
    car, third = make_vehicle(gone), make_customer("Third", "13700000000")
    row = merged(keep, gone)
    car.customer_id = third.id
    db.session.flush()
    apart(row, leave=True)
    assert car.customer_id == third.id


def test_a_later_merge_of_the_kept_file_comes_first(inside: Flask) -> None:
    from crm.duplicates.actions import take_apart

    keep, gone = two()
    first = merged(keep, gone)
    second = merged(keep, make_customer("张", "13700000001"))
    assert "later" in refused(take_apart, first, stamp=stamp_of("clerk")).message
    apart(second)
    apart(first)
    assert gone.archived_at is None


def test_after_30_days_it_is_too_late_and_the_images_are_gone(inside: Flask) -> None:
    from crm.duplicates.actions import take_apart
    from crm.shared import journal
    from crm.shared.db import db
    from crm.shared.stamp import Stamp

    row = merged(*two())
    db.session.flush()
    clerk = stamp_of("clerk")
    late = Stamp(clerk.by, clerk.at + timedelta(days=31))
    assert "over" in refused(take_apart, row, stamp=late).message
    assert journal.sweep(late) == 1
    assert db.session.scalar(text("SELECT count(*) FROM journal_rows")) == 0


def test_taking_apart_twice_is_refused(inside: Flask) -> None:
    from crm.duplicates.actions import take_apart

    row = merged(*two())
    apart(row)
    assert "already" in refused(take_apart, row, stamp=stamp_of("clerk")).message


def test_who_was_erased_leaves_no_image(inside: Flask) -> None:
    from crm.duplicates.actions import take_apart
    from crm.shared import journal
    from crm.shared.db import db

    keep, gone = two()
    row = merged(keep, gone)
    db.session.flush()
    assert journal.forget("customers", [gone.id]) == 1
    assert db.session.scalar(text("SELECT count(*) FROM journal_rows")) == 0
    assert "over" in refused(take_apart, row, stamp=stamp_of("clerk")).message


def test_a_customers_own_answer_is_never_taken_back_only_the_merges_line(inside: Flask) -> None:
    import pytest
    from sqlalchemy.exc import DBAPIError

    from crm.customers.actions import record_consent
    from crm.customers.models import ConsentGiven
    from crm.shared.db import db

    keep, gone = two()
    record_consent(keep, consent="marketing-sms", given=True, stamp=stamp_of("reception"))
    db.session.flush()
    row = merged(keep, gone)
    lines = db.session.scalars(select(ConsentGiven.given).where(ConsentGiven.customer_id == keep.id)).all()
    assert lines == [True, False]
    apart(row)
    lines = db.session.scalars(select(ConsentGiven.given).where(ConsentGiven.customer_id == keep.id)).all()
    assert lines == [True]
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text("DELETE FROM consents"))
    db.session.rollback()


def test_ciphertext_lies_in_the_journal_as_it_is(inside: Flask) -> None:
    from crm.shared.db import db
    from crm.shared.journal import JournalRow

    merged(*two())
    for row in db.session.scalars(select(JournalRow)):
        said = repr((row.before, row.after))
        assert "0000" not in said or "k1." in said
        assert "13800007734" not in said
        assert "13900007734" not in said


def test_a_lead_handed_on_since_the_merge_stays_with_whom_it_is(inside: Flask) -> None:
    from crm.duplicates.actions import take_apart
    from crm.leads.actions import hand_over
    from crm.leads.models import OwnerPeriod
    from crm.shared.db import db

    keep, gone = two()
    lead = make_lead(customer=gone, owner="advisor2")
    gone.owner_id, keep.owner_id = lead.owner_id, stamp_of("advisor").by.id
    db.session.flush()
    row = merged(keep, gone, choices={"owner": "keep"}, why="Sam knows them")
    db.session.refresh(lead)
    assert lead.owner_id == stamp_of("advisor").by.id
    hand_over(lead, stamp_of("leader").by.id, why="asked for", stamp=stamp_of("manager"))
    db.session.flush()
    assert "the lead" in refused(take_apart, row, stamp=stamp_of("clerk")).message
    apart(row, leave=True)
    db.session.refresh(lead)
    assert lead.owner_id == stamp_of("leader").by.id
    periods = select(OwnerPeriod).where(OwnerPeriod.lead_id == lead.id).order_by(OwnerPeriod.since_at)
    rows = db.session.scalars(periods).all()
    assert [one.until_at for one in rows[:-1]] == [one.since_at for one in rows[1:]]
    assert rows[-1].until_at is None and rows[-1].owner_id == lead.owner_id
