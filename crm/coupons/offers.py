"""The offers of the seeds as data, which every new store begins with (R-511…R-514, A-26…A-28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crm.shared.words import N_


class Trigger(StrEnum):
    """What makes a store give an offer."""

    REFERRAL = "referral"
    COMPLAINT = "complaint"
    LOYALTY = "loyalty"
    CHURN = "churn"
    MANUAL = "manual"


class Kind(StrEnum):
    """What a benefit is (A-27)."""

    FUND = "fund"
    AMOUNT = "amount"
    SERVICE = "service"


TRIGGER_NAMES: Mapping[Trigger, str] = {
    Trigger.REFERRAL: N_("Thanks for a deal"),
    Trigger.COMPLAINT: N_("Comfort after a complaint"),
    Trigger.LOYALTY: N_("Reward for loyalty"),
    Trigger.CHURN: N_("Winning back"),
    Trigger.MANUAL: N_("By hand"),
}


@dataclass(frozen=True)
class Benefit:
    """One coupon of an offer. `legal_check`: a voucher for insurance renewal wants a legal check first (A-26)."""

    kind: Kind
    name: str
    name_en: str
    face_fen: int
    valid_days: int
    scope: str
    scope_en: str
    uses: int = 1
    legal_check: bool = False


@dataclass(frozen=True)
class Offer:
    """What a store gives for one cause."""

    code: str
    trigger: Trigger
    name: str
    name_en: str
    benefits: tuple[Benefit, ...]


def _fund(fen: int) -> Benefit:
    return Benefit(
        Kind.FUND, "转介绍购车基金", "Referral car-purchase fund", fen, 730,
        "您介绍的朋友购买新车时使用，每台车限用一份",
        "For a friend you send to us who buys a new car; one fund per car",
    )  # fmt: skip


def _renewal(fen: int) -> Benefit:
    return Benefit(
        Kind.AMOUNT, "续保代金券", "Renewal voucher", fen, 365, "商业险续保时使用，每车 1 张",
        "For renewing commercial insurance here; one per car", legal_check=True,
    )  # fmt: skip


def _service(name: str, name_en: str, fen: int, valid_days: int, scope: str, scope_en: str) -> Benefit:
    return Benefit(Kind.SERVICE, name, name_en, fen, valid_days, scope, scope_en)


OFFERS: tuple[Offer, ...] = (
    Offer("thanks", Trigger.REFERRAL, "新客户感谢礼", "Thanks to a new owner", (_fund(100_000),)),
    Offer(
        "comfort",
        Trigger.COMPLAINT,
        "投诉安慰礼",
        "Comfort after a complaint",
        (
            _service("四轮定位券", "Four-wheel alignment", 40_000, 180, "四轮定位一次", "One four-wheel alignment"),
            _renewal(10_000),
            _fund(50_000),
        ),
    ),
    Offer(
        "loyal",
        Trigger.LOYALTY,
        "忠诚客户奖励",
        "Reward for loyal owners",
        (
            _service(
                "免费常规保养券", "Free regular maintenance", 0, 365, "常规保养一次，含机油机滤和工时",
                "One regular maintenance, oil, filter and labour",
            ),
        ),
    ),
    Offer(
        "comeback",
        Trigger.CHURN,
        "流失客户招揽礼",
        "Coming-back gift",
        (
            _renewal(20_000),
            _service("节气门清洗券", "Throttle cleaning", 11_800, 180, "节气门清洗一次", "One throttle cleaning"),
        ),
    ),
)  # fmt: skip
