"""The rules of reception: visits (visits)."""

from crm.reception.rules.visits import (
    BUYING,
    MISSING_NAMES,
    NOTE_FIELDS,
    NOTE_LONGEST,
    NOTES,
    PURPOSE_NAMES,
    WAITING_MINUTES,
    WELCOME,
    Purpose,
    Standing,
    minutes_in,
    standing,
    what_is_missing,
)

__all__ = [
    "BUYING",
    "MISSING_NAMES",
    "NOTES",
    "NOTE_FIELDS",
    "NOTE_LONGEST",
    "PURPOSE_NAMES",
    "WAITING_MINUTES",
    "WELCOME",
    "Purpose",
    "Standing",
    "minutes_in",
    "standing",
    "what_is_missing",
]
