"""How right the matcher is on files that it has never seen: the figures that issue 3 asks for, and foreign ones."""

from __future__ import annotations

import time

from crm.duplicates.rules import Record, match, measure
from tests.duplicates.foreign import hotel, people, restaurants
from tests.duplicates.people import city

HELD_OUT = 1301  # never looked at while the matcher was made


def figures(records: list[Record], truth: list[str]) -> tuple[float, float, float]:
    """(precision, recall, precision of what is merged by itself)"""
    found = match(records)
    likely, sure = measure(found.likely, truth), measure(found.sure, truth)
    print(f"{len(records)} records: {likely}, automatic {sure}")
    return likely.precision, likely.recall, sure.precision


def test_a_city_of_twenty_thousand_chinese_records() -> None:
    records, truth = city(20_000, HELD_OUT)
    precision, recall, automatic = figures(records, truth)
    assert precision >= 0.99
    assert recall >= 0.95
    assert automatic >= 0.999


def test_the_stores_own_table_on_the_same_city() -> None:
    records, truth = city(6_000, HELD_OUT)
    found = match(records, learned=False)
    likely, sure = measure(found.likely, truth), measure(found.sure, truth)
    assert likely.precision >= 0.97
    assert likely.recall >= 0.95
    assert sure.precision >= 0.999


def test_english_people_with_slips_and_exchanged_cells() -> None:
    records, truth = people(4_000, HELD_OUT)
    precision, recall, automatic = figures(records, truth)
    assert precision >= 0.99
    assert recall >= 0.97
    assert automatic >= 0.999


def test_places_that_share_a_house_stay_apart() -> None:
    records, truth = restaurants(1_500, HELD_OUT)
    precision, recall, automatic = figures(records, truth)
    assert precision >= 0.98
    assert recall >= 0.7
    assert automatic >= 0.999


def test_a_telephone_of_hundreds_proves_nothing() -> None:
    records, truth = hotel(3_000, HELD_OUT)
    precision, recall, automatic = figures(records, truth)
    assert precision >= 0.99
    assert recall >= 0.95
    assert automatic >= 0.999


def test_ten_thousand_records_are_matched_within_a_minute_of_one_core() -> None:
    records, _truth = people(10_000, HELD_OUT)
    before = time.process_time()
    match(records)
    assert time.process_time() - before < 60
