"""The store's own numbers and wordings: rows with history; the newest row of a key counts.

Reading costs nothing while nobody changes a setting: the values are kept per process under the store's
`settings_version`, which comes along with the session's query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast

from flask import current_app, g
from sqlalchemy import Index, select, update
from sqlalchemy.orm import Mapped

from crm.shared.db import Base, Id, Json, Stamped, StoreRow, db
from crm.shared.forms import Refused
from crm.shared.numbers import NUMBERS, WORDINGS, Number, Wording
from crm.shared.stamp import Stamp
from crm.shared.words import _

__all__ = ["Setting", "Values", "change", "effect_of", "effects", "kept", "of", "renew"]
Kept = TypeVar("Kept")


class Setting(Stamped, StoreRow, Base):
    """One value from one moment on."""

    __tablename__ = "settings"
    __table_args__ = (Index("ix_settings_store_key", "store_id", "key", "id"),)
    id: Mapped[Id]
    key: Mapped[str]
    value: Mapped[Json]


class Values(Mapping[Number, int]):
    """The settings of one store as of one version: what the rules take as their numbers."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._stored = stored

    def __getitem__(self, number: Number) -> int:
        return int(self._stored.get(number.key, number.default))

    def __iter__(self) -> Iterator[Number]:
        return iter(NUMBERS.values())

    def __len__(self) -> int:
        return len(NUMBERS)

    def text(self, wording: Wording) -> str:
        """The store's own wording, or the default in the reader's language."""
        return str(self._stored.get(wording.key) or _(wording.default))

    def own(self, key: str) -> Any:
        """What the store has set, or None while it uses the default."""
        return self._stored.get(key)


def of(store_id: int) -> Values:
    """Today's settings of a store."""
    version = _version(store_id)
    kept: dict[int, tuple[int, Values]] = current_app.extensions.setdefault("yuke.settings", {})
    found = kept.get(store_id)
    if found is None or found[0] != version:
        newest = select(Setting.key, Setting.value).where(Setting.store_id == store_id).order_by(Setting.id)
        found = version, Values(dict(map(tuple, db.session.execute(newest))))
        kept[store_id] = found
    return found[1]


def kept(store_id: int, name: str, make: Callable[[int], Kept]) -> Kept:
    """Something read for a store (its dictionary) that holds until `renew` says that it has changed; kept in memory."""
    version = _version(store_id)
    known: dict[Any, tuple[int, Any]] = current_app.extensions.setdefault("yuke.settings", {})
    found = known.get((store_id, name))
    if found is None or found[0] != version:
        found = known[store_id, name] = version, make(store_id)
    return cast(Kept, found[1])


def renew(store_id: int) -> None:
    """What every process keeps of this store is read anew from the next request on."""
    stores = Base.metadata.tables["stores"]
    raised = update(stores).where(stores.c.id == store_id).values(settings_version=stores.c.settings_version + 1)
    db.session.execute(raised)
    g.setdefault("settings_versions", {}).pop(store_id, None)


def _version(store_id: int) -> int:
    """Read once per request or job; the session's query has it already."""
    known: dict[int, int] = g.setdefault("settings_versions", {})
    if store_id not in known:
        known[store_id] = _read_version(store_id)
    return known[store_id]


def _read_version(store_id: int) -> int:
    stores = Base.metadata.tables["stores"]
    return int(db.session.scalar(select(stores.c.settings_version).where(stores.c.id == store_id)) or 0)


def change(key: str, value: int | str, stamp: Stamp) -> None:
    """Set one number or wording from now on; refused outside its bounds."""
    if key in NUMBERS:
        number = NUMBERS[key]
        if not number.low <= int(value) <= number.high:
            raise Refused(_("Between %(low)s and %(high)s.", low=number.low, high=number.high), field="value")
    elif key not in WORDINGS or len(str(value)) > WORDINGS[key].longest:
        raise Refused(_("This setting does not exist."))
    row = Setting(store_id=stamp.store_id, key=key, value=value)
    row.sign(stamp)
    db.session.add(row)
    renew(stamp.store_id)


Effect = Callable[[int, int], str]
effects: dict[str, Effect] = {}


def effect_of(number: Number) -> Callable[[Effect], Effect]:
    """Register the function `(store_id, new_value) -> sentence` that says what a change would do."""

    def register(function: Effect) -> Effect:
        effects[number.key] = function
        return function

    return register

