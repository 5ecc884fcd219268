"""What was put right in a cell without changing what it says; each kind is counted and told beside the column.

A reader of a cell calls `tell(code)` once for each kind of repair; what could not be repaired is refused with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm.shared.words import N_

Tell = Callable[[str], None]

NAMES = {
    "scientific": N_("scientific notation restored: {n}"),
    "two_numbers": N_("two numbers in a cell split: {n}"),
    "more_numbers": N_("a third number left out: {n}"),
    "prefix": N_("country code taken off: {n}"),
    "extension": N_("extension left out: {n}"),
    "letter_o": N_("letter O made the digit 0: {n}"),
    "letter_i": N_("letter I made the digit 1: {n}"),
    "letter_q": N_("letter Q made the digit 0: {n}"),
    "lower_case": N_("small letters made capital: {n}"),
    "full_width": N_("full-width signs made half-width: {n}"),
    "traditional": N_("traditional province sign made simplified: {n}"),
    "invisible": N_("invisible signs taken out: {n}"),
    "rare_sign": N_("rare signs of older systems restored: {n}"),
    "name_dot": N_("dots in names made alike: {n}"),
    "error_value": N_("error values taken as empty: {n}"),
    "serial": N_("dates restored from serial numbers: {n}"),
    "short_year": N_("two-digit years completed: {n}"),
    "republic_year": N_("years of the Republic converted: {n}"),
    "chinese_digits": N_("Chinese numerals read: {n}"),
    "no_date": N_("placeholder dates taken as empty: {n}"),
    "brackets": N_("amounts in brackets read as below zero: {n}"),
    "ten_thousands": N_("ten thousands (万) multiplied out: {n}"),
    "rounded": N_("fractions of a fen rounded: {n}"),
}


def silent(_code: str) -> None:
    """For callers who do not ask what was repaired."""


def told(counts: Mapping[str, int]) -> str:
    """The repairs of one column in words, the most frequent first; codes of a later version are passed over."""
    from crm.shared.words import _

    known = sorted(((n, code) for code, n in counts.items() if code in NAMES and n), key=lambda one: (-one[0], one[1]))
    return " · ".join(_(NAMES[code]).format(n=f"{n:,}") for n, code in known)
