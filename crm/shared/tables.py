"""What every table is made of: typed columns, the mixins of a row, and the guard of append-only tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    event,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
BIG = BigInteger().with_variant(Integer, "sqlite")
WORD = String().with_variant(String(collation="C"), "postgresql")  # compared by code point on both databases


class Instant(TypeDecorator[datetime]):
    """An instant: aware and UTC in Python, whatever the database keeps. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        instant: datetime = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return instant


Id = Annotated[int, mapped_column(BIG, primary_key=True)]
Ref = Annotated[int, mapped_column(BIG)]
Fen = Annotated[int, mapped_column(BIG)]
Json = Annotated[Any, mapped_column(JSON)]


class Base(DeclarativeBase):
    """What every row's class derives from."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, date: Date, str: Text}


class StoreRow:
    """A row of one store: the unit of scope, of work for a job, and later of sharding."""

    @declared_attr
    def store_id(cls) -> Mapped[int]:
        return mapped_column(BIG, ForeignKey("stores.id"))


class Stamped:
    """Signed: who (None is the machine) and when."""

    @declared_attr
    def by_id(cls) -> Mapped[int | None]:
        return mapped_column(BIG, ForeignKey("staff.id"))

    at: Mapped[datetime]

    def sign(self, stamp: Stamp) -> None:
        self.by_id, self.at = stamp.by.id, stamp.at


class Versioned:
    """Editable by people: each change raises the version, and a change of an old version is refused."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Decided:
    """Decided by the machine: the reason's code and facts, and the version of the rule (idea 3)."""

    reason_code: Mapped[str]
    rule_version: Mapped[int] = mapped_column(Integer)
    facts: Mapped[Json]

    def decide(self, reason: Reason, rule_version: int) -> None:
        self.reason_code, self.facts, self.rule_version = reason.code, dict(reason.facts), rule_version


APPEND_ONLY: set[str] = set()
TAKEN_BACK: set[str] = set()  # of these: an undo may remove the lines that its own batch has written, and no others


def append_only(table: str, *, taken_back: bool = False) -> None:
    """Forbid UPDATE and DELETE on a table, by triggers on both databases (Decision 19).

    With `taken_back` a line goes when the journal (Decision 18) says that a batch wrote it: a merge closes a consent
    with a line of its own, and un-merging must leave the answers exactly as the customer gave them.
    """
    APPEND_ONLY.add(table)
    if taken_back:
        TAKEN_BACK.add(table)


_NOT_JOURNALLED = (
    "WHEN NOT EXISTS (SELECT 1 FROM journal_rows WHERE table_name = '{table}' "
    "AND row_key = CAST(OLD.id AS TEXT) AND what = 'inserted') "
)


def append_only_ddl(table: str, dialect: str, *, taken_back: bool = False) -> list[str]:
    """The statements that make `table` append-only; migrations and tests both use them."""
    written = _NOT_JOURNALLED.replace("{table}", table) if taken_back else ""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"{written if verb == 'delete' else ''}BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("update", "delete")
        ]
    plain = [
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION append_only()",
    ]
    return [*plain[:1], *_taken_back_ddl(table)] if taken_back else plain


def _taken_back_ddl(table: str) -> list[str]:
    """PostgreSQL allows no subquery in a trigger's WHEN, so this guard has a function of its own."""
    return [
        "CREATE OR REPLACE FUNCTION append_only_but_undo() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM journal_rows WHERE table_name = TG_TABLE_NAME "
        "AND row_key = CAST(OLD.id AS TEXT) AND what = 'inserted') THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION append_only_but_undo()",
    ]


@event.listens_for(Base.metadata, "after_create")
def _guard_tables(_metadata: MetaData, connection: Connection, **_kw: Any) -> None:
    for table in sorted(APPEND_ONLY):
        for statement in append_only_ddl(table, connection.dialect.name, taken_back=table in TAKEN_BACK):
            connection.execute(text(statement))
