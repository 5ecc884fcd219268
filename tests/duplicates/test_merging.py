"""Two files of one person become one: what moves, what closes, who is told, and what nobody may do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.makers import make_coupon, make_customer, make_lead, make_order, make_vehicle, make_visit
from tests.support import stamp_of


def two(**gone: Any) -> tuple[Any, Any]:
    """Zhang filed at the door, and again from a list under another number."""
    keep = make_customer("章女士", "13800007734")
    return keep, make_customer(gone.pop("name", "张晓雯"), gone.pop("phone", "13900007734"), by="clerk", **gone)


def merged(keep: Any, gone: Any, by: str = "manager", **more: Any) -> Any:
    from crm.duplicates.actions import merge
    from crm.shared.db import db

    row = merge(keep.id, gone.id, stamp=stamp_of(by), **more)
    db.session.flush()
    return row


def refused(action: Any, *args: Any, **more: Any) -> Any:
    """What a refusal says, in English."""
    from flask import g

    from crm.shared.forms import Refused

    g.language = "en"
    with pytest.raises(Refused) as found:
        action(*args, **more)
    return found.value


def test_the_older_file_stays_and_has_both_numbers_and_the_fuller_name(inside: Flask) -> None:
    keep, gone = two()
    row = merged(gone, keep)
    assert (row.keep_id, row.gone_id) == (keep.id, gone.id)
    assert (keep.name, keep.phone, keep.phone2, keep.sex) == ("张晓雯", "13800007734", "13900007734", "f")
    assert gone.merged_into_id == keep.id
    assert gone.archived_at is not None


def test_remarks_of_both_stay_and_the_older_day_of_filing(inside: Flask) -> None:
    keep, gone = two()
    keep.note, gone.note, gone.filed_on = "先生开；周末", "周末；太太的车", date(2019, 1, 2)
    merged(keep, gone)
    assert (keep.note, keep.filed_on) == ("先生开；周末；太太的车", date(2019, 1, 2))


def test_what_is_chosen_counts(inside: Flask) -> None:
    keep, gone = two()
    merged(keep, gone, choices={"name": "keep", "phone": "gone"})
    assert (keep.name, keep.phone, keep.phone2) == ("章", "13900007734", "13800007734")


def test_cars_visits_and_coupons_come_along(inside: Flask) -> None:
    keep, gone = two()
    car, coupon = make_vehicle(gone, plate="粤B12345"), make_coupon(gone)
    visit = make_visit(phone="13900007734", surname="张")
    row = merged(keep, gone, why="same person")
    assert {car.customer_id, coupon.customer_id, visit.customer_id} == {keep.id}
    assert row.moved["vehicles.customer_id"] == 1
    assert row.moved["coupons.customer_id"] == 1


def test_nothing_points_at_the_file_that_goes(inside: Flask) -> None:
    from crm.duplicates.queries.pointing import pointing_at

    keep, gone = two()
    make_vehicle(gone)
    make_lead(customer=gone)
    merged(keep, gone)
    assert {name for name, one in pointing_at(gone.id).items() if one.rows} == set()


def test_one_of_two_open_leads_closes_as_filed_twice_and_its_task_with_it(inside: Flask) -> None:
    from crm.callbacks.actions import make_queue
    from crm.callbacks.models import Task
    from crm.leads.models import LostSale
    from crm.shared.db import db

    keep, gone = two()
    first, second = make_lead(customer=keep), make_lead(customer=gone)
    make_queue(stamp_of("manager"))
    merged(keep, gone)
    assert (first.stage, second.stage) == ("open", "lost")
    sale = db.session.scalars(select(LostSale).where(LostSale.lead_id == second.id)).one()
    assert (sale.reason, sale.duplicate_of_id) == ("duplicate", first.id)
    task = db.session.scalars(select(Task).where(Task.lead_id == second.id)).one()
    assert task.closed_how == "doubled"


def test_a_signed_order_goes_on_whoever_was_first(inside: Flask) -> None:
    keep, gone = two()
    first, second = make_lead(customer=keep), make_lead(customer=gone)
    make_order(second)
    merged(keep, gone)
    assert (first.stage, second.stage) == ("lost", "ordered")


def test_two_signed_orders_are_not_merged(inside: Flask) -> None:
    from crm.duplicates.actions import merge

    keep, gone = two()
    make_order(make_lead(customer=keep))
    make_order(make_lead(customer=gone))
    assert "signed order" in refused(merge, keep.id, gone.id, why="x", stamp=stamp_of("manager")).message


def test_a_coupon_of_the_same_cause_stays_in_the_customers_hand(inside: Flask) -> None:
    keep, gone = two()
    one, other = make_coupon(keep), make_coupon(gone)
    merged(keep, gone)
    assert one.customer_id == other.customer_id == keep.id
    assert one.cause != other.cause
    assert other.uses_left > 0


def test_a_tag_that_both_have_is_one(inside: Flask) -> None:
    from crm.customers.actions import put_tag
    from crm.customers.queries import portrait

    keep, gone = two()
    for one, tag in ((keep, "loan"), (gone, "loan"), (gone, "VIP")):
        put_tag(one, tag=tag, stamp=stamp_of("clerk"))
    merged(keep, gone)
    assert sorted(portrait(keep.id).tags) == ["VIP", "loan"]


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [(True, True, True), (True, False, False), (False, True, False), (None, False, False), (True, None, False),
     (None, True, None), (None, None, None)],
)  # fmt: skip
def test_consent_never_gets_wider(inside: Flask, mine: bool | None, theirs: bool | None, after: bool | None) -> None:
    from crm.customers.actions import record_consent
    from crm.customers.queries import portrait

    keep, gone = two()
    for one, given in ((keep, mine), (gone, theirs)):
        if given is not None:
            record_consent(one, consent="marketing-sms", given=given, stamp=stamp_of("reception"))
    merged(keep, gone)
    found = portrait(keep.id).consents.get("marketing-sms")
    assert (found[0] if found else None) is after


def test_a_lead_is_not_taken_from_an_advisor_by_a_clerks_merge(inside: Flask) -> None:
    """T7: the one who was there first keeps the customer; another owner is a manager's decision."""
    from crm.duplicates.actions import merge

    keep, gone = two()
    make_lead(customer=keep, owner="advisor")
    second = make_lead(customer=gone, owner="advisor2")
    clerk, manager = stamp_of("clerk"), stamp_of("manager")
    told = refused(merge, keep.id, gone.id, choices={"owner": "gone"}, why="x", stamp=clerk)
    assert told.field == "owner"
    merged(keep, gone, choices={"owner": "gone"}, why="Vera brought her", by=manager.by.username)
    assert second.stage == "open"
    assert keep.owner_id == stamp_of("advisor2").by.id


def test_a_loss_has_a_reason_and_the_loser_is_told(inside: Flask) -> None:
    from crm.duplicates.actions import merge
    from crm.notices.models import Notice
    from crm.shared.db import db

    keep, gone = two()
    make_lead(customer=keep, owner="advisor")
    make_lead(customer=gone, owner="advisor2")
    assert refused(merge, keep.id, gone.id, stamp=stamp_of("clerk")).field == "why"
    row = merged(keep, gone, why="same number plate", by="clerk")
    notice = db.session.scalars(select(Notice).where(Notice.kind == "merged")).one()
    assert (notice.staff_id, notice.subject_id) == (stamp_of("advisor2").by.id, row.id)
    assert row.lost_owner_id == stamp_of("advisor2").by.id


def test_an_old_version_is_refused(inside: Flask) -> None:
    from crm.duplicates.actions import merge
    from crm.shared.forms import Stale

    keep, gone = two()
    with pytest.raises(Stale):
        merge(keep.id, gone.id, versions={keep.id: keep.version + 1}, stamp=stamp_of("manager"))


def test_another_stores_file_is_never_merged(inside: Flask) -> None:
    from crm.duplicates.actions import merge

    keep = make_customer("章女士", "13800007734")
    other = make_customer("章女士", "13800007734", by="other_reception")
    assert "this store" in refused(merge, keep.id, other.id, stamp=stamp_of("manager")).message


def test_the_one_record_is_found_by_the_old_name_and_number_and_not_twice(inside: Flask) -> None:
    from crm.customers.actions import file_customer
    from crm.customers.queries import search

    keep, gone = two()
    merged(keep, gone)
    for typed in ("13900007734", "13800007734", "7734", "zhang", "张晓雯"):
        assert [row.id for row in search(stamp_of("clerk").by, typed)] == [keep.id], typed
    assert file_customer(phone="13900007734", name="张", stamp=stamp_of("reception")).id == keep.id
