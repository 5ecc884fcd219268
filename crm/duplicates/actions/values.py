"""Which of two values the one record has: what the person chose, else what the rules propose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.customers.models import Customer, ProfileFact
from crm.customers.rules import joined_remarks
from crm.duplicates.parts import Merging
from crm.duplicates.rules.merging import GONE, KEEP, fuller_name
from crm.shared.crypto import blind

HANDLED = frozenset({
    "id", "store_id", "version", "kind", "name", "sex", "pinyin_key", "phone", "phone_index", "phone2", "shared_phone",
    "owner_id", "lot", "archived_at", "merged_into_id", "created_at", "terms_version",
    "note", "filed_on",
})  # fmt: skip


def take_values(merging: Merging, chosen: Mapping[str, str]) -> None:
    """Name, numbers, owner as chosen; what only the other file says is taken over."""
    keep, gone = merging.keep, merging.gone
    if chosen.get("name", fuller_name(keep.name, gone.name)) == GONE:
        keep.name, keep.pinyin_key = gone.name, gone.pinyin_key
        keep.sex = gone.sex or keep.sex
    keep.sex = keep.sex or gone.sex
    _numbers(keep, gone, chosen.get("phone", KEEP))
    keep.shared_phone = keep.shared_phone or gone.shared_phone
    keep.owner_id = merging.owner_id
    keep.note = joined_remarks(keep.note, gone.note) or None
    keep.filed_on = min((one.filed_on for one in (keep, gone) if one.filed_on), default=None)
    for column in Customer.__table__.columns:
        if column.name not in HANDLED and getattr(keep, column.name) in (None, ""):
            setattr(keep, column.name, getattr(gone, column.name))


def _numbers(keep: Customer, gone: Customer, side: str) -> None:
    """The chosen number first, the other one second. A third is not lost: the file that goes is still found by it."""
    files = (gone, keep) if side == GONE else (keep, gone)
    first = [one.phone for one in files if one.phone]
    numbers = list(dict.fromkeys([*first, *(one.phone2 for one in files if one.phone2)]))
    keep.phone, keep.phone2 = [*numbers, None, None][:2]
    keep.phone_index = blind(keep.store_id, "phone", keep.phone) if keep.phone else None


def keep_facts(merging: Merging, told: Mapping[int, Mapping[str, Any]], chosen: Mapping[str, str]) -> None:
    """Both histories lie in one file now and the latest word counts; a chosen older one is said again today."""
    keep, gone = merging.both
    again = []
    for name, side in chosen.items():
        field = name.removeprefix("fact-")
        mine, theirs = told[keep].get(field), told[gone].get(field)
        if name == field or mine is None or theirs is None or mine.value == theirs.value:
            continue
        wanted = theirs if side == GONE else mine
        again.append({
            "customer_id": keep, "field": field, "value": wanted.value, "source": wanted.source,
            "on_day": merging.stamp.today, "by_id": merging.stamp.by.id, "at": merging.stamp.at,
        })  # fmt: skip
    merging.batch.insert(ProfileFact, again)
