"""What another system or a form may send in: field by field, strictly, each refusal a sentence of its own.

Nothing is guessed: a number where a text belongs, a field that does not exist, a date without its zone are refused,
because a sender that is told at once is corrected at once. A plain html form may bring buttons; they are ignored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crm.shared.words import N_

LONGEST = {"name": 40, "phone": 40, "model": 60, "message": 500, "source_detail": 60, "consent_text_version": 40}
FIELDS = (*LONGEST, "consent", "at")
KEY = re.compile(r"[!-~]{1,64}")
EARLY, LATE = timedelta(minutes=5), timedelta(days=7)  # clocks differ; an old enquiry is a file to import
_YES, _NO = ("1", "true", "yes", "on", "y"), ("", "0", "false", "no", "off", "n")
_HIDDEN = ("Cc", "Cs", "Co", "Cn")
_TURNS = {chr(one) for one in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF, 0x200B)}

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What was asked, as far as it could be read; `errors` names each field that could not, with (sentence, facts)."""

    name: str = ""
    phone: str = ""
    model: str = ""
    message: str = ""
    source_detail: str = ""
    consent: bool = False
    consent_text_version: str = ""
    at: datetime | None = None
    errors: Mapping[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


def read(body: Body, now: datetime, *, strict: bool = True) -> Asked:
    """The fields of one enquiry; `strict` (JSON) refuses what an html form cannot help sending."""
    errors: dict[str, tuple[str, dict[str, Any]]] = {}
    found: dict[str, Any] = {}
    for name in body if strict else ():
        if name not in FIELDS:
            errors[_shown(name)] = N_("This field does not exist."), {}
    for name, longest in LONGEST.items():
        found[name], wrong = _text(body.get(name), longest, lines=name == "message")
        if wrong:
            errors[name] = wrong
    found["consent"], wrong = _yes(body.get("consent"), strict)
    if wrong:
        errors["consent"] = wrong
    found["at"], wrong = _instant(body.get("at"), now)
    if wrong:
        errors["at"] = wrong
    if found["consent"] and not found["consent_text_version"] and "consent_text_version" not in errors:
        errors["consent_text_version"] = N_("Name the version of the text that the customer agreed to."), {}
    return Asked(**found, errors=errors)


def _shown(name: Any) -> str:
    """A field's name as it may be sent back: short, and of plain signs only."""
    return re.sub(r"[^A-Za-z0-9_.-]", "?", str(name))[:40] or "?"


def _text(value: Any, longest: int, *, lines: bool) -> tuple[str, tuple[str, dict[str, Any]] | None]:
    if value is None:
        return "", None
    if not isinstance(value, str):
        return "", (N_("Send a text in quotation marks."), {})
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        return "", (N_("This text holds signs that cannot be read."), {})
    clean = tidy(value, lines=lines)
    if len(clean) > longest:
        return "", (N_("At most %(most)s signs; this has %(n)s."), {"most": longest, "n": len(clean)})
    return clean, None


def tidy(text: str, *, lines: bool = False) -> str:
    """A text without signs that cannot be seen or turn the others around; one line, unless `lines`."""
    kept = (
        sign if unicodedata.category(sign) not in _HIDDEN else "\n" if sign == "\n" and lines else " "
        for sign in unicodedata.normalize("NFC", text)
        if sign not in _TURNS and sign != "\x00"
    )  # fmt: skip
    joined = "".join(kept)
    return joined.strip() if lines else " ".join(joined.split())


def _yes(value: Any, strict: bool) -> tuple[bool, tuple[str, dict[str, Any]] | None]:
    if value is None or isinstance(value, bool):
        return bool(value), None
    if not strict and isinstance(value, str) and value.strip().lower() in (*_YES, *_NO):
        return value.strip().lower() in _YES, None
    return False, (N_("Send true or false."), {})


def _instant(value: Any, now: datetime) -> tuple[datetime | None, tuple[str, dict[str, Any]] | None]:
    if value in (None, ""):
        return None, None
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
        if at is None or at.tzinfo is None:
            raise ValueError
        ahead = at - now
    except (ValueError, OverflowError):
        return None, (N_("Send the instant with its zone, such as 2026-03-18T10:42:00+08:00."), {})
    if ahead > EARLY:
        return None, (N_("This instant has not come yet."), {})
    if -ahead > LATE:
        return None, (N_("An enquiry older than 7 days comes as a file, by the import."), {})
    return at, None
