"""Files out: who may take how much along, what needs a manager, and what a file says about itself (F-84, T14).

A list leaves the house with its stated purpose, masked, within a day's number of rows; more than that, or numbers in
full, waits for somebody who may approve it. Every file names who took it, when and what for.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1

ROWS_A_DAY = Number(
    "exports.rows_a_day", 1_000, "", N_("Rows with customers a person may export in a day alone (F-84)"), 0, 100_000
)
CHIEF_ROWS_A_DAY = Number(
    "exports.chief_rows_a_day", 10_000, "", N_("The same for those who may approve exports"), 0, 1_000_000
)
MOST_ROWS = Number("exports.most_rows", 200_000, "", N_("Rows in one exported file at most"), 100, 1_000_000)
KEEP_DAYS = Number("exports.keep_days", 7, "d", N_("An exported file is kept for"), 1, 90)
AT_ONCE = Number("exports.at_once", 3, "", N_("Exports of a person under way at once"), 1, 20)


class Form(StrEnum):
    """What kind of file."""

    XLSX = "xlsx"
    CSV = "csv"


FORM_NAMES = {Form.XLSX: N_("Excel workbook (xlsx)"), Form.CSV: N_("Text (csv, UTF-8)")}


class Purpose(StrEnum):
    """What the file is for; this word stands in the file's name, what was typed only inside (F-84)."""

    CALLS = "calls"
    REPORT = "report"
    MAKER = "maker"
    CHECK = "check"
    MOVE = "move"
    AUDIT = "audit"
    OTHER = "other"


PURPOSE_NAMES = {
    Purpose.CALLS: N_("Calling customers"),
    Purpose.REPORT: N_("Report or meeting"),
    Purpose.MAKER: N_("Report to the manufacturer"),
    Purpose.CHECK: N_("Checking and correcting data"),
    Purpose.MOVE: N_("Moving to another system"),
    Purpose.AUDIT: N_("Inspection or audit"),
    Purpose.OTHER: N_("For something else"),
}


class State(StrEnum):
    """Where an export stands."""

    ASKED = "asked"  # the job has not begun
    RUNNING = "running"
    WAITING = "waiting"  # for somebody who may approve it
    DONE = "done"
    REFUSED = "refused"  # not approved
    CANCELLED = "cancelled"
    FAILED = "failed"


OPEN = frozenset({State.ASKED, State.RUNNING, State.WAITING})
WORKING = frozenset({State.ASKED, State.RUNNING})

STATE_NAMES = {
    State.ASKED: N_("Asked for"),
    State.RUNNING: N_("Being written"),
    State.WAITING: N_("Waiting for approval"),
    State.DONE: N_("Ready"),
    State.REFUSED: N_("Not approved"),
    State.CANCELLED: N_("Called off"),
    State.FAILED: N_("Could not be made"),
}


class Verdict(StrEnum):
    """What a manager says."""

    APPROVED = "approved"
    REFUSED = "refused"


SENTENCES = sentences(
    {
        "exports.full": N_("It holds numbers in full."),
        "exports.above": N_("{rows} rows; {left} of {most} are left today without approval."),
        "exports.too_many": N_("The list has more than {most} rows. Take a part of it by its filters."),
        "exports.no_right": N_("Whoever asked may no longer see this list."),
        "exports.gone": N_("This list no longer exists."),
        "exports.wanted": N_("An export waits for approval."),
        "exports.decided": N_("An answer to an export is there."),
    }
)


def why_approval(
    *, full: bool, persons: bool, rows: int, taken_today: int, alone: int, approved: bool
) -> Reason | None:
    """Why somebody must approve it first, or None (F-84). Figures without customers leave the house freely."""
    if approved:
        return None
    if full:
        return Reason("exports.full")
    left = max(0, alone - taken_today)
    if persons and rows > left:
        return Reason("exports.above", {"rows": rows, "left": left, "most": alone})
    return None


# What a spreadsheet takes for a formula when a cell of text begins with it (CWE-1236, C9).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
# What XML cannot hold: xlsx would be unreadable, so these signs go.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """A text as a file can hold it."""
    return _NEVER.sub("", text)


def dangerous(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula; leading spaces do not hide it."""
    return text.lstrip(" \u3000\u00a0").startswith(DANGEROUS) or text.startswith(DANGEROUS)


def neutral(text: str) -> str:
    """For csv, which knows no types: a quote in front makes it text (T14)."""
    return "'" + text if dangerous(text) else text


def file_name(label: str, purpose: str, username: str, local: datetime, form: Form) -> str:
    """What, when, who, what for. No customer's name: the typed purpose stands inside only."""
    parts = (label, local.strftime("%Y%m%d-%H%M"), username, purpose)
    return "-".join(re.sub(r"[^\w.-]+", "_", part).strip("_") for part in parts) + f".{form}"
