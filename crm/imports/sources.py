"""A mapping that a person has corrected once, remembered per source and followed when such a file comes again.

A source is known by its headings, whatever their order: the store's old program, the dealer system's nightly list. The
column of reasons in a workbook of refused rows does not count, so a corrected one is the same source again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from crm.imports.columns import fields_for, guess, is_reason, label_of, plain
from crm.imports.mapping import must_fit
from crm.imports.models import Import, SealedJson
from crm.imports.rules import Kind, State
from crm.shared.crypto import blind
from crm.shared.db import WORD, Base, Id, Stamped, StoreRow, Versioned, db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Person, Stamp
from crm.shared.words import _

LONGEST_NAME = 40
_KEPT = text("archived_at IS NULL")


class ImportSource(Stamped, StoreRow, Versioned, Base):
    """One remembered mapping; `mapping` is [heading, field] for each column, an empty field for one left out."""

    __tablename__ = "import_sources"
    __table_args__ = (
        Index(
            "ux_import_sources", "store_id", "kind", "fingerprint", unique=True, sqlite_where=_KEPT,
            postgresql_where=_KEPT,
        ),
    )  # fmt: skip
    id: Mapped[Id]
    name: Mapped[str]
    kind: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(WORD)
    mapping: Mapped[Any] = mapped_column(SealedJson("import_sources.mapping"))
    used_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


def keys_of(headings: Sequence[str]) -> list[str]:
    """What each column is known by: its plain heading, numbered when there are several of it; "" for the reasons."""
    seen: dict[str, int] = {}
    keys = []
    for heading in headings:
        name = plain(heading)
        seen[name] = seen.get(name, 0) + 1
        keys.append("" if is_reason(heading) else name if seen[name] == 1 else f"{name} {seen[name]}")
    return keys


def fingerprint(store_id: int, headings: Sequence[str]) -> str:
    """The same for the same headings in any order; keyed, because a file without headings may show names there."""
    return blind(store_id, "headings", "\n".join(sorted(key for key in keys_of(headings) if key)))


# ---------------------------------------------------------------- looking


def source_for(person: Person, source_id: int) -> ImportSource | None:
    mine = (ImportSource.id == source_id, ImportSource.store_id == person.store_id)
    return db.session.scalar(select(ImportSource).where(*mine, ImportSource.archived_at.is_(None)))


def sources_of(store_id: int) -> Sequence[ImportSource]:
    """The remembered mappings, the one used last on top."""
    rows = select(ImportSource).where(ImportSource.store_id == store_id, ImportSource.archived_at.is_(None))
    return db.session.scalars(rows.order_by(ImportSource.used_at.desc(), ImportSource.id.desc()).limit(200)).all()


def recognise(store_id: int, kind: Kind, headings: Sequence[str]) -> tuple[int, list[str]] | None:
    """The source that has these headings, and the field of each column as it was left last."""
    row = db.session.execute(
        select(ImportSource.id, ImportSource.mapping).where(
            ImportSource.store_id == store_id, ImportSource.kind == kind, ImportSource.archived_at.is_(None),
            ImportSource.fingerprint == fingerprint(store_id, headings),
        )
    ).first()  # fmt: skip
    return (int(row.id), follow(row.mapping, kind, headings)) if row else None


def follow(mapping: Sequence[Sequence[str]], kind: Kind, headings: Sequence[str]) -> list[str]:
    """The field of each column as a source says; one that it does not name, or that is no more, is left out."""
    fields = {key: field for key, field in mapping}  # noqa: C416 - lists of two, not tuples
    possible = {field.key for field in fields_for(kind)}
    found = [fields.get(key, "") if key else "" for key in keys_of(headings)]
    return [field if field in possible else "" for field in found]


def propose(record: Any, headings: Sequence[str]) -> tuple[int | None, list[str]]:
    """The field of each column of a file that was just read, and the source followed, if any.

    A watched folder names its source; otherwise the headings do. A column that the source does not name is guessed.
    """
    kind, guessed = Kind(record.kind), [one.field for one in guess(Kind(record.kind), headings)]
    named = db.session.scalar(select(ImportSource.mapping).where(ImportSource.id == record.source_id))
    if record.source_id is None or named is None:
        found = recognise(record.store_id, kind, headings)
        return found or (None, guessed)
    known, mapping = {key for key, _field in named}, follow(named, kind, headings)
    for number, key in enumerate(keys_of(headings)):
        if key not in known and guessed[number] not in mapping:
            mapping[number] = guessed[number]
    return int(record.source_id), mapping


# ---------------------------------------------------------------- remembering


def remember(record: Import, *, name: str, mapping: Sequence[str], version: int | None, stamp: Stamp) -> ImportSource:
    """Keep these columns under a name; the same headings again are the same source."""
    expect_version(record, version)
    state, kind = State(record.state), Kind(record.kind)
    if state not in (State.MAPPED, State.CHECKED, State.DONE):
        raise Refused(_("This import has gone on meanwhile. Look at it again."))
    headings = record.about["headings"]
    given = must_fit(kind, headings, mapping)
    if not given:
        raise Refused(_("Every column is left out: there is nothing to remember."))
    if state is not State.MAPPED and list(mapping) != list(record.mapping):
        raise Refused(_("Try these columns first, then remember them."))
    mark = fingerprint(record.store_id, headings)
    known = (ImportSource.store_id == record.store_id, ImportSource.kind == kind, ImportSource.archived_at.is_(None))
    source = db.session.scalar(select(ImportSource).where(*known, ImportSource.fingerprint == mark))
    if source is None:
        source = ImportSource(store_id=record.store_id, kind=kind, fingerprint=mark)
        db.session.add(source)
    source.name, source.used_at = name, stamp.at
    source.mapping = [[key, field] for key, field in zip(keys_of(headings), mapping, strict=True) if key]
    source.sign(stamp)
    db.session.flush()
    _belongs(record.id, source.id, mapping)
    return source


def rename(source: ImportSource, *, name: str, version: int | None, stamp: Stamp) -> ImportSource:
    expect_version(source, version, name=source.name)
    source.name = name
    source.sign(stamp)
    return source


def forget(source: ImportSource, *, version: int | None, stamp: Stamp) -> ImportSource:
    """The next such file is guessed anew; imports that followed it keep saying so."""
    expect_version(source, version)
    source.archived_at = stamp.at
    return source


def followed(source_id: int, at: datetime) -> None:
    """It was followed just now."""
    db.session.execute(
        update(ImportSource)
        .where(ImportSource.id == source_id)
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )


def _belongs(import_id: int, source_id: int, mapping: Sequence[str]) -> None:
    """Said on the import's page; its own version stays, so that the page's other buttons still hold."""
    db.session.execute(
        update(Import)
        .where(Import.id == import_id)
        .values(source_id=source_id, mapping=list(mapping))
        .execution_options(synchronize_session=False)
    )


def shown(source: ImportSource) -> list[tuple[str, str]]:
    """Each remembered heading with the English label of its field, "" for one left out."""
    kind = Kind(source.kind)
    return [(key, label_of(kind, field) if field else "") for key, field in source.mapping]
