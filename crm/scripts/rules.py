"""What a call is for and what to say in it: what to tell, what to learn, what to agree (R-225).

Marketing writes a text per theme, and where it pays one per grade. Where nobody has written anything the house's own
words stand, so that a new store begins with something. Each saved text is a version of its own; the newest applies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crm.leads.rules.grades import Grade
from crm.leads.rules.topics import Topic
from crm.shared.numbers import Number
from crm.shared.words import N_

LONGEST = 300
ANY = ""  # every grade that has no text of its own
GRADES = (ANY, *(grade.value for grade in Grade))
POLICY_DAYS = Number(
    "scripts.policy_days", 31, "d", N_("A policy is shown to advisors for, unless said otherwise"), 1, 365
)
POLICY_MOST = timedelta(days=730)


@dataclass(frozen=True)
class Words:
    """The goal of a call, and what it takes."""

    goal: str
    tell: str = ""
    learn: str = ""
    agree: str = ""

    def __bool__(self) -> bool:
        return any((self.goal, self.tell, self.learn, self.agree))


@dataclass(frozen=True)
class Version:
    """One saved text of a theme and grade."""

    theme: str
    grade: str
    number: int
    words: Words


HOUSE: dict[Topic, Words] = {
    Topic.WELCOME: Words(
        N_("They know who looks after them, and you know what they need."),
        N_("Thank them for asking; say who you are and where the store is."),
        N_("For whom the car is, which model, by when, and how to pay."),
        N_("A day for the first visit or the test drive."),
    ),
    Topic.AFTER_VISIT: Words(
        N_("They are glad they came, and come again."),
        N_("Thank them for the visit; answer what was left open."),
        N_("What they liked, what they doubt, who decides with them."),
        N_("The next visit, with the one who decides."),
    ),
    Topic.ROUTINE: Words(
        N_("They hear something useful and the date stays alive."),
        N_("One thing that is new and fits their need."),
        N_("What has changed since the last call."),
        N_("The next step with a day."),
    ),
    Topic.QUOTE: Words(
        N_("They understand the price and do not wait for another one."),
        N_("The price with what is in it, and until when it holds."),
        N_("What else they were quoted, and what matters beside the price."),
        N_("When they come to look at the contract."),
    ),
    Topic.TEST_DRIVE: Words(
        N_("They sit in the car this week."),
        N_("Which car is ready, how long it takes, that the licence is needed."),
        N_("What they want to feel on the road, and who comes along."),
        N_("Day and hour of the drive."),
    ),
    Topic.SECOND_VISIT: Words(
        N_("They come a second time, with the one who decides."),
        N_("What is prepared for them: car, offer, trade-in."),
        N_("What still stands between them and the decision."),
        N_("Day and hour, and who comes along."),
    ),
    Topic.TRADE_IN: Words(
        N_("They bring the old car to be valued."),
        N_("How the value is found and what the subsidy adds."),
        N_("Model, year, kilometres, accidents, and what they expect."),
        N_("A day for the valuation."),
    ),
    Topic.FINANCE: Words(
        N_("They know a monthly amount that fits."),
        N_("Down payment, months and rate of the plan that fits."),
        N_("What they can pay at once and each month."),
        N_("Which papers they bring, and when."),
    ),
    Topic.STOCK: Words(
        N_("They know which car can be theirs, and when."),
        N_("Colour and equipment that stand here or are on the way."),
        N_("Which of these matters to them, and how long they can wait."),
        N_("Until when the car is held for them."),
    ),
    Topic.NEW_CAR: Words(
        N_("The new owner is content and knows whom to call."),
        N_("What to mind in the first weeks, and the first service."),
        N_("How the car does, what is unclear, how the delivery was."),
        N_("When they come, should anything be amiss."),
    ),
    Topic.BOOKING: Words(
        N_("The service is booked."),
        N_("What is due and about what it costs."),
        N_("Kilometres now, and when the car can stand here."),
        N_("Day and hour in the workshop."),
    ),
    Topic.QUESTION: Words(
        N_("The question is answered, or somebody has it by a day."),
        N_("What we know; never a guess."),
        N_("Exactly what happened, in their own words."),
        N_("By when they hear from us."),
    ),
}


def choose(versions: Iterable[Version], theme: Topic, grade: str) -> Version | None:
    """The newest text of the grade, or else of every grade; None: the house's own. An emptied text is none."""
    newest: dict[str, Version] = {}
    for one in versions:
        if one.theme == theme and one.grade in (grade, ANY):
            kept = newest.get(one.grade)
            newest[one.grade] = one if kept is None or one.number > kept.number else kept
    for letter in (grade, ANY):
        if letter in newest and newest[letter].words:
            return newest[letter]
    return None


def concerns(model: str, interest: str) -> bool:
    """A policy for one model is shown where the customer asks for it; one for all models everywhere."""
    bare, asked = _bare(model), _bare(interest)
    return not bare or (bool(asked) and (bare in asked or asked in bare))


def _bare(model: str) -> str:
    return "".join(model.split()).casefold()


def policy_refusal(from_on: date, until_on: date, today: date) -> tuple[str, str] | None:
    """(field, sentence) when a policy's days make no sense."""
    if until_on < today:
        return "until_on", N_("The last day has gone by.")
    if until_on < from_on:
        return "until_on", N_("The last day comes before the first one.")
    if until_on > today + POLICY_MOST:
        return "until_on", N_("Two years ahead at most.")
    return None
