"""A file of insurance policies: one policy a row, or a car's commercial and compulsory one in the same row (F-45)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.customers.models import Customer
from crm.imports.cars import car_of
from crm.imports.draw import draw
from crm.imports.judge_policies import Told, contradicts, take_policies
from crm.imports.kinds.spec import KindSpec, named
from crm.imports.put import settle, write
from crm.imports.reading import cells
from crm.imports.rows import Row, RowRefused
from crm.imports.rules import Kind, Verdict
from crm.imports.scene import Held, Judged, Line, Picture
from crm.imports.wording import worded
from crm.insurance.models import InsurancePolicy
from crm.insurance.rules import Cover, cover_of
from crm.shared.filters import money, short_day
from crm.shared.reasons import Reason
from crm.vehicles.models import Vehicle


@dataclass(frozen=True)
class PolicyRecord:
    """What a row says of a car's policies; of each kind at least the last day."""

    name: str = ""
    phone: str = ""
    plate: str = ""
    vin: str = ""
    model: str = ""
    series: str = ""
    insurer: str = ""
    commercial_number: str = ""
    commercial_from_on: date | None = None
    commercial_end_on: date | None = None
    commercial_premium_fen: int | None = None
    compulsory_number: str = ""
    compulsory_from_on: date | None = None
    compulsory_end_on: date | None = None
    compulsory_premium_fen: int | None = None

    def policies(self) -> Iterator[Told]:
        for cover in Cover:
            end_on, number, from_on, premium_fen = (
                getattr(self, f"{cover}_{name}") for name in ("end_on", "number", "from_on", "premium_fen")
            )
            if end_on:
                yield Told(cover, end_on, self.insurer, number, from_on, premium_fen)


def read_policy(row: Row, today: date) -> PolicyRecord:
    """A row of a file of policies; raises RowRefused with the first thing that is wrong with it."""
    numbers = row.read("phone", cells.phones, [])
    told: dict[str, Any] = {}
    for cover in Cover:
        told |= {f"{cover}_{name}": value for name, value in _policy(row, f"{cover}_", f"{cover}_end_on").items()}
    told |= _own(row)
    record = PolicyRecord(
        name=row.read("name", cells.name),
        phone=numbers[0] if numbers else "",
        plate=row.read("plate", cells.plate),
        vin=row.read("vin", cells.vin),
        model=row.text("model"),
        series=row.text("series", 60),
        insurer=row.text("insurer", 60),
        **told,
    )
    if not any(record.policies()):
        raise RowRefused("imports.no_until")
    if not (record.phone or record.plate or record.vin):
        raise RowRefused("imports.nothing_to_match")
    return record


def _own(row: Row) -> dict[str, Any]:
    """The one policy of a row that names its kind in a column of its own."""
    policy = _policy(row, "", "until_on")
    if not any(policy.values()):
        return {}
    said = row.text("cover", 60)
    cover = cover_of(said)
    if cover is None and said:
        raise RowRefused("imports.cover_wrong", column=row.heading("cover"), value=said)
    if cover is None:
        raise RowRefused("imports.no_cover")
    if policy["end_on"] is None:
        raise RowRefused("imports.no_until")
    return {f"{cover}_{name}": value for name, value in policy.items()}


def _policy(row: Row, prefix: str, last: str) -> dict[str, Any]:
    """Number, days and premium of one policy; a day alone says that there is one."""
    from_on, end_on = row.day(f"{prefix}from_on"), row.day(last)
    if from_on and end_on and end_on < from_on:
        raise RowRefused("imports.dates_turned", from_on=from_on.isoformat(), until_on=end_on.isoformat())
    return {
        "number": row.text(f"{prefix}number", 60), "from_on": from_on, "end_on": end_on,
        "premium_fen": row.read(f"{prefix}premium_fen", cells.amount_fen, None),
    }  # fmt: skip


def _judge(picture: Picture, lines: Sequence[Line]) -> dict[int, Judged]:
    return {one.row_no: _judged(worded(one.record, picture.words), picture, one.row_no) for one in lines}


def _judged(record: PolicyRecord, picture: Picture, row_no: int) -> Judged:
    told = list(record.policies())
    try:
        car, filed = car_of(record, picture, row_no, before=lambda car: contradicts(told, car, row_no))
    except Held as held:
        return held.judged
    if car is None:
        return Judged(Verdict.REFUSED, Reason("imports.policy_car_unknown"))
    there = len(car.policies)
    changes = take_policies(told, car, row_no)
    if filed:
        return Judged(Verdict.NEW, Reason("imports.new_policy_and_car"))
    if len(car.policies) > there:
        return Judged(Verdict.NEW, Reason("imports.new_policy"), tuple(changes))
    if changes:
        return Judged(Verdict.CHANGED, Reason("imports.changes"), tuple(changes))
    return Judged(Verdict.SAME, Reason("imports.same"))


def _about(record: Any) -> list[str]:
    ends = [record.get(f"{cover}_end_on") for cover in Cover]
    premiums = [record.get(f"{cover}_premium_fen") for cover in Cover]
    return [
        record.get("insurer", ""),
        *(short_day(date.fromisoformat(end)) for end in ends if end),
        *(money(premium) for premium in premiums if premium),
    ]


SPEC = KindSpec(
    kind=Kind.POLICIES,
    needed=(
        frozenset({"phone", "plate", "vin"}),
        frozenset({"until_on", "commercial_end_on", "compulsory_end_on"}),
    ),
    record=PolicyRecord,
    read=read_policy,
    keys=named,
    draw=lambda stamp, records: draw(stamp.store_id, records, visits=False, policies=True),
    judge=_judge,
    write=write,
    fills=(Customer, Vehicle, InsurancePolicy),
    settle=settle,
    follows=("jobs.retention.compute_states", "jobs.duplicates.find_pairs"),
    about=_about,
)
