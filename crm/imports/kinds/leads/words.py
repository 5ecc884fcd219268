"""The words of a file of leads: ours in both languages first, then what other systems say; and why a row was taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from crm.customers.rules import CHANNEL_DETAILS, CHANNEL_NAMES, mask_phone
from crm.leads.rules import REASON_NAMES, STAGE_NAMES
from crm.leads.rules.told import folded, grade_of, reason_of, stage_of
from crm.shared.filters import short_day
from crm.shared.reasons import sentences
from crm.shared.words import N_, _, catalogue

SENTENCES = sentences(
    {
        "imports.no_lead_phone": N_("A lead needs a phone number."),
        "imports.grade_unknown": N_("{column}: “{value}” is no grade. Use H, A, B, C or N."),
        "imports.stage_unknown": N_("{column}: “{value}” does not say how the lead stands."),
        "imports.new_lead": N_("New lead."),
        "imports.new_lead_and_customer": N_("New lead of a new customer."),
        "imports.new_lead_unowned": N_(
            "New lead; nobody who sells here is called “{name}”, so it waits for an advisor."
        ),
        "imports.new_lead_ordered": N_(
            "New lead, open: an order does not come in through a file. Its advisor places it."
        ),
        "imports.new_lead_over": N_("New lead that is over; kept for its story and its reason."),
        "imports.lead_closed_in_file": N_(
            "In the file this lead is over, on file it is open. Close it on its page, where a loss is reviewed."
        ),
        "imports.lead_over": N_("On file this lead is over; it stays so."),
        "imports.lead_woken": N_("It was lost then, and has been taken up again since."),
        "imports.owner_stays": N_("{name} looks after this lead; a file does not take it away."),
        "imports.grade_lower": N_(
            "Grade {old} on file, {new} in the file: a lower grade needs a reason, so the old one stays."
        ),
    }
)


@cache
def _ours(kind: str) -> dict[str, str]:
    """Our codes by their names in both languages, and by themselves: what we export comes in again as it was."""
    all_names: dict[str, Mapping[Any, str]] = {
        "stage": STAGE_NAMES, "reason": REASON_NAMES, "channel": CHANNEL_NAMES, "detail": CHANNEL_DETAILS,
    }  # fmt: skip
    zh = catalogue("zh")
    known: dict[str, str] = {}
    for code, name in all_names[kind].items():
        for word in (str(code), name, str(zh.ugettext(name))):
            known.setdefault(folded(word), str(code))
    return known


def ours(kind: str, said: str) -> str:
    """The code of one of our own words; "" when it is none."""
    return _ours(kind).get(folded(said), "")


@lru_cache(maxsize=2_000)  # a file says the same few words a thousand times
def grade_said(said: str) -> str:
    found = grade_of(said)
    return found.value if found else ""


@lru_cache(maxsize=2_000)
def stage_said(said: str) -> str:
    found = ours("stage", said) or stage_of(said)
    return str(found or "")


@lru_cache(maxsize=2_000)
def reason_said(said: str) -> str:
    found = ours("reason", said) or reason_of(said)
    return str(found or "")


def about(record: Mapping[str, Any]) -> list[str]:
    """The words in the middle of a row of the dry run."""
    opened, stage = record.get("opened_on"), record.get("stage")
    return [
        short_day(date.fromisoformat(opened)) if opened else "", str(record.get("grade", "")),
        str(record.get("interest", "")), _(STAGE_NAMES[stage]) if stage in STAGE_NAMES else "",
        str(record.get("advisor_name", "")), mask_phone(record.get("phone")),
    ]  # fmt: skip
