"""What higher features know of a car, shown with it: how it was sold, how it is insured. It costs no statement more.

    @car_part("sales/_car.html")
    def how_it_was_sold(cars):                   # the SELECT of the customer's cars
        return cars.add_columns(CarSale.sold_on).outerjoin(CarSale, …)      # one row for each car at most

and the template sees the row as `car`. It says nothing at all where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

CarPart = Callable[[Select[Any]], Select[Any]]
_parts: dict[str, CarPart] = {}


def car_part(template: str) -> Callable[[CarPart], CarPart]:
    """Register a feature's columns and the template that shows them."""

    def register(part: CarPart) -> CarPart:
        _parts[template] = part
        return part

    return register


def templates() -> tuple[str, ...]:
    """The templates of all parts, in the order in which the features were loaded."""
    return tuple(_parts)


def with_parts(cars: Any) -> Select[Any]:
    """The SELECT of cars with the columns of every part."""
    for part in _parts.values():
        cars = part(cars)
    found: Select[Any] = cars
    return found
