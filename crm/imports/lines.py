"""One row of a dry run or of its result as a person reads it: who, what changes, what follows, why; numbers covered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from crm.customers.rules import SEX_NAMES, mask_phone, mask_plate, mask_vin
from crm.imports.columns import BY_KEY, fields_for, label_of
from crm.imports.faces import masked, sample
from crm.imports.kinds import KINDS
from crm.imports.rules import Kind, Verdict
from crm.insurance.rules import COVER_NAMES
from crm.shared.filters import day, km, money, short_day
from crm.shared.reasons import say
from crm.shared.words import N_, _
from crm.vehicles.rules import ENERGY_NAMES
from crm.workshop.rules import JOB_NAMES

MOST_WORDS = 6
_EFFECTS = {  # what follows from a changed value, where that is certain
    "phone": N_("Call lists show the new number"),
    "phone2": N_("Found by this number, too"),
    "mileage_km": N_("The next service is reckoned anew"),
    "last_service_on": N_("The next service is reckoned anew"),
    "last_service_km": N_("The next service is reckoned anew"),
    "bought_on": N_("The next service is reckoned anew"),
    "last_visit_on": N_("The retention state is reckoned anew tonight"),
    "plate": N_("Found by this plate from now on"),
    "vin": N_("Found by this VIN from now on"),
    "name": N_("Found by this name from now on"),
}
_FIRST = ("name", "plate", "vin")  # they stand at the head of the row, or are covered anyway
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _last(value: str) -> str:
    """Numbers of engines, invoices and policies by their last four signs."""
    return f"*{value[-4:]}" if len(value) > 4 else value


_MASKS: dict[str, Callable[[str], str]] = {
    "phone": mask_phone, "phone2": mask_phone, "plate": mask_plate, "vin": mask_vin, "engine_no": _last,
    "invoice_no": _last, "number": _last, "commercial_number": _last, "compulsory_number": _last, "credit_code": _last,
}  # fmt: skip


def line(row: Any, kind: Kind, verdict: Verdict) -> dict[str, Any]:
    """What the page shows of one row."""
    record, changed = row.record or {}, row.changes or []
    return {
        "number": row.row_no,
        "name": record.get("name", ""),
        "plate": mask_plate(record.get("plate")),
        "nev": len(str(record.get("plate", ""))) == 8,
        "about": _about(kind, record),
        "changes": [change(kind, *one) for one in changed],
        "effects": list(dict.fromkeys(_(_EFFECTS[one[0]]) for one in changed if one[0] in _EFFECTS)),
        "why": say(row.reason_code, said(row.facts or {})),
        "raw": _raw(row.cells) if verdict is Verdict.REFUSED else "",
    }


def _about(kind: Kind, record: dict[str, Any]) -> list[str]:
    """The first things that the row says, in the order of its kind's columns."""
    words = KINDS[kind].about(record)
    if not words:
        keys = [field.key for field in fields_for(kind) if field.key not in _FIRST]
        words = [value_of(key, record.get(key), short=True) for key in keys if record.get(key)]
    return [masked(text) for text in words if text][:MOST_WORDS]


def _raw(cells: Sequence[Any]) -> str:
    return "；".join(sample(cell) for cell in cells if cell is not None)[:160]


def change(kind: Kind, name: str, old: Any, new: Any) -> tuple[str, str, str]:
    """A field by its label, with what stands on file and what the file says."""
    return _(label_of(kind, name)), value_of(name, old) or _("empty"), value_of(name, new)


def left(row: Any, kind: Kind) -> dict[str, Any]:
    """A record that an undo had to leave: which, its values before, in the file and now, and why."""
    pairs = {name: values for name, values in (row.pairs or {}).items() if name in BY_KEY}
    return {
        "what": _(_RECORDS.get(row.table_name, OTHER), id=f"{row.row_id:,}"),
        "table": row.table_name,
        "id": row.row_id,
        "pairs": [
            (_(label_of(kind, name)), *(value_of(name, value) or _("empty") for value in values))
            for name, values in pairs.items()
        ],
        "why": say(row.reason_code, said(row.facts or {})),
    }


OTHER = N_("Record %(id)s")
_RECORDS = {
    "customers": N_("Customer %(id)s"), "vehicles": N_("Car %(id)s"), "service_visits": N_("Service visit %(id)s"),
    "leads": N_("Lead %(id)s"), "car_sales": N_("Sale %(id)s"), "insurance_policies": N_("Policy %(id)s"),
}  # fmt: skip


def value_of(name: str, value: Any, short: bool = False) -> str:
    """A value in the reader's way."""
    if value in (None, ""):
        return ""
    if name in _MASKS:
        return _MASKS[name](str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith("_on") and _DAY.fullmatch(str(value)):
        return (short_day if short else day)(date.fromisoformat(str(value)))
    if name.endswith("_fen"):
        return money(int(value))
    if name.endswith("_km"):
        return km(int(value))
    if name in _NAMES:
        return _(_NAMES[name].get(value, str(value)))
    return str(value)[:40] if short else str(value)


_NAMES: dict[str, Any] = {"job": JOB_NAMES, "energy": ENERGY_NAMES, "sex": SEX_NAMES, "cover": COVER_NAMES}


def said(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as words: days in the reader's way, whole numbers with separators, phones covered."""
    words: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, str):
            words[name] = day(date.fromisoformat(value)) if _DAY.fullmatch(value) else masked(value)
        elif isinstance(value, int) and name not in ("day", "month"):
            words[name] = f"{value:,}"
        else:
            words[name] = value
    return words
