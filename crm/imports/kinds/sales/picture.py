"""What is on file for the cars of a batch of sales: owners, earlier sales with their buyers, orders of this system."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.dictionaries.queries import Lexicon, lexicon
from crm.dictionaries.rules import Word
from crm.imports.advisors import Advisors, advisors
from crm.imports.draw import draw, draw_people, parts
from crm.imports.kinds.sales.record import SaleRecord
from crm.imports.scene import Car, Person, Picture
from crm.orders.models import Delivery
from crm.sales.models import CarSale
from crm.shared import settings
from crm.shared.db import db
from crm.shared.numbers import Number
from crm.shared.stamp import Stamp

SALE = ("sold_on", "model", "colour", "price_fen", "invoice_no", "advisor_name", "outlet")


@dataclass(eq=False)
class Sale:
    """A sale in the picture; `id` None is not on file yet."""

    car: Car
    buyer: Person
    sold_on: date
    id: int | None = None
    model: str = ""
    colour: str = ""
    price_fen: int | None = None
    invoice_no: str = ""
    advisor_name: str = ""
    outlet: str = ""
    said_by: int | None = None  # the row of this file that named it first
    touched: set[str] = field(default_factory=set)


@dataclass
class SalePicture:
    """People and cars as every kind of file draws them, and beside them the sales."""

    base: Picture
    words: Lexicon
    people: Advisors
    numbers: Mapping[Number, int]
    sales: dict[Car, list[Sale]] = field(default_factory=dict)
    delivered: dict[Car, list[date]] = field(default_factory=dict)  # through orders of this system

    def in_words(self, record: SaleRecord) -> SaleRecord:
        """The row in the dictionary's words (R-605)."""
        series = self.words.kept(Word.SERIES, record.series) or self.words.series_of(record.model)
        model, colour = self.words.kept(Word.MODEL, record.model), self.words.kept(Word.COLOUR, record.colour)
        return replace(record, model=model, series=series, colour=colour)

    def add(self, sale: Sale) -> Sale:
        self.sales.setdefault(sale.car, []).append(sale)
        return sale


def draw_sales(stamp: Stamp, records: Sequence[SaleRecord]) -> SalePicture:
    """A few statements, whatever the number of rows."""
    base = draw(stamp.store_id, records, visits=False)
    cars = {car.id: car for person in base.everyone for car in person.cars if car.id}
    rows = list(_sales_of(cars))
    draw_people(base, {row.customer_id for row in rows})
    people = {person.id: person for person in base.everyone}
    picture = SalePicture(base, lexicon(stamp.store_id), advisors(stamp.store_id), settings.of(stamp.store_id))
    for row in rows:
        if row.customer_id in people:
            told: dict[str, Any] = {name: getattr(row, name) for name in SALE}
            told["invoice_no"] = told["invoice_no"] or ""
            picture.add(Sale(cars[row.vehicle_id], people[row.customer_id], id=row.id, **told))
    for vehicle_id, day in _deliveries_of(cars):
        picture.delivered.setdefault(cars[vehicle_id], []).append(day)
    return picture


def _sales_of(vehicles: Collection[int]) -> Iterator[Any]:
    columns = [getattr(CarSale, name) for name in SALE]
    for some in parts(vehicles):
        yield from db.session.execute(
            select(CarSale.id, CarSale.vehicle_id, CarSale.customer_id, *columns)
            .where(CarSale.vehicle_id.in_(some))
            .order_by(CarSale.id)
        )


def _deliveries_of(vehicles: Collection[int]) -> Iterator[Any]:
    for some in parts(vehicles):
        yield from db.session.execute(
            select(Delivery.vehicle_id, Delivery.delivered_on).where(Delivery.vehicle_id.in_(some))
        )
