"""Customers: which facts are worth knowing, what a customer may be asked to agree to, how a search is read.

Every fact of R-211 is optional and carries its source and date; the latest counts. Consent is asked per purpose,
never assumed, and withdrawing is as easy as giving (F-72, F-75). Identifiers and pinyin stand beside this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from crm.customers.identifiers import (
    PROVINCES,
    VinWarning,
    check_vin,
    digits_of,
    mask_phone,
    mask_plate,
    mask_vin,
    normalise_phone,
    normalise_plate,
    normalise_vin,
    phones_in,
    plain,
    plate_kind,
)
from crm.customers.pinyin import bare_name, pinyin_key, readings, surname_of
from crm.shared.numbers import Number
from crm.shared.words import N_

__all__ = [
    "PROVINCES", "VinWarning", "bare_name", "check_vin", "digits_of", "mask_phone", "mask_plate", "mask_vin",
    "normalise_phone", "normalise_plate", "normalise_vin", "phones_in", "pinyin_key", "plain", "plate_kind",
    "readings", "surname_of",
]  # fmt: skip

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
    "enquiry-phone": Consent("enquiry", "phone", N_("Calls about the enquiry"), N_("We keep your number and call you about this enquiry and your appointments. You can say stop at any time.")),
    "service-sms": Consent("service", "sms", N_("Service texts"), N_("We text you when your car is due in the workshop. You can say stop at any time.")),
    "marketing-sms": Consent("marketing", "sms", N_("Offers by text"), N_("We text you offers. You can say stop at any time.")),
    "marketing-wechat": Consent("marketing", "wechat", N_("Offers by WeChat"), N_("We send you offers by WeChat. You can say stop at any time.")),
}  # fmt: skip
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


@lru_cache(maxsize=4096)
def only_surname(name: str) -> bool:
    """True for 周 and 欧阳: a surname is welcome when the full name is not given."""
    return bool(name) and len(name) <= 2 and surname_of(name) == bare_name(name)


def may_come_back(archived_at: datetime, at: datetime, days: int) -> bool:
    """Archived rows come back for 30 days (a setting)."""
    return at - archived_at <= timedelta(days=days)


# ---- searching
class Wanted(NamedTuple):
    """One thing to look for: a blind index of `kind`, or (kind "name") the beginning of a name or its pinyin."""

    kind: str
    value: str


@dataclass(frozen=True)
class Known:
    """What a customer can be found by."""

    name: str = ""
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    vins: tuple[str, ...] = ()


Blind = Callable[[str, str], str]


def search_terms_for(known: Known, blind: Blind) -> set[str]:
    """Every row of the search table for one customer; `blind(kind, value)` makes the keyed index.

    Names and pinyin stand as prefixes; numbers only as blind indexes behind "=", which no name contains.
    """
    terms = {"=" + blind(kind, value) for kind, value in _numbers(known)}
    name = bare_name(known.name)
    terms.update(name[start:] for start in range(min(len(name), 6)))
    for read in readings(known.name):
        for start in range(min(len(read), 4)):
            terms.add("".join(read[start:]))
        terms.add("".join(syllable[0] for syllable in read))
    return terms


def _numbers(known: Known) -> Iterable[Wanted]:
    for phone in known.phones:
        yield Wanted("phone", phone)
        yield Wanted("last4", phone[-4:])
    for plate in known.plates:
        yield Wanted("plate", plate)
        tail = plate[1:] if plate[0] in PROVINCES else plate
        yield Wanted("plate_tail", tail)  # without the province
        yield Wanted("plate_tail", tail[-5:])
    for vin in known.vins:
        yield Wanted("vin", vin)
        yield Wanted("vin6", vin[-6:])


def read_query(text: str) -> list[Wanted]:
    """What a typed line may mean; an empty list when it means nothing that can be looked for."""
    bare = re.sub(r"[\s\-·•.]", "", plain(text)).upper()
    if not bare:
        return []
    if phone := normalise_phone(text):
        return [Wanted("phone", phone)]
    if re.fullmatch(r"[0-9A-Z]+", bare) and any(sign.isdigit() for sign in bare):
        return _code_query(bare)
    if bare[0] in PROVINCES and any(sign.isdigit() for sign in bare):
        plate = normalise_plate(bare)
        return [Wanted("plate", plate)] if plate else []
    name = bare_name(text)
    return [Wanted("name", name)] if name else []


def _code_query(bare: str) -> list[Wanted]:
    """Letters and digits: last four of a phone, a plate without its province, a VIN or its last six."""
    if len(bare) == 4 and bare.isdigit():
        return [Wanted("last4", bare)]
    if len(bare) == 17:
        return [Wanted("vin", normalise_vin(bare) or bare)]
    tail = (
        bare[:1] + bare[1:].replace("O", "0").replace("I", "1")
        if len(bare) > 5
        else bare.replace("O", "0").replace("I", "1")
    )
    if len(bare) == 6:
        return [Wanted("plate_tail", tail), Wanted("vin6", normalise_vin(bare) or bare)]
    if len(bare) in (5, 7):
        return [Wanted("plate_tail", tail)]
    return [Wanted("name", bare_name(bare))]
