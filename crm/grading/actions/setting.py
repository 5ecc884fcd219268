"""Several standards in one act, with what stood before, so that one click brings it back."""

from __future__ import annotations

from collections.abc import Mapping

from crm.grading.models import StandardSet
from crm.grading.rules.presets import PRESETS, differs
from crm.leads.actions.point_cards import card_in_use
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.numbers import NUMBERS, Number
from crm.shared.stamp import Stamp
from crm.shared.words import _


def seen(values: Mapping[Number, int], numbers: Mapping[Number, int]) -> str:
    """The present numbers as a preview saw them; the act is refused when one has changed since."""
    return "-".join(str(numbers[number]) for number in values)


def set_preset(preset: str, *, seen_numbers: str, stamp: Stamp) -> StandardSet:
    """Grades and cadences of a preset, from now on; dates that are set already stay."""
    values = PRESETS[preset].values()
    return set_all(preset, values, seen_numbers, stamp)


def set_all(
    kind: str, values: Mapping[Number, int], seen_numbers: str, stamp: Stamp, check_id: int | None = None
) -> StandardSet:
    """Write what differs as ordinary changes of settings, each in its history, and keep the act as one row."""
    numbers = settings.of(stamp.store_id)
    if seen(values, numbers) != seen_numbers:
        raise Stale
    changes = differs(values, numbers)
    if not changes:
        raise Refused(_("The standards are set so already."))
    row = StandardSet(
        store_id=stamp.store_id, kind=kind, check_id=check_id,
        before={number.key: numbers[number] for number in changes},
        after={number.key: value for number, value in changes.items()},
    )  # fmt: skip
    row.sign(stamp)
    db.session.add(row)
    for number, value in changes.items():
        settings.change(number.key, value, stamp)
    return row


def take_back(act: StandardSet, *, stamp: Stamp) -> None:
    """Bring back what stood before, unless somebody has set one of these standards since."""
    if act.undone_at is not None:
        raise Refused(_("This was taken back already."))
    numbers = settings.of(stamp.store_id)
    moved = [NUMBERS[key] for key, value in act.after.items() if numbers[NUMBERS[key]] != value]
    if moved:
        names = ", ".join(_(number.label) for number in moved[:3])
        raise Refused(_("Not taken back: somebody has changed this since: %(names)s.", names=names))
    for key, value in act.before.items():
        settings.change(key, value, stamp)
    act.undone_at, act.undone_by_id = stamp.at, stamp.by.id
    if act.kind == "weights":
        card_in_use(stamp, "undone")
