"""Who may be the same: found by night and at once, put away by people, and back when a file changes."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.makers import make_customer, make_lead, make_vehicle
from tests.support import stamp_of


def machine_stamp() -> Any:
    from crm.shared.clock import clock
    from crm.shared.stamp import machine

    return machine(1, clock.now())


def look() -> dict[tuple[int, int], Any]:
    """Look through the store as the night does; the pairs that stand open."""
    from crm.duplicates.actions import find_pairs
    from crm.duplicates.models import SuspectedPair
    from crm.shared.db import db

    db.session.flush()
    find_pairs(machine_stamp())
    db.session.expire_all()
    rows = db.session.scalars(select(SuspectedPair).where(SuspectedPair.state == "open"))
    return {(row.a_id, row.b_id): row for row in rows}


def test_the_same_number_as_second_number_is_found(inside: Flask) -> None:
    from crm.customers.actions import rewrite_search_terms
    from crm.shared.db import db

    one, other = make_customer("章晓雯", "13800007734"), make_customer("张晓雯", "13900001111", by="clerk")
    other.phone2 = "13800007734"
    db.session.flush()
    rewrite_search_terms(other)
    assert (one.id, other.id) in look()


def test_the_same_plate_is_found(inside: Flask) -> None:
    one, other = make_customer("马建国", "13800007734"), make_customer("马先生", "13800007784", by="clerk")
    make_vehicle(one, vin="LSVAM4187C2184222", plate="粤B12345")
    make_vehicle(other, vin="LSVAM4187C2184223", plate="粤B12345")
    assert (one.id, other.id) in look()


def test_one_wrong_digit_with_the_same_name_is_found(inside: Flask) -> None:
    one, other = make_customer("龚建平", "13800007734"), make_customer("龚建平", "13800007784", by="clerk")
    swapped = make_customer("龚建平", "13800007743", by="clerk")
    found = look()
    assert (one.id, other.id) in found
    assert (one.id, swapped.id) in found
    assert found[one.id, other.id].reasons


def test_strangers_are_not_suspected(inside: Flask) -> None:
    make_customer("王伟", "13800007734")
    make_customer("王伟", "15912345678", by="clerk")
    make_customer("李娜", "13800007735", by="clerk")
    assert look() == {}


def test_every_night_gives_the_same_list(inside: Flask) -> None:
    make_customer("龚建平", "13800007734")
    make_customer("龚建平", "13800007784", by="clerk")
    assert len(look()) == len(look()) == 1


def test_not_the_same_is_remembered_until_a_file_changes(inside: Flask) -> None:
    from crm.duplicates.actions import say
    from crm.duplicates.rules.merging import State

    one = make_customer("龚建平", "13800007734")
    make_customer("龚建平", "13800007784", by="clerk")
    pair = next(iter(look().values()))
    say(pair, verdict=State.NOT_SAME, stamp=stamp_of("clerk"))
    assert look() == {}
    make_vehicle(one, plate="粤B12345")
    assert len(look()) == 1


def test_put_off_comes_back_after_some_days(inside: Flask) -> None:
    from datetime import timedelta

    from crm.duplicates.actions import say
    from crm.duplicates.queries.listing import pairs
    from crm.duplicates.rules.merging import State

    make_customer("龚建平", "13800007734")
    make_customer("龚建平", "13800007784", by="clerk")
    pair = next(iter(look().values()))
    clerk = stamp_of("clerk")
    say(pair, verdict=State.LATER, stamp=clerk)
    assert not pairs(1, clerk.today, 85)
    assert len(pairs(1, clerk.today + timedelta(days=7), 85)) == 1


def test_a_corrected_file_leaves_the_list(inside: Flask) -> None:
    from crm.customers.actions import edit_customer
    from crm.shared.db import db

    make_customer("龚建平", "13800007734")
    other = make_customer("龚建平", "13800007784", by="clerk")
    assert len(look()) == 1
    edit_customer(other, name="李娜", sex="f", kind="person", phone="15912345678")
    db.session.flush()
    assert look() == {}


def test_a_new_file_is_looked_at_at_once(inside: Flask) -> None:
    from crm.duplicates.models import SuspectedPair
    from crm.shared.db import db
    from jobs.runner import run_all

    make_customer("龚建平", "13800007734")
    make_customer("龚建平", "13800007784", by="clerk")
    db.session.commit()
    run_all()
    assert db.session.scalars(select(SuspectedPair)).one().points >= 60


def near_certain() -> tuple[Any, Any]:
    from crm.customers.actions import rewrite_search_terms
    from crm.shared.db import db

    one, other = make_customer("欧阳锋华", "13800007734"), make_customer("欧阳锋华", "13900001111", by="clerk")
    other.phone2 = "13800007734"
    make_vehicle(one, vin="LSVAM4187C2184222", plate="粤B12345")
    make_vehicle(other, vin="LSVAM4187C2184223", plate="粤B12345")
    db.session.flush()
    rewrite_search_terms(other)
    return one, other


def test_by_itself_nothing_is_merged(inside: Flask) -> None:
    one, other = near_certain()
    pair = look()[one.id, other.id]
    assert pair.points >= 85
    assert other.archived_at is None


def test_where_the_store_wants_it_near_certain_pairs_are_merged_with_the_reason(inside: Flask) -> None:
    from crm.duplicates.actions import take_apart
    from crm.duplicates.models import Merge
    from crm.shared import settings
    from crm.shared.db import db

    one, other = near_certain()
    settings.change("duplicates.merge_sure", 1, stamp_of("manager"))
    assert look() == {}
    merge = db.session.scalars(select(Merge)).one()
    assert (merge.by_id, merge.reason_code, merge.keep_id) == (None, "merges.sure", one.id)
    take_apart(merge, stamp=stamp_of("clerk"))
    assert look() == {}  # a person has said that they are two
    assert other.archived_at is None


def test_nobody_loses_a_customer_to_the_machine(inside: Flask) -> None:
    from crm.shared import settings

    one, other = near_certain()
    make_lead(customer=one, owner="advisor")
    make_lead(customer=other, owner="advisor2")
    settings.change("duplicates.merge_sure", 1, stamp_of("manager"))
    assert (one.id, other.id) in look()


def test_what_was_filed_under_a_file_while_it_was_merged_away_follows_it(inside: Flask) -> None:
    from crm.duplicates.actions import merge
    from crm.shared.db import db

    keep, gone = make_customer("龚建平", "13800007734"), make_customer("龚建平", "13800007784", by="clerk")
    merge(keep.id, gone.id, stamp=stamp_of("clerk"))
    db.session.flush()
    late = make_vehicle(gone, plate="粤B12345")
    look()
    assert late.customer_id == keep.id
