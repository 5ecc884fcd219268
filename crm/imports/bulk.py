"""Writing customers, cars and service visits by the thousand: for imports, and for the demo store's older history.

Plain dicts in, ids out in the same order. Everything is encrypted, indexed blindly and made searchable, as if a
person had filed it one by one; the caller knows that the rows are new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import delete

from crm.customers.findable import known_of
from crm.customers.models import Customer, SearchTerm
from crm.customers.rules import TERMS_VERSION, pinyin_key, search_terms_for
from crm.shared.clock import dice, noon
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.pour import next_ids, pour, pour_plain
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceLine, ServiceVisit
from crm.workshop.rules import natural_key

CHUNK = 10_000
AMOUNTS = ("paid_fen", "warranty_fen", "insurance_fen")
Rows = Iterable[Mapping[str, Any]]

_pinyin = lru_cache(maxsize=50_000)(pinyin_key)
_noon = lru_cache(maxsize=10_000)(noon)


def write_customers(store_id: int, rows: Rows, stamp: Stamp, *, searchable: bool = True) -> list[int]:
    """New customers; any column of `customers`, phones normalised and not on file yet. With `searchable=False` call
    `index_customers` once their cars are written too."""
    given = list(rows)
    ids = list(next_ids(Customer, len(given)))
    for start in range(0, len(given), CHUNK):
        pour(Customer, [{**customer_row(store_id, row, stamp), "id": one} for row, one in _pairs(given, ids, start)])
    if searchable:
        index_customers(store_id, ids)
    return ids


def customer_row(store_id: int, row: Mapping[str, Any], stamp: Stamp) -> dict[str, Any]:
    """A new customer's columns, but for the id."""
    phone, name = row.get("phone") or None, row.get("name") or ""
    return {
        "source": "import", "created_at": stamp.at, "lot": dice.lot(), "terms_version": TERMS_VERSION, **row,
        "store_id": store_id, "phone": phone, "phone_index": blind(store_id, "phone", phone) if phone else None,
        "sex": row.get("sex") or None,
        "phone2": row.get("phone2") or None, "pinyin_key": _pinyin(name),
    }  # fmt: skip


def write_vehicles(store_id: int, rows: Rows, stamp: Stamp) -> list[int]:
    """New cars; any column of `vehicles`, `customer_id` given, VIN and plate normalised and not on file yet."""
    given = list(rows)
    ids = list(next_ids(Vehicle, len(given)))
    for start in range(0, len(given), CHUNK):
        pour(Vehicle, [{**vehicle_row(store_id, row), "id": one} for row, one in _pairs(given, ids, start)])
    return ids


def vehicle_row(store_id: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """A new car's columns, but for the id."""
    vin, plate = row.get("vin") or None, row.get("plate") or None
    return {
        "energy": "fuel",
        **row,
        "store_id": store_id,
        "vin": vin,
        "plate": plate,
        **car_indexes(store_id, vin, plate),
    }


def car_indexes(store_id: int, vin: str | None, plate: str | None) -> dict[str, str | None]:
    """The blind indexes by which a car is found."""
    return {
        "vin_index": blind(store_id, "vin", vin) if vin else None,
        "vin6_index": blind(store_id, "vin6", vin[-6:]) if vin else None,
        "plate_index": blind(store_id, "plate", plate) if plate else None,
    }


def write_service_visits(store_id: int, rows: Rows, stamp: Stamp) -> list[int]:
    """New visits; any column of `service_visits`, `vehicle_id`, `customer_id` and `came_on` given,
    maybe with `lines` (dicts of item, job and amounts). Afterwards
    `crm.workshop.actions.update_readings` brings mileage and next maintenance of the cars in step."""
    given = list(rows)
    ids = list(next_ids(ServiceVisit, len(given)))
    for start in range(0, len(given), CHUNK):
        some = list(_pairs(given, ids, start))
        pour(ServiceVisit, [{**visit_row(store_id, row, stamp.zone), "id": one} for row, one in some])
        pour(ServiceLine, [line for row, one in some for line in _lines(store_id, row, one)])
    return ids


def _lines(store_id: int, row: Mapping[str, Any], visit_id: int) -> Iterable[dict[str, Any]]:
    """The visit's lines: those of `lines`, whose sums are the visit's, or else one for all that was done."""
    given = row.get("lines") or ([row] if any(row.get(name) for name in ("item", *AMOUNTS)) else [])
    for number, line in enumerate(given, 1):
        own = {name: line[name] for name in ("item", "job", *AMOUNTS) if name in line}
        yield {"store_id": store_id, "visit_id": visit_id, "line_no": number, "job": row.get("job", "other"), **own}


def visit_row(store_id: int, row: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """A new visit's columns, but for the id."""
    key = natural_key(row["vehicle_id"], row["came_on"], row.get("order_no", ""), row.get("job", "other"))
    return {"natural_key": key, "came_at": _noon(row["came_on"], zone), **row, "store_id": store_id}


def _pairs(
    rows: Sequence[Mapping[str, Any]], ids: Sequence[int], start: int
) -> Iterable[tuple[Mapping[str, Any], int]]:
    return zip(rows[start : start + CHUNK], ids[start : start + CHUNK], strict=True)


# ---------------------------------------------------------------- searching


def index_customers(store_id: int, ids: Collection[int], *, fresh: bool = True) -> int:
    """Write the search table's rows of these customers and their cars; not `fresh` ones lose their old rows first."""
    listed, written = sorted(ids), 0
    for start in range(0, len(listed), CHUNK):
        part = listed[start : start + CHUNK]
        if not fresh:
            _forget(part)
        terms = sorted(
            (store_id, term, one)
            for one, known in known_of(part).items()
            for term in search_terms_for(known, partial(blind, store_id))
        )
        written += pour_plain(SearchTerm, ("store_id", "term", "customer_id"), terms)
    return written


def _forget(ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 500):
        db.session.execute(delete(SearchTerm).where(SearchTerm.customer_id.in_(ids[start : start + 500])))
