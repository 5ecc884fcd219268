"""An import as rows: the file, its staged rows with what becomes of each, and the keys that find them again.

Whatever stands in a cell may be personal, so cells, records, changes and the facts of a refusal are all encrypted.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from crm.shared.crypto import NONCE, keys, seal, unseal
from crm.shared.db import BIG, WORD, Base, Id, Json, Ref, Stamped, StoreRow, Versioned


class SealedJson(TypeDecorator[Any]):
    """JSON that the database never sees in the clear."""

    impl = Text
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), self.column)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        text = unseal(value, self.column)
        return json.loads(unseal(text, self.column) if text.startswith("k1.") else text)  # older rows: sealed twice


class SealedBytes(TypeDecorator[bytes]):
    """A file's bytes, encrypted as they are."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        nonce = os.urandom(NONCE)
        return nonce + keys.box.encrypt(nonce, value, b"import_files.content")

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        stored = bytes(value)
        return keys.box.decrypt(stored[:NONCE], stored[NONCE:], b"import_files.content")


class Import(Stamped, StoreRow, Versioned, Base):
    """One file on its way in. `rows_read` = new + changed + same + held + refused, from the dry run on."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_store", "store_id", "id"), Index("ix_imports_digest", "store_id", "digest"))
    id: Mapped[Id]
    kind: Mapped[str]
    filename: Mapped[str]
    digest: Mapped[str]  # keyed; tells that the same file was there before
    state: Mapped[str]
    source_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("import_sources.id"))  # whose mapping was followed
    about: Mapped[Any] = mapped_column(JSON, default=dict)  # headings, sheet, encoding, era of the serials
    mapping: Mapped[Any] = mapped_column(JSON, default=list)  # field of each column, "" for not imported
    mapping_no: Mapped[int] = mapped_column(default=0)  # raised with every dry run
    reason_code: Mapped[str | None]  # why the file could not be read
    facts: Mapped[Json | None]
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_new: Mapped[int] = mapped_column(default=0)
    rows_changed: Mapped[int] = mapped_column(default=0)
    rows_same: Mapped[int] = mapped_column(default=0)
    rows_held: Mapped[int] = mapped_column(default=0)
    rows_refused: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)  # of the stage that is under way
    rows_due: Mapped[int] = mapped_column(default=0)
    stage_at: Mapped[datetime]  # when the present stage began
    ended_at: Mapped[datetime | None]
    undo: Mapped[Any | None] = mapped_column(JSON)  # rows that the undo removed, restored, put away and left
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))


class ImportFile(Base):
    """The uploaded bytes, kept only until their rows are staged."""

    __tablename__ = "import_files"
    import_id: Mapped[int] = mapped_column(BIG, ForeignKey("imports.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(SealedBytes)


class ImportRow(Base):
    """One row of the file. `verdict` is the dry run's, `outcome` what the writing made of it; both with the reason."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index("ix_import_rows_verdict", "import_id", "verdict", "row_no"),
        Index("ix_import_rows_outcome", "import_id", "outcome", "row_no"),
    )
    import_id: Mapped[int] = mapped_column(BIG, ForeignKey("imports.id"), primary_key=True)
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    cells: Mapped[Any] = mapped_column(SealedJson("import_rows.cells"))
    record: Mapped[Any | None] = mapped_column(SealedJson("import_rows.record"))
    group_key: Mapped[str | None] = mapped_column(WORD)  # rows of one visit share it
    read_no: Mapped[int] = mapped_column(default=0)  # the mapping through which its cells were read …
    judged_no: Mapped[int] = mapped_column(default=0)  # … and judged; another mapping makes both stale
    verdict: Mapped[str | None]
    outcome: Mapped[str | None]
    reason_code: Mapped[str | None]
    rule_version: Mapped[int | None]
    facts: Mapped[Any | None] = mapped_column(SealedJson("import_rows.facts"))
    changes: Mapped[Any | None] = mapped_column(SealedJson("import_rows.changes"))  # [field, old, new] …


class ImportKey(Base):
    """What a row is known by (blind indexes of phone, VIN, plate, visit), to find its fellows in the same file."""

    __tablename__ = "import_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)
    import_id: Mapped[Ref] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    key: Mapped[str] = mapped_column(WORD, primary_key=True)  # mapping number, colon, blind index
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)


class ImportMade(Base):
    """Up to 500 rows that one batch has made in one table: their ids, each with the mark of what was written."""

    __tablename__ = "import_made"
    import_id: Mapped[int] = mapped_column(BIG, ForeignKey("imports.id"), primary_key=True)
    batch: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    table_name: Mapped[str] = mapped_column(WORD)
    count: Mapped[int]
    rows: Mapped[bytes] = mapped_column(LargeBinary)  # crm.imports.marks


class ImportChange(Base):
    """One row that the import has changed: each changed column with its old and its new value, sealed."""

    __tablename__ = "import_changes"
    __table_args__ = (Index("ix_import_changes_row", "table_name", "row_id"),)
    import_id: Mapped[int] = mapped_column(BIG, ForeignKey("imports.id"), primary_key=True)
    batch: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    table_name: Mapped[str] = mapped_column(WORD)
    row_id: Mapped[Ref]
    pairs: Mapped[Any] = mapped_column(SealedJson("import_changes.pairs"))


class ImportLeft(Base):
    """A row, or a value of it, that an undo has left as it is, and why."""

    __tablename__ = "import_left"
    __table_args__ = (Index("ix_import_left_import", "import_id", "id"),)
    id: Mapped[Id]
    import_id: Mapped[Ref] = mapped_column(ForeignKey("imports.id"))
    table_name: Mapped[str] = mapped_column(WORD)
    row_id: Mapped[Ref]
    reason_code: Mapped[str]
    rule_version: Mapped[int]
    facts: Mapped[Any | None] = mapped_column(SealedJson("import_left.facts"))
    pairs: Mapped[Any | None] = mapped_column(SealedJson("import_left.pairs"))  # column: what stood, the file's, now
