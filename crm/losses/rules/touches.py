"""Thanks for a lost customer's time, and a word now and then: moderate contact, so that the door stays open (R-236).

Nothing is sent by the machine. The advisor copies the words and says that it is done; offers need consent (F-60).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from crm.leads.rules.lost import LostReason, R
from crm.shared.numbers import Number, Wording
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1

TOUCH_EVERY = Number("losses.touch_every_days", 90, "d", N_("A word to a lost customer every (R-236)"), 30, 365)
TOUCHES_MOST = Number("losses.touches_most", 4, "", N_("Words to a lost customer at most"), 0, 12)
QUIET_DAYS = Number("losses.quiet_days", 21, "d", N_("No word so shortly before the day to contact them again"), 0, 90)

THANKS = Wording(
    "losses.thanks",
    N_(
        "Hello {name}, thank you for your time and for looking at the {model} with us. If we can ever be of help with"
        " a car, I am glad to hear from you. {advisor}, {store}"
    ),
    N_("Thanks to a customer who did not buy (R-236)"),
    300,
)
GREETING = Wording(
    "losses.greeting",
    N_(
        "Hello {name}, this is {advisor} of {store}. I hope you are well on the road. Should you think about a car"
        " again, I am here."
    ),
    N_("A word now and then to a customer who did not buy"),
    300,
)  # fmt: skip

SENTENCES = sentences(
    {
        "losses.thanks": N_("Did not buy: thanks for the time they gave us"),
        "losses.touch": N_("Did not buy: a word every {days} days, at most {most} of them"),
    }
)


class Kind(StrEnum):
    THANKS = "thanks"
    TOUCH = "touch"


KIND_NAMES: dict[str, str] = {Kind.THANKS: N_("Thanks"), Kind.TOUCH: N_("A word in between")}


class How(StrEnum):
    """How it was said; the last two are not said at all."""

    WECHAT = "wechat"
    SMS = "sms"
    PHONE = "phone"
    DROPPED = "dropped"  # the advisor has let it be
    LAPSED = "lapsed"  # the lead went on meanwhile


SAID = (How.WECHAT, How.SMS, How.PHONE)
HOW_NAMES: dict[str, str] = {
    How.WECHAT: N_("WeChat"),
    How.SMS: N_("Text message"),
    How.PHONE: N_("Phone"),
    How.DROPPED: N_("Let be"),
    How.LAPSED: N_("No longer needed"),
}

SILENT = frozenset({R.OPTED_OUT, R.INVALID_NUMBER, R.DUPLICATE})  # nobody to thank, or they asked for peace
THANKS_ONLY = frozenset({R.UNREACHABLE, R.NOT_A_BUYER, R.MOVED_AWAY})


def due_days(
    reason: LostReason, lost_on: date, reopen_on: date | None, numbers: Mapping[Number, int]
) -> list[tuple[Kind, date, Reason]]:
    """What is due and when; nothing after the day on which the lead comes back, nor shortly before it."""
    if reason in SILENT:
        return []
    due = [(Kind.THANKS, lost_on, Reason("losses.thanks"))]
    if reason in THANKS_ONLY:
        return due
    every, most = numbers[TOUCH_EVERY], numbers[TOUCHES_MOST]
    why = Reason("losses.touch", {"days": every, "most": most})
    until = reopen_on - timedelta(days=numbers[QUIET_DAYS]) if reopen_on else date.max
    later = [lost_on + timedelta(days=every * n) for n in range(1, most + 1)]
    return due + [(Kind.TOUCH, on, why) for on in later if on <= until]
