"""Taking the stock from its file: the newest reading replaces what stood there; the file itself is left as it is."""

from __future__ import annotations

import hashlib

from sqlalchemy import delete

from crm.customers.rules import normalise_vin
from crm.shared.db import db, insert_rows
from crm.shared.forms import Refused
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.stock import queries
from crm.stock.models import StockCar, StockFile
from crm.stock.rules import Car, Unreadable, read


def take_stock(*, content: bytes, stamp: Stamp) -> StockFile:
    """Read the list; what cannot be read as a whole is refused with its reason, and the old list stands."""
    try:
        sheet = read(content)
    except Unreadable as wrong:
        raise Refused(say(wrong.reason.code, wrong.reason.facts), "file") from None
    reading = StockFile(store_id=stamp.store_id, digest=digest_of(content), cars=len(sheet.cars), refused=sheet.refused)
    reading.sign(stamp)
    db.session.add(reading)
    db.session.flush()
    db.session.execute(delete(StockCar).where(StockCar.store_id == stamp.store_id, StockCar.file_id < reading.id))
    insert_rows(StockCar, [_row(car, reading) for car in sheet.cars])
    raise_topic(stamp.store_id, "stock")
    return reading


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def take_dropped(*, content: bytes, stamp: Stamp) -> bool:
    """The file found in its folder: read once, until it has changed. False when nothing is new or it is unreadable."""
    now = queries.newest_file(stamp.store_id)
    if now is not None and now.digest == digest_of(content):
        return False
    try:
        take_stock(content=content, stamp=stamp)
    except Refused:
        return False
    return True


def _row(car: Car, reading: StockFile) -> dict[str, object]:
    return {
        "store_id": reading.store_id, "file_id": reading.id, "model": car.model, "colour": car.colour,
        "state": car.state.value, "vin": normalise_vin(car.vin),
    }  # fmt: skip
