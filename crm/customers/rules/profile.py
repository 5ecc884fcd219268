"""What is worth knowing about a customer, what they may be asked to agree to, and how names are taken apart.

Every fact of R-211 is optional and carries its source and date; the latest counts. Consent is asked per purpose,
never assumed, and withdrawing is as easy as giving (F-72, F-75).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from crm.customers.rules.pinyin import bare_name, surname_of
from crm.customers.rules.signs import plain
from crm.shared.numbers import Number
from crm.shared.words import N_

BRING_BACK_DAYS = Number(
    "customers.bring_back_days", 30, "d", N_("An archived customer can be brought back for"), 1, 365
)


class Kind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


KIND_NAMES = {Kind.PERSON: N_("Private person"), Kind.COMPANY: N_("Company")}
SEX_NAMES = {"m": N_("Mr"), "f": N_("Ms")}


# ---- how they found us, in two levels (F-06, R-147, R-206)
class Channel(StrEnum):
    WALK_IN = "walk_in"
    CALL_IN = "call_in"
    DCC = "dcc"
    REFERRAL = "referral"
    REPURCHASE = "repurchase"
    EVENT = "event"
    OUTLET = "outlet"


CHANNEL_NAMES = {
    Channel.WALK_IN: N_("Walk-in"),
    Channel.CALL_IN: N_("Phone enquiry"),
    Channel.DCC: N_("Online lead"),
    Channel.REFERRAL: N_("Referral"),
    Channel.REPURCHASE: N_("Owner buys again"),
    Channel.EVENT: N_("Show or event"),
    Channel.OUTLET: N_("Outlet"),
}
CHANNEL_DETAILS = {
    "chance": N_("Passing by"), "internet": N_("Internet"), "short_video": N_("Short video or live"),
    "outdoor": N_("Outdoor ad"), "tv": N_("TV"), "radio": N_("Radio"), "newspaper": N_("Newspaper"),
    "magazine": N_("Magazine"), "sms": N_("Text message"), "in_store": N_("In-store promotion"),
    "leaflet": N_("Leaflet"), "roadshow": N_("Roadshow"), "friend": N_("A friend's word"),
    "advisor": N_("Advisor's invitation"), "interception": N_("Came from a competitor"), "other": N_("Other"),
}  # fmt: skip


# ---- what is worth knowing
class Source(StrEnum):
    """Where a fact comes from: a said one outweighs a guess, so the source is always shown beside it."""

    SAID = "said"
    CALL = "call"
    SEEN = "seen"
    FILE = "file"


SOURCE_NAMES = {
    Source.SAID: N_("Said by the customer"),
    Source.CALL: N_("From a call"),
    Source.SEEN: N_("Noticed at a visit"),
    Source.FILE: N_("From a file"),
}


class Field(NamedTuple):
    """One fact of the profile. `choices` are code → label; `personal` ones need the right to read family notes."""

    label: str
    personal: bool = False
    choices: dict[str, str] | None = None
    longest: int = 80


URGENCIES = {
    "7": N_("Within 7 days"),
    "15": N_("Within 15 days"),
    "30": N_("Within 30 days"),
    "90": N_("Within 90 days"),
}
FIELDS: dict[str, Field] = {
    "model": Field(N_("Car wanted")),
    "brand": Field(N_("Brand preference")),
    "budget": Field(N_("Budget")),
    "urgency": Field(N_("Time to buy"), choices=URGENCIES),
    "need": Field(N_("What the car is for")),
    "concern": Field(N_("Concerns")),
    "competitor": Field(N_("Also looking at")),
    "age": Field(N_("Age"), longest=20),
    "appearance": Field(N_("To recognise them"), personal=True),
    "occupation": Field(N_("Work"), personal=True),
    "family": Field(N_("Family"), personal=True),
    "driving": Field(N_("Driving habits")),
    "hobbies": Field(N_("Hobbies")),
}

TAGS = {
    "first_purchase": N_("First purchase"), "upgrade": N_("Upgrade"), "business": N_("Business use"),
    "luxury": N_("Prefers luxury"), "trade_in": N_("Trade-in"), "loan": N_("Wants a loan"),
}  # fmt: skip
TAG_LONGEST = 16


# ---- what they agree to (F-72, F-75)
CONSENT_VERSION = "2026-01"


class Consent(NamedTuple):
    """One thing to agree to, and the words in which it is asked."""

    purpose: str
    channel: str
    label: str
    text: str


CONSENTS: dict[str, Consent] = {
    "enquiry-phone": Consent(
        "enquiry",
        "phone",
        N_("Calls about the enquiry"),
        N_("We keep your number and call you about this enquiry and your appointments. You can say stop at any time."),
    ),
    "service-sms": Consent(
        "service",
        "sms",
        N_("Service texts"),
        N_("We text you when your car is due in the workshop. You can say stop at any time."),
    ),
    "marketing-sms": Consent(
        "marketing", "sms", N_("Offers by text"), N_("We text you offers. You can say stop at any time.")
    ),
    "marketing-wechat": Consent(
        "marketing",
        "wechat",
        N_("Offers by WeChat"),
        N_("We send you offers by WeChat. You can say stop at any time."),
    ),
    "photo-delivery": Consent(
        "photo",
        "delivery",
        N_("Photos of the delivery"),
        N_("We keep photos of you with your new car and show them to nobody. Say stop, and they are gone."),
    ),
}
PHOTOS = "photo-delivery"  # asked by itself and never together with anything else (F-73)
AT_THE_DOOR = "enquiry-phone"


# ---- names
_TITLES = {"先生": "m", "女士": "f", "小姐": "f", "太太": "f", "Mr": "m", "Ms": "f", "Mrs": "f"}


def split_title(name: str) -> tuple[str, str | None]:
    """周先生 is 周 and a man; a name without a title says nothing about sex."""
    bare = plain(name)
    for title, sex in _TITLES.items():
        if bare.endswith(title) and len(bare) > len(title):
            return bare.removesuffix(title).strip(), sex
        if bare.startswith(title + " "):
            return bare.removeprefix(title).strip(), sex
    return bare, None


_POLITE = ("先生", "女士", "小姐", "太太", "师傅", "老师", "经理", "老板", "总", "哥", "姐", "工")


def without_title(name: str) -> str:
    """The name in what somebody types to find it: 张 of 张女士, 王总 and 老王; a given name is left alone."""
    bare, _sex = split_title(name)
    for title in _POLITE:
        if bare.endswith(title) and only_surname(bare.removesuffix(title)):
            return bare.removesuffix(title)
    return bare[1:] if bare[:1] in ("老", "小") and len(bare) == 2 and only_surname(bare[1:]) else bare


@lru_cache(maxsize=4096)
def only_surname(name: str) -> bool:
    """True for 周 and 欧阳: a surname is welcome when the full name is not given."""
    return bool(name) and len(name) <= 2 and surname_of(name) == bare_name(name)


def may_come_back(archived_at: datetime, at: datetime, days: int) -> bool:
    """Archived rows come back for 30 days (a setting)."""
    return at - archived_at <= timedelta(days=days)
