"""How an import looks on the screen: its step, its columns with real cells, numbers covered; rows: see lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crm.customers.rules import PROVINCES
from crm.imports.columns import Guess, fields_for, guess, kind_of
from crm.imports.models import Import
from crm.imports.reading.repairs import told
from crm.imports.rules import Kind, State
from crm.shared.reasons import say
from crm.shared.words import N_, _

STEPS = (N_("Upload"), N_("Columns"), N_("Dry run"), N_("Write"), N_("Result"))
_AT = {State.UPLOADED: 1, State.MAPPED: 2, State.CHECKING: 3, State.CHECKED: 3, State.RUNNING: 4, State.FAILED: 1}
_HOW = {
    "alias": N_("Heading recognised"),
    "later": N_("Known, but not kept yet"),
    "unknown": N_("Not known: choose a field, or leave it out"),
    "twice": N_("A column for this was found already"),
    "reason": N_("Our own reasons: never imported"),
    "source": N_("As last time"),
    "hand": N_("Chosen by hand"),
}
_PHONE = re.compile(r"(?<!\d)1[ -]?[3-9](?:[ -]?\d){9}(?!\d)")
_VIN = re.compile(r"(?<![A-Za-z0-9])([A-Za-z])(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{11,13}([A-Za-z0-9]{4})(?![A-Za-z0-9])")
_PLATE = re.compile(rf"([{PROVINCES}][A-Za-z][ ·•.-]?[A-Za-z0-9]{{2,3}})[A-Za-z0-9]{{2}}([A-Za-z0-9])(?![A-Za-z0-9])")
_HALF = str.maketrans("０１２３４５６７８９－", "0123456789-")


def step(record: Import) -> int:
    """Which of the five steps the page stands at."""
    return _AT.get(State(record.state), 5)


def columns(
    record: Import, samples: Sequence[Sequence[Any]], chosen: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Each column with its first cells, the field it goes to, and how sure the guess was."""
    guessed = guess(Kind(record.kind), record.about["headings"])
    mapping = list(chosen if chosen is not None else record.mapping)
    mapping += [""] * (len(guessed) - len(mapping))
    repaired = _repaired(record)
    return [
        {
            "heading": one.heading,
            "cells": "；".join(
                sample(cells[number]) for cells in samples if number < len(cells) and cells[number] is not None
            ),
            "field": mapping[number],
            "sure": one.how == "alias" and mapping[number] == one.field,
            "how": _(_HOW[_how(record, one, mapping[number])]),
            "asks": one.how == "unknown" and not mapping[number] and record.source_id is None,
            "repaired": repaired.get(mapping[number], ""),
        }
        for number, one in enumerate(guessed)
    ]


def _how(record: Import, guessed: Guess, field: str) -> str:
    """Why a column goes where it goes: by its heading, as the source was left last, or as a person has just said."""
    if field == guessed.field:
        return guessed.how
    followed = record.source_id is not None and field in record.mapping
    return "source" if followed else "hand"


def _repaired(record: Import) -> dict[str, str]:
    """What the last dry run has put right in each field's cells, in words."""
    if record.about.get("repairs_of") != record.mapping_no:
        return {}
    return {field: told(counts) for field, counts in record.about["repairs"].items()}


def sample(cell: Any) -> str:
    """A cell as it stands, numbers masked."""
    text = masked(str(cell))
    return text[:60] + ("…" if len(text) > 60 else "")


def masked(text: str) -> str:
    """Phones, VINs and plates in a cell partly covered, each in the way it was typed."""
    shown = list(text)
    for found in _PHONE.finditer(text.translate(_HALF)):
        digits = [at for at in range(*found.span()) if shown[at] not in " -－"]
        for at in digits[3:7]:
            shown[at] = "*"
    return _PLATE.sub(r"\1**\2", _VIN.sub(r"\1**********\2", "".join(shown)))


def choices(record: Import) -> list[tuple[str, str]]:
    """The fields that a column can go to."""
    return [("", _("Leave out")), *((field.key, _(field.label)) for field in fields_for(Kind(record.kind)))]


def other_kind(record: Import) -> Kind | None:
    """The kind that the headings speak for, when it is not the one that was chosen."""
    found = kind_of(record.about["headings"])
    return found if found is not None and found != record.kind else None


def sentence(reason_code: str | None, facts: Any) -> str:
    """Why a file could not be read."""
    return say(reason_code, facts) if reason_code else ""


def pace(record: Import, now: datetime) -> tuple[int, str] | None:
    """Rows a second and the time still to go, once there is something to tell from."""
    spent = (now - record.stage_at).total_seconds()
    if spent < 2 or record.rows_done < 100 or record.rows_due <= record.rows_done:
        return None
    rate = record.rows_done / spent
    left = max(1, round((record.rows_due - record.rows_done) / rate))
    return max(1, round(rate)), _("%(n)s s", n=left) if left < 120 else _("%(n)s min", n=-(-left // 60))
