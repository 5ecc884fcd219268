"""One row of the file as a record: read through the mapping, every cell checked, with the reason if it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm.imports.people import energy_of, kind_of_person, sex_of
from crm.imports.reading import cells
from crm.imports.reading.days import day
from crm.imports.records import CarRecord, VisitRecord
from crm.shared.reasons import Reason
from crm.workshop.rules import Payer, job_of, payer_of


class RowRefused(Exception):
    """The row cannot be taken, and why."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.reason = Reason(code, facts)


class Row:
    """The mapped cells of one row, read field by field; a problem is told with the column's own heading."""

    def __init__(self, mapping: Mapping[str, int], headings: Sequence[str], values: Sequence[Any], era: int) -> None:
        self.mapping, self.headings, self.values, self.era = mapping, headings, values, era

    def has(self, field: str) -> bool:
        return field in self.mapping

    def heading(self, field: str) -> str:
        return self.headings[self.mapping[field]]

    def read(self, field: str, reader: Any, empty: Any = "", **more: Any) -> Any:
        if field not in self.mapping:
            return empty
        try:
            return reader(self.values[self.mapping[field]], **more)
        except cells.Problem as problem:
            raise RowRefused(problem.code, column=self.heading(field), **problem.facts) from None

    def text(self, field: str, most: int = 120) -> str:
        return str(self.read(field, cells.text, most=most))

    def day(self, field: str, latest: date | None = None) -> date | None:
        """A day, not after `latest`: a visit of tomorrow is a typing mistake."""
        found: date | None = self.read(field, day, None, era=self.era)
        if found and latest and found > latest:
            raise RowRefused("imports.date_future", column=self.heading(field), day=found.isoformat())
        return found


def read_car(row: Row, today: date) -> CarRecord:
    """A row of a customers' file; raises RowRefused with the first thing that is wrong with it."""
    numbers = row.read("phone", cells.phones, []) + row.read("phone2", cells.phones, [])
    numbers = list(dict.fromkeys(numbers))[:2]
    name, plate = row.read("name", cells.name), row.read("plate", cells.plate)
    record = CarRecord(
        name=name,
        phone=numbers[0] if numbers else "",
        phone2=numbers[1] if len(numbers) > 1 else "",
        sex=sex_of(row.text("sex", 10), name),
        kind=kind_of_person(name),
        plate=plate,
        vin=row.read("vin", cells.vin),
        model=row.text("model"),
        series=row.text("series", 60),
        energy=energy_of(row.text("energy", 30), plate),
        bought_on=row.day("bought_on", today),
        mileage_km=row.read("mileage_km", cells.mileage, None),
        last_visit_on=row.day("last_visit_on", today),
        last_service_on=row.day("last_service_on", today),
        last_service_km=row.read("last_service_km", cells.mileage, None),
        warranty_end_on=row.day("warranty_end_on"),
        sanbao_end_on=row.day("sanbao_end_on"),
    )
    if not (record.phone or record.has_car):
        raise RowRefused("imports.nothing_to_match")
    return record


def read_visit(row: Row, today: date) -> VisitRecord:
    """A row of a workshop's file; raises RowRefused with the first thing that is wrong with it."""
    numbers = row.read("phone", cells.phones, [])
    came_on = row.day("came_on", today)
    if came_on is None:
        raise RowRefused("imports.no_day")
    item = row.text("item", 400)
    left_on = row.day("left_on", today)
    if left_on and left_on < came_on:
        raise RowRefused("imports.dates_crossed", came_on=came_on.isoformat(), left_on=left_on.isoformat())
    paid, warranty, insurance = _amounts(row)
    record = VisitRecord(
        came_on=came_on,
        name=row.read("name", cells.name),
        phone=numbers[0] if numbers else "",
        plate=row.read("plate", cells.plate),
        vin=row.read("vin", cells.vin),
        model=row.text("model"),
        series=row.text("series", 60),
        left_on=left_on,
        mileage_km=row.read("mileage_km", cells.mileage, None),
        order_no=row.text("order_no", 60),
        job=job_of(row.text("job", 60), item),
        item=item,
        paid_fen=paid,
        warranty_fen=warranty,
        insurance_fen=insurance,
        advisor_name=row.text("advisor_name", 40),
    )
    if not (record.phone or record.plate or record.vin):
        raise RowRefused("imports.nothing_to_match")
    return record


def _amounts(row: Row) -> tuple[int, int, int]:
    """Paid by the customer, by warranty, by insurance. One amount goes where 付费类型 says; own columns win over it."""
    own = {field: row.read(field, cells.amount_fen, None) for field in ("paid_fen", "warranty_fen", "insurance_fen")}
    if any(value is not None for value in own.values()):
        return own["paid_fen"] or 0, own["warranty_fen"] or 0, own["insurance_fen"] or 0
    amount = row.read("amount_fen", cells.amount_fen, None) or 0
    said = row.text("pay_kind", 30)
    if row.has("pay_kind") and not said and amount:
        raise RowRefused("imports.pay_kind_missing", column=row.heading("pay_kind"))
    payer = payer_of(said) if said else Payer.CUSTOMER
    if payer is None:
        raise RowRefused("imports.pay_kind_wrong", column=row.heading("pay_kind"), value=said)
    return (
        amount if payer is Payer.CUSTOMER else 0,
        amount if payer is Payer.WARRANTY else 0,
        amount if payer is Payer.INSURANCE else 0,
    )
