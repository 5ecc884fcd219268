"""What stands beside a car in the picture of a batch: its visits to the workshop with their lines, and its policies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from crm.workshop.rules import Job

if TYPE_CHECKING:
    from crm.imports.scene import Car


class Work(NamedTuple):
    """One line of a visit: what was done, and who paid for it."""

    item: str
    job: str
    paid_fen: int
    warranty_fen: int
    insurance_fen: int

    @property
    def says_something(self) -> bool:
        """A row that only knows the day of a visit is no line of it."""
        return bool(self.item or self.paid_fen or self.warranty_fen or self.insurance_fen)


@dataclass(eq=False)
class Policy:
    """An insurance policy in the picture."""

    car: Car
    cover: str
    until_on: date
    id: int | None = None
    insurer: str = ""
    number: str = ""
    from_on: date | None = None
    premium_fen: int | None = None
    says: dict[str, int] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)


@dataclass(eq=False)
class Visit:
    """A service visit in the picture."""

    car: Car
    came_on: date
    id: int | None = None
    left_on: date | None = None
    mileage_km: int | None = None
    order_no: str = ""
    job: str = Job.OTHER
    item: str = ""
    paid_fen: int = 0
    warranty_fen: int = 0
    insurance_fen: int = 0
    advisor_name: str = ""
    lines: tuple[Work, ...] = ()
    line_ids: list[int] = field(default_factory=list)  # of the lines on file, by their number
    said_by: int | None = None  # the row of this file that named it first
    touched: set[str] = field(default_factory=set)

    @property
    def is_bare(self) -> bool:
        """Known only as a day, from a customers' file: the visits' file may complete it."""
        return not (self.order_no or self.item or self.paid_fen or self.warranty_fen or self.insurance_fen)
