"""The customer's timeline says that two files were made one, and when they were taken apart again (T7)."""

from __future__ import annotations

from typing import Any

from crm.customers.timeline import entries, timeline_part
from crm.duplicates.models import Merge


@timeline_part("merge", "duplicates/_entry_merge.html")
def _merged(customer: Any) -> Any:
    into = Merge.keep_id == customer
    return entries(Merge, at=Merge.at, by=Merge.by_id, code=Merge.reason_code, text=Merge.why).where(into)


@timeline_part("apart", "duplicates/_entry_apart.html")
def _taken_apart(customer: Any) -> Any:
    both = (Merge.keep_id == customer) | (Merge.gone_id == customer)
    return entries(Merge, at=Merge.apart_at, by=Merge.apart_by_id).where(both, Merge.apart_at.is_not(None))
