"""How a standard is shown and typed, and what opening hours and working days must be.

Every number a rule names is a setting with a history. Before it is saved, its effect is said in a sentence.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from crm.shared.numbers import NUMBERS, WORDINGS, Number, Wording
from crm.shared.words import N_

GROUPS: dict[str, str] = {  # the feature of a number's key, in the order of the journey
    "leads": N_("Leads and grades"),
    "callbacks": N_("Calls"),
    "appointments": N_("Appointments and test drives"),
    "points": N_("Points and spot checks"),
    "reception": N_("Reception"),
    "enquiries": N_("Enquiries"),
    "orders": N_("Orders"),
    "vehicles": N_("Maintenance"),
    "retention": N_("Retention"),
    "coupons": N_("Coupons"),
    "customers": N_("Customers"),
    "imports": N_("Import"),
    "staff": N_("Sign-in"),
}
JOINED = {  # shown together
    "people": "staff", "tablet": "reception", "notices": "reception", "grading": "leads", "ageing": "leads",
    "losses": "leads", "scripts": "callbacks", "questions": "callbacks", "drives": "appointments",
    "handover": "orders", "stock": "orders", "duplicates": "customers", "insurance": "vehicles",
    "elsewhere": "retention", "exports": "imports", "dictionaries": "customers", "quality": "customers",
}  # fmt: skip
UNITS: dict[str, str] = {
    "d": N_("%(n)s days"),
    "h": N_("%(n)s hours"),
    "clock": "%(n)s:00",
    "min": N_("%(n)s minutes"),
    "s": N_("%(n)s seconds"),
    "mon": N_("%(n)s months"),
    "pts": N_("%(n)s points"),
    "km": N_("%(n)s km"),
    "%": N_("%(n)s%%"),
    "MB": N_("%(n)s MB"),
    "fen": "¥%(n)s",
    "": "%(n)s",
}
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
GRADES = ("H", "A", "B", "C")
GRADE_COLUMNS: tuple[tuple[str, str], ...] = (  # the table of grades: one row a letter, one column a standard
    ("leads.{}_horizon_days", N_("Buys within")),
    ("leads.{}_every_days", N_("Contact at the latest every")),
    ("leads.{}_least_points", N_("Suggested from")),
)


def group_of(standard: Number | Wording) -> str:
    return JOINED.get(standard.feature, standard.feature)


def groups() -> dict[str, str]:
    """The groups that have standards, each with its name; a feature without a name goes by its own."""
    used = {group_of(standard) for standard in _declared()}
    known = {key: name for key, name in GROUPS.items() if key in used}
    return known | {key: key for key in sorted(used - known.keys())}


def standards_of(group: str) -> list[Number | Wording]:
    """The numbers and wordings of a group in the order they were declared, those of the grade table left out."""
    in_table = {key for row in grade_table() for key in row[1]}
    return [one for one in _declared() if group_of(one) == group and one.key not in in_table]


def _declared() -> list[Number | Wording]:
    return [*WORDINGS.values(), *NUMBERS.values()]


def grade_table() -> list[tuple[str, list[str]]]:
    """Each letter with the keys of its standards; a letter may lack one (C is suggested when nothing else is)."""
    return [(letter, [pattern.format(letter.lower()) for pattern, _name in GRADE_COLUMNS]) for letter in GRADES]


def scale_of(number: Number) -> int:
    """People type yuan where the row keeps fen."""
    return 100 if number.unit == "fen" else 1


def wrong_hours(opens: time | None, closes: time | None) -> str | None:
    """Why these opening hours cannot be, or None."""
    if opens is None or closes is None:
        return N_("Enter both times, such as 09:00 and 18:00.")
    if opens >= closes:
        return N_("Closing comes after opening.")
    return None


def wrong_day(on_day: date, today: date) -> str | None:
    """Why this day cannot stand in the calendar, or None."""
    if not today - timedelta(days=366) <= on_day <= today + timedelta(days=3 * 366):
        return N_("Choose a day from last year to three years ahead.")
    return None
