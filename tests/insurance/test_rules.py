"""Kinds of policies, until when a car is insured, and what makes two rows the same policy."""

from __future__ import annotations

from datetime import date

import pytest

from crm.insurance.rules import Cover, Ends, cover_of, insured_until, natural_key, plain_number, standing, year_before
from crm.shared.reasons import say

TODAY = date(2026, 3, 18)


@pytest.mark.parametrize("said", ["商业险", "机动车商业保险", "车损险", "三者险", "commercial"])
def test_commercial(said):
    assert cover_of(said) is Cover.COMMERCIAL


@pytest.mark.parametrize("said", ["交强险", "机动车交通事故责任强制保险", "强制险", "compulsory"])
def test_compulsory(said):
    assert cover_of(said) is Cover.COMPULSORY


@pytest.mark.parametrize("said", ["", "交强险+商业险", "人身险", "保险"])
def test_words_that_do_not_say_which(said):
    assert cover_of(said) is None


def test_a_car_is_insured_until_its_newest_commercial_policy_ends_else_its_compulsory_one():
    commercial = [Ends(Cover.COMMERCIAL, date(2025, 5, 1)), Ends(Cover.COMMERCIAL, date(2026, 5, 1))]
    compulsory = [Ends(Cover.COMPULSORY, date(2026, 9, 1))]
    assert insured_until([*compulsory, *commercial]) == date(2026, 5, 1)
    assert insured_until(compulsory) == date(2026, 9, 1)
    assert insured_until([]) is None


def test_the_number_makes_the_policy_or_the_car_with_kind_and_last_day():
    assert natural_key(7, Cover.COMMERCIAL, date(2026, 5, 1), "index") == "7:commercial:index"
    assert natural_key(7, Cover.COMMERCIAL, date(2026, 5, 1)) == "7:commercial:2026-05-01"
    assert plain_number(" pd-2026 0001 ") == "PD20260001"


@pytest.mark.parametrize(
    ("until", "sentence"),
    [(date(2026, 12, 1), "Runs until"), (date(2026, 5, 2), "Runs out in 45 days."), (date(2026, 5, 3), "Runs until"),
     (TODAY, "Runs out today."), (date(2026, 3, 8), "Ran out 10 days ago.")],
)  # fmt: skip
def test_how_a_policy_stands(app, until, sentence):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        reason = standing(until, TODAY, 45)
        assert say(reason.code, reason.facts).startswith(sentence)


def test_a_policy_runs_one_year():
    assert year_before(date(2027, 3, 4)) == date(2026, 3, 5)
    assert year_before(date(2028, 2, 29)) == date(2027, 3, 1)
