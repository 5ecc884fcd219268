"""The rules of test drives: time (booking), licence, signature, and the words that are signed (words)."""

from crm.drives.rules.booking import (
    HERE_MINUTES,
    KIND_NAMES,
    MINUTES,
    PHOTO_DAYS,
    STEP,
    VERDICT_NAMES,
    WISH_NAMES,
    WITH_CUSTOMER,
    Kind,
    Verdict,
    Wish,
    step_of,
    steps,
    why_not_then,
)
from crm.drives.rules.licence import LICENCE_MONTHS, LICENCE_NAMES, Licence, Shown, why_not_drive
from crm.drives.rules.signature import HEIGHT, LEAST_INK, WIDTH, ink, path, strokes
from crm.drives.rules.words import CONSENT_CHANNEL, CONSENT_PURPOSE, CONSENT_TEXT, CONSENT_VERSION, TEXTS

__all__ = [
    "CONSENT_CHANNEL", "CONSENT_PURPOSE", "CONSENT_TEXT", "CONSENT_VERSION", "HEIGHT", "HERE_MINUTES", "KIND_NAMES",
    "LEAST_INK",
    "LICENCE_MONTHS", "LICENCE_NAMES", "MINUTES", "PHOTO_DAYS", "STEP", "TEXTS", "VERDICT_NAMES", "WIDTH",
    "WISH_NAMES", "WITH_CUSTOMER", "Kind", "Licence", "Shown", "Verdict", "Wish", "ink", "path", "step_of", "steps",
    "strokes", "why_not_drive", "why_not_then",
]  # fmt: skip
