"""How Alembic reads and writes the tables; the same for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from crm.shared.db import BIG, WORD, Base, db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    if kind == "type":
        if item is BIG or (type(item) is type(BIG) and item._variant_mapping):
            return "sa.BigInteger().with_variant(sa.Integer(), 'sqlite')"
        if type(item) is type(WORD) and item._variant_mapping:
            return "sa.String().with_variant(sa.String(collation='C'), 'postgresql')"
        if isinstance(item, TypeDecorator) and type(item).__module__.startswith("crm."):
            while isinstance(item, TypeDecorator):
                item = item.impl_instance
            return f"sa.{item!r}"  # so that a migration never imports the application
    return False


def _rows_may_wait(connection: Any, switch: str) -> None:
    """SQLite changes a table by making it anew: what points at it would be refused meanwhile.

    It hears this between transactions only, so the driver is told, before SQLAlchemy begins one.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys = {switch}")


def run() -> None:
    options = current_app.extensions["migrate"].configure_args
    if context.is_offline_mode():
        context.configure(url=str(db.engine.url), target_metadata=Base.metadata, render_item=render_item, **options)
        with context.begin_transaction():
            context.run_migrations()
        return
    with db.engine.connect() as connection:
        _rows_may_wait(connection, "OFF")
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_item=render_item, transaction_per_migration=True,
            **options,
        )  # fmt: skip
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if connection.dialect.name == "sqlite" and (torn := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"{len(torn)} rows point at nothing, the first one in {torn[0][0]}")
        connection.rollback()
        _rows_may_wait(connection, "ON")


run()
