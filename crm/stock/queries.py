"""What stands in stock now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select

from crm.shared.db import db
from crm.staff.models import Staff
from crm.stock.models import StockCar, StockFile
from crm.stock.rules import State

PAGE = 50
BESIDE = 6  # cars beside a quotation


def newest_file(store_id: int) -> Any:
    """The reading that counts, and who brought it."""
    return db.session.execute(
        select(StockFile.id, StockFile.at, StockFile.cars, StockFile.refused, StockFile.digest, StockFile.by_id,
               Staff.name.label("name"), Staff.name_en.label("name_en"))
        .outerjoin(Staff, Staff.id == StockFile.by_id)
        .where(StockFile.store_id == store_id)
        .order_by(StockFile.id.desc())
        .limit(1)
    ).first()  # fmt: skip


def car_in(store_id: int, car_id: int) -> StockCar | None:
    """One car of the store's stock."""
    return db.session.scalar(select(StockCar).where(StockCar.id == car_id, StockCar.store_id == store_id))


def cars(store_id: int, wanted: str = "", state: str = "", after: int | None = None) -> Sequence[StockCar]:
    """One page of the stock, and one car more when there is another page."""
    found = select(StockCar).where(StockCar.store_id == store_id).order_by(StockCar.id).limit(PAGE + 1)
    if wanted:
        found = found.where(StockCar.model.contains(wanted, autoescape=True))
    if state:
        found = found.where(StockCar.state == state)
    return db.session.scalars(found if after is None else found.where(StockCar.id > after)).all()


def by_model(store_id: int) -> Sequence[Any]:
    """How many of each model are free and held, most free first."""
    free = func.sum(case((StockCar.state == State.FREE.value, 1), else_=0)).label("free")
    found = select(StockCar.model, free, func.count().label("all")).where(StockCar.store_id == store_id)
    return db.session.execute(found.group_by(StockCar.model).order_by(free.desc(), StockCar.model).limit(PAGE)).all()


def free_like(store_id: int, model: str) -> Sequence[StockCar]:
    """Free cars whose model is what the customer asks for; any free ones when none is."""
    free = select(StockCar).where(StockCar.store_id == store_id, StockCar.state == State.FREE.value)
    same = StockCar.model.contains(model.split("（")[0].strip(), autoescape=True) if model.strip() else None
    ordered = [StockCar.id] if same is None else [case((same, 0), else_=1), StockCar.id]
    return db.session.scalars(free.order_by(*ordered).limit(BESIDE)).all()
