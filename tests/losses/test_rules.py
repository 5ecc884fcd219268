"""What a loss owes its customer, what wakes them, and what the month's figures say."""

from datetime import date, timedelta

import pytest

from crm.leads.rules import LostReason as R
from crm.leads.rules import giving_up
from crm.leads.rules.lost import missing_facts
from crm.losses.rules import month, occasions, touches
from crm.losses.rules.touches import Kind, due_days
from crm.shared.numbers import NUMBERS
from crm.shared.reasons import say

DAY = date(2026, 3, 18)
DEFAULTS = {number: number.default for number in NUMBERS.values()}


# ---- required facts and giving up
def test_our_own_brand_elsewhere_names_the_store():  # F-17
    assert [field for field, _why in missing_facts(R.SAME_BRAND_OTHER_STORE, {})] == ["competitor_store"]
    assert missing_facts(R.SAME_BRAND_OTHER_STORE, {"competitor_store": "西城店"}) == []


@pytest.mark.parametrize(
    ("reason", "contacts", "expected"),
    [(R.PRICE, 2, True), (R.PRICE, 3, False), (R.COMPETITOR, 0, False), (R.UNREACHABLE, 0, False), (R.OTHER, 0, True)],
)  # fmt: skip
def test_a_loss_without_outside_fact_and_without_contacts_looks_given_up(reason, contacts, expected):  # F-15
    assert giving_up.gave_up(reason, contacts, DEFAULTS)[0] is expected


# ---- thanks and words in between
def test_an_approved_loss_owes_thanks_at_once_and_four_words_in_a_year():
    due = due_days(R.PRICE, DAY, None, DEFAULTS)
    assert [(kind, on) for kind, on, _why in due] == [
        (Kind.THANKS, DAY), *((Kind.TOUCH, DAY + timedelta(days=90 * n)) for n in (1, 2, 3, 4))
    ]  # fmt: skip


def test_nothing_is_said_shortly_before_the_lead_comes_back():
    due = due_days(R.POSTPONED, DAY, DAY + timedelta(days=100), DEFAULTS)
    assert [kind for kind, _on, _why in due] == [Kind.THANKS]
    assert len(due_days(R.POSTPONED, DAY, DAY + timedelta(days=111), DEFAULTS)) == 2


@pytest.mark.parametrize("reason", [R.OPTED_OUT, R.INVALID_NUMBER, R.DUPLICATE])
def test_whoever_asked_for_peace_or_is_nobody_hears_nothing(reason):
    assert due_days(reason, DAY, None, DEFAULTS) == []


# ---- occasions
@pytest.mark.parametrize(
    ("old", "new", "field"), [(None, 1, "old_price"), (20, None, "new_price"), (20, 20, "new_price"), (20, 21, "new_price"), (20, 9, "new_price"), (-1, 1, "old_price"), (20, 19, None)]
)  # fmt: skip
def test_only_a_lower_price_wakes(old, new, field):
    wrong = occasions.wrong_prices(occasions.Kind.PRICE, old, new)
    assert (wrong and wrong[0]) == field
    assert occasions.wrong_prices(occasions.Kind.MODEL, old, new) is None


def test_an_occasion_is_from_today_and_not_too_far_ahead():
    assert occasions.wrong_day(DAY - timedelta(days=1), DAY, 60)
    assert occasions.wrong_day(DAY + timedelta(days=61), DAY, 60)
    assert occasions.wrong_day(DAY, DAY, 60) is None


def test_nobody_is_woken_who_asked_for_peace_whatever_branch_is_named():
    assert not occasions.NEVER & set(occasions.reasons_of(()))
    assert occasions.reasons_of(["price"]) == [R.PRICE, R.SAME_BRAND_OTHER_STORE, R.TRADE_IN_VALUE]


def test_a_model_is_one_however_it_is_written():
    assert occasions.plain("澄野 Ｌ6") == occasions.plain("澄野l6")


# ---- the month
def test_the_gaps_say_how_many_a_discount_would_have_won():
    told = month.gaps([-100_000, -400_000, -900_000, 300_000])
    assert (told.told, told.middle_fen, told.most_fen) == (3, 400_000, 900_000)
    assert [n for _step, n in told.covered] == [1, 2, 3, 3]
    assert month.gaps([5]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-02", date(2026, 2, 1)), ("2027-01", date(2026, 3, 1)), ("x", date(2026, 3, 1)), ("", date(2026, 3, 1)), ("1900-01", date(2026, 3, 1))],
)  # fmt: skip
def test_a_month_of_the_address(text, expected):
    assert month.month_of(text, DAY) == expected
    assert (month.before(date(2026, 1, 1)), month.after(date(2026, 12, 1))) == (date(2025, 12, 1), date(2027, 1, 1))


def test_every_reason_is_a_sentence_in_both_languages(inside):
    from flask import g

    facts = {
        "contacts": 1, "least": 3, "days": 90, "most": 4, "model": "L6", "old": "¥209,800", "new": "¥199,800",
        "note": "", "hours": 24,
    }  # fmt: skip
    codes = [*giving_up.SENTENCES, *touches.SENTENCES, *occasions.SENTENCES, *month.SENTENCES]
    for g.language in ("zh", "en"):
        for code in codes:
            said = say(code, facts)
            assert "?" not in said
            assert any("一" <= sign <= "鿿" for sign in said) is (g.language == "zh"), said
