"""The maker's list of visits at other stores (R-411): each row names a car by its VIN, a store and a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.elsewhere.models import ElsewhereVisit
from crm.elsewhere.rules import in_region_of, natural_key
from crm.imports.draw import parts
from crm.imports.kinds.spec import KindSpec, blinds
from crm.imports.pen import Pen
from crm.imports.reading import cells
from crm.imports.rows import Row, RowRefused
from crm.imports.rules import Kind, Verdict
from crm.imports.scene import Judged, Line
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.filters import short_day
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle


@dataclass(frozen=True)
class SeenRecord:
    """One of our cars in another store on a day."""

    seen_on: date
    vin: str
    other_store: str = ""
    in_region: bool | None = None


@dataclass(eq=False)
class Sighting:
    """A visit elsewhere in the picture."""

    record: SeenRecord
    in_region: bool | None
    id: int | None = None
    row_no: int | None = None  # the row of this file that named it first
    touched: bool = False


@dataclass
class Sightings:
    """What is on file of the batch's rows, by natural key; and which of its VINs are cars of ours."""

    store_id: int
    known: dict[str, Sighting] = field(default_factory=dict)
    ours: set[str] = field(default_factory=set)

    def key(self, record: SeenRecord) -> str:
        return natural_key(blind(self.store_id, "vin", record.vin), record.seen_on, record.other_store)


def read_seen(row: Row, today: date) -> SeenRecord:
    """A row of the maker's list; raises RowRefused with the first thing that is wrong with it."""
    vin, seen_on = row.read("vin", cells.vin), row.day("seen_on", today)
    if not vin:
        raise RowRefused("imports.no_vin")
    if seen_on is None:
        raise RowRefused("imports.no_day")
    return SeenRecord(seen_on, vin, row.text("other_store", 80), in_region_of(row.text("in_region", 40)))


def draw_seen(stamp: Stamp, records: Sequence[SeenRecord]) -> Sightings:
    """Two statements per 900 rows."""
    picture = Sightings(stamp.store_id)
    keyed = {picture.key(one): one for one in records}
    for some in parts(keyed):
        rows = select(ElsewhereVisit.id, ElsewhereVisit.in_region, ElsewhereVisit.natural_key)
        mine = (ElsewhereVisit.store_id == stamp.store_id, ElsewhereVisit.natural_key.in_(some))
        for row in db.session.execute(rows.where(*mine)):
            picture.known[row.natural_key] = Sighting(keyed[row.natural_key], row.in_region, row.id)
    for some in parts({blind(stamp.store_id, "vin", one.vin) for one in records}):
        cars = select(Vehicle.vin_index).where(Vehicle.store_id == stamp.store_id, Vehicle.vin_index.in_(some))
        picture.ours.update(one for one in db.session.scalars(cars.where(Vehicle.archived_at.is_(None))) if one)
    return picture


def judge_seen(picture: Sightings, lines: Sequence[Line]) -> dict[int, Judged]:
    return {line.row_no: _judged(picture, line.record, line.row_no) for line in lines}


def _judged(picture: Sightings, record: SeenRecord, row_no: int) -> Judged:
    key = picture.key(record)
    there = picture.known.get(key)
    if there is None:
        picture.known[key] = Sighting(record, record.in_region, row_no=row_no)
        ours = blind(picture.store_id, "vin", record.vin) in picture.ours
        return Judged(Verdict.NEW, Reason("imports.new_sighting" if ours else "imports.new_sighting_unknown"))
    differs = record.in_region is not None and record.in_region != there.in_region
    if there.row_no not in (None, row_no):
        code = "imports.row_differs" if differs and there.in_region is not None else "imports.same_row"
        verdict = Verdict.HELD if code == "imports.row_differs" else Verdict.SAME
        return Judged(verdict, Reason(code, {"row": there.row_no}))
    there.row_no = row_no
    if not differs:
        return Judged(Verdict.SAME, Reason("imports.same"))
    change = ("in_region", there.in_region, record.in_region)
    there.in_region, there.touched = record.in_region, True
    return Judged(Verdict.CHANGED, Reason("imports.changes"), (change,))


def write_seen(picture: Sightings, pen: Pen) -> None:
    """New visits elsewhere, and those of which the region is known now."""
    pen.insert(ElsewhereVisit, [
        {
            "store_id": pen.store_id, "vin": one.record.vin, "vin_index": blind(pen.store_id, "vin", one.record.vin),
            "other_store": one.record.other_store, "in_region": one.in_region, "on_day": one.record.seen_on,
            "natural_key": key, "import_id": pen.import_id,
        }
        for key, one in picture.known.items() if one.id is None
    ])  # fmt: skip
    changed = [one for one in picture.known.values() if one.id is not None and one.touched]
    pen.update(ElsewhereVisit, [{"id": one.id, "in_region": one.in_region} for one in changed])


def _keys(store_id: int, record: SeenRecord) -> set[str]:
    return blinds(store_id, [("vin", record.vin)])


def _about(record: Mapping[str, Any]) -> list[str]:
    return [short_day(date.fromisoformat(record["seen_on"])), str(record.get("other_store", ""))]


SPEC = KindSpec(
    kind=Kind.ELSEWHERE_VISITS,
    needed=(frozenset({"vin"}), frozenset({"seen_on"})),
    record=SeenRecord,
    read=read_seen,
    keys=_keys,
    draw=draw_seen,
    judge=judge_seen,
    write=write_seen,
    fills=(ElsewhereVisit,),
    about=_about,
)
