"""What other features do when two files become one: each registers a part, as it knows its own rules.

    @merge_part
    def close_the_doubled_lead(merging: Merging) -> None:
        merging.batch.update(Lead, Lead.id == …, {"stage": "lost"})

Parts run before the rows are moved, in the order in which the features are loaded. They change rows through
`merging.batch` only, so that taking the files apart brings everything back. A table that only points at a customer
needs no part: its rows move by themselves, and a row that would be there twice goes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from crm.customers.models import Customer
from crm.shared.journal import Batch
from crm.shared.stamp import Stamp


@dataclass(frozen=True)
class Merging:
    """A merge under way: `gone` becomes part of `keep`."""

    keep: Customer
    gone: Customer
    owner_id: int | None  # who looks after the customer from now on
    why: str  # what the person said about it; "" when nobody had to
    batch: Batch
    stamp: Stamp

    @property
    def both(self) -> tuple[int, int]:
        return self.keep.id, self.gone.id


Part = Callable[[Merging], None]
parts: list[Part] = []
Spare = Callable[[int], Mapping[str, Collection[str]]]
spares: list[Spare] = []
After = Callable[[tuple[int, int], Stamp], None]
afters: list[After] = []


def spare_part(spare: Spare) -> Spare:
    """Register `(batch_id)`: the rows, by table, that taking apart leaves alone because others were built on them."""
    spares.append(spare)
    return spare


def apart_part(after: After) -> After:
    """Register `(both customers' ids, stamp)`: what follows from the rows once they have been taken apart."""
    afters.append(after)
    return after


def merge_part(part: Part) -> Part:
    """Register a feature's part."""
    parts.append(part)
    return part
