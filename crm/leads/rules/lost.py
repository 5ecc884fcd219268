"""Why sales are lost, what must be told with each reason, and when it is believed (R-236, F-15…F-17).

An application counts only when somebody else has approved it: giving up is the most frequent reason of all,
and nobody writes it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

RULE_VERSION = 1

UNREACHABLE_DAYS = Number(
    "leads.unreachable_days", 3, "", N_("Failed calls on so many days before 'unreachable'"), 1, 10
)
REOPEN_MOST_DAYS = Number(
    "leads.reopen_most_days", 730, "d", N_("A lost lead comes back at the latest after"), 30, 1_460
)
REVIEW_HOURS = Number("leads.review_hours", 24, "h", N_("A lost-sale application is reviewed within"), 1, 240)

SENTENCES = sentences(
    {
        "leads.reopened": N_("The date to contact them again has come"),
        "leads.reopened_by_hand": N_("Taken up again before its date"),
    }
)


class LostReason(StrEnum):
    """The reasons of F-17; the branches below group them."""

    COMPETITOR = "competitor"
    SAME_BRAND_OTHER_STORE = "same_brand_other_store"
    PRICE = "price"
    BUDGET = "budget"
    STOCK_OR_DELIVERY = "stock_or_delivery"
    PRODUCT_CONFIG = "product_config"
    PRODUCT_DESIGN = "product_design"
    FINANCE_REJECTED_OR_TERMS = "finance_rejected_or_terms"
    TRADE_IN_VALUE = "trade_in_value"
    SERVICE_EXPERIENCE = "service_experience"
    POSTPONED = "postponed"
    PLATE_QUOTA = "plate_quota"
    USED_CAR_INSTEAD = "used_car_instead"
    FAMILY_OPPOSES = "family_opposes"
    MOVED_AWAY = "moved_away"
    UNREACHABLE = "unreachable"
    INVALID_NUMBER = "invalid_number"
    DUPLICATE = "duplicate"
    NOT_A_BUYER = "not_a_buyer"
    OPTED_OUT = "opted_out"
    OTHER = "other"


R = LostReason
REASON_NAMES: dict[LostReason, str] = {
    R.COMPETITOR: N_("Bought another brand"),
    R.SAME_BRAND_OTHER_STORE: N_("Same brand, another store"),
    R.PRICE: N_("Price too high"),
    R.BUDGET: N_("Over the budget"),
    R.STOCK_OR_DELIVERY: N_("Not in stock, or delivered too late"),
    R.PRODUCT_CONFIG: N_("Equipment"),
    R.PRODUCT_DESIGN: N_("Design"),
    R.FINANCE_REJECTED_OR_TERMS: N_("Loan refused, or its terms"),
    R.TRADE_IN_VALUE: N_("Trade-in value too low"),
    R.SERVICE_EXPERIENCE: N_("How we served them"),
    R.POSTPONED: N_("Puts it off"),
    R.PLATE_QUOTA: N_("No plate quota"),
    R.USED_CAR_INSTEAD: N_("Takes a used car"),
    R.FAMILY_OPPOSES: N_("The family is against it"),
    R.MOVED_AWAY: N_("Moved away"),
    R.UNREACHABLE: N_("Cannot be reached"),
    R.INVALID_NUMBER: N_("The number is wrong"),
    R.DUPLICATE: N_("Filed twice"),
    R.NOT_A_BUYER: N_("Never wanted to buy"),
    R.OPTED_OUT: N_("Wants no more contact"),
    R.OTHER: N_("Another reason"),
}


@dataclass(frozen=True)
class Branch:
    """One branch of the tree of reasons; every code is the leaf of exactly one branch."""

    code: str
    name: str
    reasons: tuple[LostReason, ...]


BRANCHES = (
    Branch("price", N_("Price"), (R.PRICE, R.SAME_BRAND_OTHER_STORE, R.TRADE_IN_VALUE)),
    Branch(
        "product", N_("Another car fits better"), (R.COMPETITOR, R.PRODUCT_CONFIG, R.PRODUCT_DESIGN, R.USED_CAR_INSTEAD)
    ),
    Branch("money", N_("Money or loan"), (R.BUDGET, R.FINANCE_REJECTED_OR_TERMS)),
    Branch("service", N_("Our service"), (R.SERVICE_EXPERIENCE, R.STOCK_OR_DELIVERY)),
    Branch("need", N_("No need now"), (R.POSTPONED, R.PLATE_QUOTA, R.FAMILY_OPPOSES, R.MOVED_AWAY)),
    Branch("contact", N_("Out of reach"), (R.UNREACHABLE, R.INVALID_NUMBER, R.OPTED_OUT)),
    Branch("none", N_("Not a sale, or something else"), (R.DUPLICATE, R.NOT_A_BUYER, R.OTHER)),
)


class Verdict(StrEnum):
    """What became of an application; `withdrawn` is the applicant's own word."""

    APPROVED = "approved"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


VERDICT_NAMES = {
    Verdict.APPROVED: N_("Approved"),
    Verdict.SENT_BACK: N_("Sent back"),
    Verdict.WITHDRAWN: N_("Withdrawn"),
}

# What must be told with a reason: the field, and the sentence under it while it is empty (F-17).
REQUIRED: dict[LostReason, tuple[tuple[str, str], ...]] = {
    R.COMPETITOR: (
        ("competitor_brand", N_("Which brand did they buy?")),
        ("competitor_model", N_("Which model did they buy?")),
    ),
    R.SAME_BRAND_OTHER_STORE: (("competitor_store", N_("Which store did they buy from?")),),
    R.POSTPONED: (("reopen_on", N_("Until when? Give the day to contact them again.")),),
    R.DUPLICATE: (("duplicate_of", N_("Give the number of the lead that stays.")),),
    R.OTHER: (("note", N_("Say in a few words what it was.")),),
}


def branch_of(reason: LostReason) -> Branch:
    """The branch that a reason hangs on."""
    return next(branch for branch in BRANCHES if reason in branch.reasons)


def missing_facts(reason: LostReason, told: Mapping[str, object]) -> list[tuple[str, str]]:
    """The (field, sentence) pairs that this reason still needs."""
    return [(field, sentence) for field, sentence in REQUIRED.get(reason, ()) if not told.get(field)]


def failed_days(days: Iterable[date]) -> int:
    """On how many different days calls failed; three on one day are one day (F-17 UNREACHABLE)."""
    return len(set(days))


def reopen_day_fits(reopen_on: date, today: date, most_days: int) -> bool:
    """From tomorrow on, and not later than the store allows."""
    return today < reopen_on <= today + timedelta(days=most_days)
