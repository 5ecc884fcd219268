"""The columns of the whole data: headings that the import knows best, codes in the words that it reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crm.customers.models import Customer
from crm.imports.columns import FIELDS
from crm.imports.rules import KIND_NAMES, Kind
from crm.shared.sheets import Cell, Column, sheet
from crm.shared.words import catalogue
from crm.staff.rules import Right
from crm.vehicles.models import Vehicle

CLERKS = (Right.IMPORT, Right.APPROVE_EXPORT)
SEXES = {"m": "男", "f": "女"}
OWNER = (Customer.name, Customer.phone, Customer.phone2, Customer.sex)
CAR = (Vehicle.plate, Vehicle.vin, Vehicle.model, Vehicle.series)


def columns(kind: Kind, keys: str, **more: Callable[[Any], Any]) -> tuple[Column, ...]:
    """A column for each field, under the heading that the import knows best; `more` reads what is no plain column."""
    headings = {one.key: one.names[0] for one in FIELDS[kind]}
    return tuple(Column(headings[key], more.get(key, key), _cell(key)) for key in keys.split())


def _cell(key: str) -> Cell:
    if key.endswith("_on"):
        return Cell.DAY
    if key.endswith("_fen"):
        return Cell.MONEY
    return Cell.COUNT if key.endswith(("_km", "_visits", "_count", "line_no")) else Cell.TEXT


def word(names: Any, attribute: str) -> Callable[[Any], Any]:
    return lambda row: names.get(getattr(row, attribute), "")


def chinese(names: Any, attribute: str) -> Callable[[Any], Any]:
    """Our own word in Chinese, whatever the asker reads; what has none stands as it is."""

    def read(row: Any) -> str:
        code = getattr(row, attribute)
        return str(catalogue("zh").ugettext(names[code])) if code in names else str(code or "")

    return read


def whole_of(kind: Kind, columns: Sequence[Column], *, rights: Sequence[Right] = CLERKS) -> Any:
    return sheet(
        f"imports.{kind}", KIND_NAMES[kind], columns, rights=rights, on=("imports.index", "exports.index"), full=True,
        order=90,
    )  # fmt: skip
