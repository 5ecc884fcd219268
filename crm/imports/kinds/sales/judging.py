"""What a row of a sales file means for what is on file: a new sale, other values, the same, or for a person to decide.

The sale belongs to who bought the car; the car stays with whom it belongs to now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crm.dictionaries.rules import Word
from crm.imports.filing import filed, stranger
from crm.imports.judge import amend, find_car, find_person
from crm.imports.kinds.sales.picture import Sale, SalePicture
from crm.imports.kinds.sales.record import SaleRecord
from crm.imports.rules import Verdict
from crm.imports.scene import Car, Change, Held, Judged, Line, Person, plateless, same_person
from crm.shared.reasons import Reason
from crm.vehicles.rules import SANBAO_MONTHS, WARRANTY_MONTHS, add_months


def judge_sales(picture: SalePicture, lines: Sequence[Line]) -> dict[int, Judged]:
    """Each row of its own."""
    return {line.row_no: _told(line.record, picture, line.row_no) for line in lines}


def _told(record: SaleRecord, picture: SalePicture, row_no: int) -> Judged:
    try:
        return _judge(picture.in_words(record), picture, row_no)
    except Held as held:
        return held.judged


def _judge(record: SaleRecord, picture: SalePicture, row_no: int) -> Judged:
    car, record = _car_of(record, picture)
    buyer = _buyer_of(record, picture, car)
    if car is None and buyer is not None:
        car = plateless(buyer, record)
    if car is None:
        return _all_new(record, picture, buyer, row_no)
    assert buyer is not None
    delivered = picture.delivered.get(car)
    if delivered and car.owner is buyer:
        return Judged(Verdict.SAME, Reason("imports.sold_by_order", {"day": max(delivered).isoformat()}))
    sale = _sale_of(record, picture, car, buyer)
    if sale is not None:
        return _compared(record, sale, picture, buyer, row_no)
    return _new_sale(record, picture, car, buyer, row_no)


def _car_of(record: SaleRecord, picture: SalePicture) -> tuple[Car | None, SaleRecord]:
    """By VIN alone where there is one: its plate of those days may have gone on to another car (F-52)."""
    base = picture.base
    if not record.vin:
        return find_car(base, "", record.plate), record
    wearing = base.by_plate.get(record.plate, []) if record.plate else []
    car = base.by_vin.get(record.vin)
    if car is None:
        car = next((one for one in wearing if not one.vin), None)
    elsewhere = any(one is not car for one in wearing)
    return car, replace(record, plate="") if elsewhere else record


def _buyer_of(record: SaleRecord, picture: SalePicture, car: Car | None) -> Person | None:
    """Who bought it: by phone; without a number on file the owner, or an earlier buyer, whose name fits."""
    person = find_person(picture.base, record.phone, record.name, car)
    if person is not None:
        if not same_person(person.name, record.name):
            raise stranger(person, "imports.other_name")
        return person
    if car is None:
        return None
    before = [sale.buyer for sale in picture.sales.get(car, []) if sale.sold_on == record.sold_on]
    for one in (*before, car.owner):
        if same_person(one.name, record.name):
            return one
    raise stranger(car.owner, "imports.car_of_other")


def _all_new(record: SaleRecord, picture: SalePicture, buyer: Person | None, row_no: int) -> Judged:
    """A car that nobody knew, with its buyer when the buyer is new as well."""
    code = "imports.new_sale_and_car"
    if buyer is None:
        if not (record.name or record.phone):
            return Judged(Verdict.REFUSED, Reason("imports.no_owner"))
        buyer, code = filed(picture.base, record, row_no), "imports.new_sale_and_customer"
    car = picture.base.add_car(Car(owner=buyer, energy="nev" if len(record.plate) == 8 else "fuel"))
    _sell(record, picture, car, buyer, row_no)
    return Judged(Verdict.NEW, Reason(code))


def _new_sale(record: SaleRecord, picture: SalePicture, car: Car, buyer: Person, row_no: int) -> Judged:
    if buyer is not car.owner and car.bought_on and car.bought_on <= record.sold_on:
        raise Held("imports.car_of_other")  # sold after its owner had bought it: whose is it now?
    changes = _sell(record, picture, car, buyer, row_no)
    code = "imports.new_sale" if buyer is car.owner else "imports.new_sale_since_sold"
    return Judged(Verdict.NEW, Reason(code), tuple(changes))


def _sell(record: SaleRecord, picture: SalePicture, car: Car, buyer: Person, row_no: int) -> list[Change]:
    """Draw the sale, and what follows from it for the car."""
    told: dict[str, Any] = {
        "model": record.model, "colour": record.colour, "price_fen": record.price_fen, "invoice_no": record.invoice_no,
        "advisor_name": record.advisor_name, "outlet": record.outlet,
    }  # fmt: skip
    later = [sale for sale in picture.sales.get(car, []) if sale.sold_on > record.sold_on]
    picture.add(Sale(car, buyer, record.sold_on, said_by=row_no, **told))
    names = ("vin", "plate", "model", "series", "colour")
    values: list[tuple[str, Any]] = [(name, getattr(record, name)) for name in names if not getattr(car, name)]
    if car.owner is buyer and not later:
        values += [("bought_on", record.sold_on), ("sold_here", True), *_guarantee(car, record.sold_on, picture)]
    changes = amend(car, values, row_no)
    picture.base.name_car(car)
    return [one for one in changes if one[0] != "sold_here"]


def _guarantee(car: Car, sold_on: date, picture: SalePicture) -> list[tuple[str, date]]:
    """Warranty and three-guarantees count from the delivery (F-47), where the file of the car says nothing else."""
    ends = (("warranty_end_on", WARRANTY_MONTHS), ("sanbao_end_on", SANBAO_MONTHS))
    return [(name, add_months(sold_on, picture.numbers[months])) for name, months in ends if not getattr(car, name)]


def _sale_of(record: SaleRecord, picture: SalePicture, car: Car, buyer: Person) -> Sale | None:
    """The sale that the row means: of that day, of that invoice, or the one of this car to this buyer."""
    known = picture.sales.get(car, [])
    for sale in known:
        if sale.sold_on == record.sold_on or (record.invoice_no and sale.invoice_no == record.invoice_no):
            return sale
    return next((sale for sale in known if sale.buyer is buyer), None)


def _compared(record: SaleRecord, sale: Sale, picture: SalePicture, buyer: Person, row_no: int) -> Judged:
    """A sale on file against the row; one that another row of this file has named is left to a person."""
    if sale.buyer is not buyer:
        raise Held("imports.sold_to_other")
    names = ("sold_on", "model", "colour", "price_fen", "invoice_no", "advisor_name", "outlet")
    kept = {"model": picture.words.kept(Word.MODEL, sale.model), "colour": picture.words.kept(Word.COLOUR, sale.colour)}
    said = ((name, getattr(sale, name), getattr(record, name)) for name in names)
    changes = [
        (name, old, new) for name, old, new in said if new not in ("", None) and new not in (old, kept.get(name))
    ]
    if sale.said_by not in (None, row_no):
        if changes:
            raise Held("imports.row_differs", row=sale.said_by)
        return Judged(Verdict.SAME, Reason("imports.same_row", {"row": sale.said_by}))
    sale.said_by = row_no
    if record.sold_on != sale.sold_on and sale.car.bought_on == sale.sold_on:
        amend(sale.car, [("bought_on", record.sold_on)], row_no)
    for name, _old, new in changes:
        setattr(sale, name, new)
        sale.touched.add(name)
    if changes:
        return Judged(Verdict.CHANGED, Reason("imports.changes"), tuple(changes))
    return Judged(Verdict.SAME, Reason("imports.same"))
