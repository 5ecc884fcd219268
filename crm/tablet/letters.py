"""The format of what a tablet sends: sealed letters outside, the person's words inside (docs/dev/offline.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from crm.shared.sealed import Unreadable, seals
from crm.tablet.rules import LONGEST_LETTER

NUMBER = re.compile(r"[\w-]{16,64}", re.ASCII)
PARTS = ("kid", "epk", "iv", "box")
LEFT_OUT = frozenset({"csrf_token", "idempotency_key", "skip_reason"})


@dataclass(frozen=True)
class Note:
    """What was sealed: who wrote it on which tablet, when by the tablet's clock, and the fields of the form."""

    kind: str  # "visit" or "draft"
    by: int
    device: int
    written_at: datetime
    known_off: timedelta | None  # the server's clock minus the tablet's, at their last contact
    contact_at: datetime | None  # the server's time at that contact
    fields: MultiDict[str, str]

    def text(self) -> str:
        """The fields as they are kept for a person, encrypted."""
        return json.dumps(list(self.fields.items(multi=True)), ensure_ascii=False)


def number_of(letter: Any) -> str | None:
    """The letter's own number, or None when this is no letter at all."""
    if not isinstance(letter, Mapping) or not all(isinstance(letter.get(part), str) for part in PARTS):
        return None
    number = letter.get("key")
    small = sum(len(letter[part]) for part in PARTS) <= LONGEST_LETTER
    return number if isinstance(number, str) and NUMBER.fullmatch(number) and small else None


def opened(letter: Mapping[str, Any], number: str) -> Note:
    """The letter's text; raises Unreadable for a foreign key, a changed letter, or a text of no known form."""
    try:
        said = json.loads(seals.open(letter, number))
        off = said.get("off")
        return Note(
            kind="draft" if said["kind"] == "draft" else "visit", by=_row(said["by"]), device=_row(said["device"]),
            written_at=moment(said["at"]), known_off=None if off is None else timedelta(milliseconds=int(off)),
            contact_at=moment(said["contact"]) if said.get("contact") else None, fields=fields(said["fields"]),
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable from error


def fields(pairs: Any) -> MultiDict[str, str]:
    """Names and values as a form would send them, without what belongs to the request alone."""
    return MultiDict((str(name), str(value)) for name, value in pairs if str(name) not in LEFT_OUT)


def kept(body: str | None) -> MultiDict[str, str]:
    """The fields that wait for a person."""
    try:
        return fields(json.loads(body or "[]"))
    except (TypeError, ValueError):
        return MultiDict()  # a letter nobody can open


def moment(milliseconds: Any) -> datetime:
    """An instant from a browser's clock."""
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _row(number: Any) -> int:
    found = int(number)
    if not 0 < found < 2**63:
        raise ValueError(number)
    return found
