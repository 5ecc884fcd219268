"""The maker's list of visits at other stores: taken once, found by the VIN whenever the car is filed, and undone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crm.elsewhere.models import ElsewhereVisit
from crm.elsewhere.queries import figures
from crm.elsewhere.rules import Group, Period, Span
from crm.shared.db import db
from tests.imports.test_flow import VIN, again, brought_in, count, reasons, verdicts
from tests.imports.test_undo import undone
from tests.makers import make_vehicle
from tests.support import stamp_of

ONE = pytest.mark.databases("sqlite")  # what differs between databases is in the tests that run on both
HEADINGS = ["序号", "车架号", "进店日期", "服务店", "区域内外"]
OTHER = "LSVAA4187E2999999"
ROWS = [
    HEADINGS, [1, VIN, date(2026, 3, 5), "澄野（南山）店", "区域内"], [2, VIN.lower(), "2026/1/8", "澄野惠州店", "区域外"], [3, OTHER, 46086, "澄野惠州店", "外"],
    [4, VIN, "2026-03-05", "澄野(南山)店", "内"],
]  # fmt: skip
YEAR = Period(Span.YEAR, date(2025, 3, 19), date(2026, 3, 18))


def seen() -> list[tuple]:
    return [tuple(row) for row in db.session.execute(select(ElsewhereVisit.vin, ElsewhereVisit.on_day, ElsewhereVisit.in_region).order_by(ElsewhereVisit.on_day))]


@ONE
def test_each_visit_is_kept_once(inside):
    make_vehicle(vin=VIN)
    db.session.commit()
    record = brought_in(ROWS, "elsewhere_visits")
    assert (record.mapping, verdicts(record)) == (["", "vin", "seen_on", "other_store", "in_region"], ["new", "new", "new", "same"])
    assert reasons(record)[:3] == ["imports.new_sighting"] * 2 + ["imports.new_sighting_unknown"]
    assert seen() == [(VIN, date(2026, 1, 8), False), (VIN, date(2026, 3, 5), True), (OTHER, date(2026, 3, 5), False)]
    raw = str(db.session.connection().exec_driver_sql("SELECT * FROM elsewhere_visits").all())
    assert VIN not in raw and OTHER not in raw
    again_record = brought_in(ROWS, "elsewhere_visits")
    assert (again_record.rows_new, again_record.rows_changed, again_record.rows_same) == (0, 0, 4)


def test_a_car_that_is_filed_later_is_found_by_its_vin(inside):
    brought_in(ROWS, "elsewhere_visits")
    stamp = stamp_of("clerk")
    assert (figures(YEAR, stamp)[Group.SEEN], figures(YEAR, stamp)[Group.UNKNOWN]) == (0, 2)
    make_vehicle(vin=VIN)
    assert (figures(YEAR, stamp)[Group.GONE], figures(YEAR, stamp)[Group.UNKNOWN]) == (1, 1)


def test_the_region_may_be_told_later_and_the_undo_forgets_it(inside):
    bare = [HEADINGS[:4], *(row[:4] for row in ROWS[1:4])]
    first = brought_in(bare, "elsewhere_visits")
    assert {one[2] for one in seen()} == {None}
    later = brought_in(ROWS[:4], "elsewhere_visits")
    assert verdicts(later) == ["changed"] * 3
    assert verdicts(brought_in(bare, "elsewhere_visits")) == ["same"] * 3  # an empty cell never erases
    undone(again(later))
    assert {one[2] for one in seen()} == {None}
    undone(again(first))
    assert count(ElsewhereVisit) == 0


@ONE
def test_what_cannot_be_taken_says_why(inside):
    rows = [HEADINGS, [1, "", "2026-03-05", "店", "内"], [2, VIN, "", "店", "内"], [3, VIN[:16], "2026-03-05", "店", ""], [4, VIN, "2099-01-01", "店", ""],
            [5, VIN, "2026-03-05", "店", "内"], [6, VIN, "2026-03-05", "店", "外"], [7, VIN, "2026-03-06", "店", "华南大区"]]  # fmt: skip
    record = brought_in(rows, "elsewhere_visits")
    assert reasons(record) == [
        "imports.no_vin", "imports.no_day", "imports.vin_length", "imports.date_future", "imports.new_sighting_unknown", "imports.row_differs",
        "imports.new_sighting_unknown",
    ]  # fmt: skip
    assert seen()[1][2] is None  # a region by its name is neither in nor out
