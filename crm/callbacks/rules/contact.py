"""One contact with a customer: by what, with which result, about what, and whether it counts (R-223…R-226, A-20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crm.leads.rules.topics import TOPIC_NAMES as TOPIC_NAMES
from crm.leads.rules.topics import Topic as Topic
from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

CALL_FROM = Number("callbacks.call_from", 9, "clock", N_("Calls from (hour, F-62)"), 9, 12)
CALL_UNTIL = Number("callbacks.call_until", 20, "clock", N_("Calls until (hour, F-62)"), 15, 21)
NOON_FROM = Number("callbacks.noon_from", 12, "clock", N_("Noon rest from (hour, F-62)"), 10, 15)
NOON_UNTIL = Number("callbacks.noon_until", 14, "clock", N_("Noon rest until (hour, F-62)"), 10, 16)
EVENING_FROM = Number("callbacks.evening_from", 17, "clock", N_("Evening calls begin (hour, F-42)"), 15, 20)
CALLS_A_DAY = Number("callbacks.calls_a_day", 2, "", N_("Calls to one person in a day (F-63)"), 1, 10)
CONTENT_LEAST = Number("callbacks.content_least", 2, "", N_("Signs that make a note (R-226)"), 1, 50)

SENTENCES = sentences(
    {
        "callbacks.counts": N_("Reached, with content"),
        "callbacks.not_reached": N_("Not reached: does not count"),
        "callbacks.no_topic": N_("No topic: does not count"),
        "callbacks.no_content": N_("Nothing written down: does not count"),
        "callbacks.from_file": N_("From a file: it tells the story and counts in no figure"),
        "callbacks.too_early": N_("Calls start at {hour}:00. A message can wait too."),
        "callbacks.too_late": N_("Calls end at {hour}:00. Better tomorrow."),
        "callbacks.noon": N_("Noon rest until {hour}:00."),
    }
)


class Channel(StrEnum):
    """R-223, and the visit of the customer as a contact."""

    PHONE = "phone"
    WECHAT = "wechat"
    SMS = "sms"
    HOME = "home"
    SHOWROOM = "showroom"


CHANNEL_NAMES = {
    Channel.PHONE: N_("Phone"),
    Channel.WECHAT: N_("WeChat"),
    Channel.SMS: N_("Text message"),
    Channel.HOME: N_("Home visit"),
    Channel.SHOWROOM: N_("Showroom"),
}


class Result(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    LATER = "later"
    BAD_NUMBER = "bad_number"


RESULT_NAMES = {
    Result.REACHED: N_("Got through"),
    Result.NO_ANSWER: N_("No answer"),
    Result.LATER: N_("Call later"),
    Result.BAD_NUMBER: N_("Bad number"),
}


CARE_TOPICS = (Topic.NEW_CAR, Topic.BOOKING, Topic.QUESTION, Topic.ROUTINE)
FIRST_TOPICS = (
    Topic.WELCOME, Topic.QUOTE, Topic.TEST_DRIVE, Topic.SECOND_VISIT, Topic.TRADE_IN, Topic.FINANCE, Topic.STOCK
)  # fmt: skip
SALES_TOPICS = tuple(t for t in Topic if t not in (Topic.WELCOME, Topic.NEW_CAR, Topic.BOOKING, Topic.QUESTION))


@dataclass(frozen=True)
class Said:
    """What a person writes down about one contact."""

    channel: Channel
    result: Result
    topic: Topic | None = None
    said: str = ""
    learnt: str = ""
    agreed: str = ""


def verdict(call: Said, least: int) -> Reason:
    """Whether a contact counts and why (R-226). A delivered text is no contact: the answer's content is (A-20)."""
    if call.result is not Result.REACHED:
        return Reason("callbacks.not_reached")
    if call.topic is None:
        return Reason("callbacks.no_topic")
    signs = sum(sign.isalnum() for sign in call.said + call.learnt + call.agreed)
    return Reason("callbacks.counts" if signs >= least else "callbacks.no_content")


def counts(call: Said, least: int) -> bool:
    return verdict(call, least).code == "callbacks.counts"


def contradiction(call: Said) -> tuple[str, str] | None:
    """A failed contact cannot record a promise or a visit (F-03): (field, sentence), or None."""
    if call.result is Result.REACHED:
        return None
    if call.channel is Channel.SHOWROOM:
        return "result", N_("Who came to the showroom was reached. Choose “Got through” or another channel.")
    if call.agreed.strip():
        return "agreed", N_("Nobody was reached, so nothing can be agreed. Choose “Got through” or clear this line.")
    return None


class Band(StrEnum):
    """Part of the day; a customer not reached is tried in another one (F-42)."""

    MORNING = "m"
    AFTERNOON = "a"
    EVENING = "e"


BAND_NAMES: dict[str, str] = {
    Band.MORNING: N_("morning"),
    Band.AFTERNOON: N_("afternoon"),
    Band.EVENING: N_("evening"),
}


def band(local: datetime, numbers: Mapping[Number, int]) -> Band:
    """The part of the store's day."""
    if local.hour < numbers[NOON_FROM]:
        return Band.MORNING
    return Band.AFTERNOON if local.hour < numbers[EVENING_FROM] else Band.EVENING


def hours_hint(local: datetime, numbers: Mapping[Number, int]) -> Reason | None:
    """Why this is not the hour for a call (R-227, F-62), or None."""
    if local.hour < numbers[CALL_FROM]:
        return Reason("callbacks.too_early", {"hour": numbers[CALL_FROM]})
    if local.hour >= numbers[CALL_UNTIL]:
        return Reason("callbacks.too_late", {"hour": numbers[CALL_UNTIL]})
    if numbers[NOON_FROM] <= local.hour < numbers[NOON_UNTIL]:
        return Reason("callbacks.noon", {"hour": numbers[NOON_UNTIL]})
    return None
