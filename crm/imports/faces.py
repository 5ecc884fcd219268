"""How an import looks on the screen: its sentence, its columns with real cells, its rows with masked numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from crm.customers.rules import PROVINCES, mask_phone, mask_plate, mask_vin
from crm.imports.columns import BY_KEY, fields_for, guess, kind_of
from crm.imports.models import Import
from crm.imports.rules import Kind, State, Verdict
from crm.shared.filters import day, km, money, short_day
from crm.shared.reasons import say
from crm.shared.words import N_, _
from crm.vehicles.rules import ENERGY_NAMES
from crm.workshop.rules import JOB_NAMES

STEPS = (N_("Upload"), N_("Columns"), N_("Dry run"), N_("Write"), N_("Result"))
_AT = {State.UPLOADED: 1, State.MAPPED: 2, State.CHECKING: 3, State.CHECKED: 3, State.RUNNING: 4, State.FAILED: 1}
_HOW = {
    "alias": N_("Heading recognised"),
    "later": N_("Known, but not kept yet"),
    "unknown": N_("Not known: choose a field, or leave it out"),
    "twice": N_("A column for this was found already"),
}
_PHONE = re.compile(r"(?<!\d)1[ -]?[3-9](?:[ -]?\d){9}(?!\d)")
_VIN = re.compile(r"(?<![A-Za-z0-9])([A-Za-z])(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{11,13}([A-Za-z0-9]{4})(?![A-Za-z0-9])")
_PLATE = re.compile(rf"([{PROVINCES}][A-Za-z][ ·•.-]?[A-Za-z0-9]{{2,3}})[A-Za-z0-9]{{2}}([A-Za-z0-9])(?![A-Za-z0-9])")
_HALF = str.maketrans("０１２３４５６７８９－", "0123456789-")
_MASKS = {"phone": mask_phone, "phone2": mask_phone, "plate": mask_plate, "vin": mask_vin}


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
    return [
        {
            "heading": one.heading,
            "cells": "；".join(
                _sample(cells[number]) for cells in samples if number < len(cells) and cells[number] is not None
            ),
            "field": mapping[number],
            "sure": one.how == "alias" and mapping[number] == one.field,
            "how": _("Chosen by hand") if mapping[number] != one.field else _(_HOW[one.how]),
        }
        for number, one in enumerate(guessed)
    ]


def _sample(cell: Any) -> str:
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


def line(row: Any, verdict: Verdict) -> dict[str, Any]:
    """One row of the dry run: who and which car, what changes, and why."""
    record = row.record or {}
    return {
        "number": row.row_no,
        "name": record.get("name", ""),
        "plate": mask_plate(record.get("plate")),
        "nev": len(str(record.get("plate", ""))) == 8,
        "about": [text for text in _about(record) if text],
        "changes": [_change(*one) for one in row.changes or []],
        "why": say(row.reason_code, _said(row.facts or {})),
        "raw": _raw(row.cells) if verdict is Verdict.REFUSED else "",
    }


def _about(record: dict[str, Any]) -> list[str]:
    came = record.get("came_on")
    paid = sum(int(record.get(name, 0)) for name in ("paid_fen", "warranty_fen", "insurance_fen"))
    return [
        short_day(date.fromisoformat(came)) if came else "",
        str(record.get("order_no", "")),
        str(record.get("item", ""))[:40],
        money(paid) if came and paid else "",
        mask_phone(record.get("phone")),
        str(record.get("model", "") or record.get("series", "")),
        km(record.get("mileage_km")),
    ]


def _raw(cells: Sequence[Any]) -> str:
    return "；".join(_sample(cell) for cell in cells if cell is not None)[:160]


def _change(name: str, old: Any, new: Any) -> tuple[str, str, str]:
    field = "amount_fen" if name == "amount_fen" else name
    label = _(BY_KEY[field].label) if field in BY_KEY else name
    return label, _value(name, old) or _("empty"), _value(name, new)


def _value(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name in _MASKS:
        return _MASKS[name](str(value))
    if name.endswith("_on"):
        return day(date.fromisoformat(value))
    if name.endswith("_fen"):
        return money(int(value))
    if name.endswith("_km"):
        return km(int(value))
    if name == "job":
        return _(JOB_NAMES.get(value, value))
    if name == "energy":
        return _(ENERGY_NAMES.get(value, value))
    return str(value)


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as words: days in the reader's way, kilometres with separators, whole phones masked."""
    words: dict[str, Any] = {}
    for name, value in facts.items():
        if name in ("day", "came_on", "left_on") and re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            words[name] = day(date.fromisoformat(value))
        elif isinstance(value, int) and name not in ("day", "month"):
            words[name] = f"{value:,}"
        else:
            words[name] = masked(value) if isinstance(value, str) else value
    return words


def sentence(reason_code: str | None, facts: Any) -> str:
    """Why a file could not be read."""
    return say(reason_code, facts) if reason_code else ""


def pace(record: Import, now: datetime) -> tuple[int, int] | None:
    """Rows a second and the seconds still to go, once there is something to tell from."""
    spent = (now - record.stage_at).total_seconds()
    if spent < 2 or record.rows_done < 100 or record.rows_due <= record.rows_done:
        return None
    rate = record.rows_done / spent
    return max(1, round(rate)), max(1, round((record.rows_due - record.rows_done) / rate))
