"""One row of a file of past sales."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.imports.people import told_person
from crm.imports.reading import cells
from crm.imports.rows import Row, RowRefused

_OWN = re.compile(r"(本店|本部|总店|展厅|自销|自营|自店|4s店|直营|showroom|-|/|无)", re.IGNORECASE)


@dataclass(frozen=True)
class SaleRecord:
    """A car that was sold. Empty values say nothing: they never erase what is on file."""

    sold_on: date
    name: str = ""
    phone: str = ""
    phone2: str = ""
    sex: str = ""
    kind: str = "person"
    vin: str = ""
    plate: str = ""
    model: str = ""
    series: str = ""
    colour: str = ""
    price_fen: int | None = None
    invoice_no: str = ""
    advisor_name: str = ""
    outlet: str = ""


def read_sale(row: Row, today: date) -> SaleRecord:
    """Raises RowRefused with the first thing that is wrong with the row."""
    sold_on = row.day("sold_on", today)
    if sold_on is None:
        raise RowRefused("imports.no_sale_day")
    vin, plate = row.read("vin", cells.vin), row.read("plate", cells.plate)
    if not (vin or plate):
        raise RowRefused("imports.no_car_named")
    more: dict[str, Any] = told_person(row)
    return SaleRecord(
        sold_on=sold_on, vin=vin, plate=plate, model=row.text("model"), series=row.text("series", 60),
        colour=row.text("colour", 40), price_fen=row.read("price_fen", cells.amount_fen, None),
        invoice_no=re.sub(r"\s+", "", row.text("invoice_no", 40)).upper(), advisor_name=row.text("advisor_name", 40),
        outlet=outlet_of(row.text("outlet", 60)), **more,
    )  # fmt: skip


def outlet_of(said: str) -> str:
    """The outlet as the file calls it; the own showroom has no name (R-402)."""
    return "" if _OWN.fullmatch(said) else said
