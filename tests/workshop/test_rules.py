"""Who paid, what kind of job, and when two rows are the same visit (R-114…R-121)."""

from datetime import date

import pytest

from crm.vehicles.rules import Reading
from crm.workshop.rules import Job, Payer, job_of, last_reading, natural_key, payer_of

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("said", "payer"),
    [("自费", Payer.CUSTOMER), ("客付", Payer.CUSTOMER), ("现金", Payer.CUSTOMER), ("非保修", Payer.CUSTOMER), ("事故自费", Payer.CUSTOMER),
     ("保修", Payer.WARRANTY), ("索赔", Payer.WARRANTY), ("三包", Payer.WARRANTY), ("免费首保", Payer.WARRANTY), ("PDI", Payer.WARRANTY), ("厂家", Payer.WARRANTY),
     ("保险", Payer.INSURANCE), ("保险公司", Payer.INSURANCE), ("事故车", Payer.INSURANCE), ("内部", Payer.NOBODY), ("返工", Payer.NOBODY), ("免费", Payer.NOBODY),
     ("谁付", None), ("", None), ("？", None)],
)  # fmt: skip
def test_who_paid(said, payer):
    """R-121: only the customer's own money counts for value; a free first maintenance is the maker's."""
    assert payer_of(said) == payer


@pytest.mark.parametrize(
    ("said", "item", "job"),
    [("首保", "", Job.FIRST), ("保养", "首保", Job.MAINTENANCE), ("", "首次保养", Job.FIRST), ("定期保养", "", Job.MAINTENANCE), ("", "更换机油机滤", Job.MAINTENANCE),
     ("事故", "保养", Job.ACCIDENT), ("钣喷", "", Job.ACCIDENT), ("一般维修", "", Job.REPAIR), ("三包", "门锁更换", Job.REPAIR), ("", "更换雨刮", Job.REPAIR),
     ("洗车", "", Job.OTHER), ("", "", Job.OTHER), ("其他", "小保养", Job.MAINTENANCE)],
)  # fmt: skip
def test_kind_of_job(said, item, job):
    assert job_of(said, item) == job


def test_the_order_number_is_the_visit_however_it_is_spelt():
    assert natural_key(1, DAY, "gd 001", "repair") == natural_key(2, date(2020, 1, 1), "GD001", "other") == "order:GD001"


def test_without_a_number_car_day_and_job_are_the_visit():
    keys = {natural_key(1, DAY, "", "repair"), natural_key(2, DAY, "", "repair"), natural_key(1, DAY, "", "accident"), natural_key(1, date(2026, 3, 6), "", "repair")}
    assert len(keys) == 4


def test_the_mileage_that_stands_is_the_highest_on_its_last_day():
    readings = [Reading(date(2026, 1, 1), 5000), Reading(date(2026, 2, 1), 4000), Reading(date(2026, 3, 1), 5000), Reading(date(2026, 4, 1), None)]
    assert last_reading(readings) == Reading(date(2026, 3, 1), 5000)
    assert last_reading([]) is None
