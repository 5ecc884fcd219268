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


def run() -> None:
    options = current_app.extensions["migrate"].configure_args
    if context.is_offline_mode():
        context.configure(url=str(db.engine.url), target_metadata=Base.metadata, render_item=render_item, **options)
        with context.begin_transaction():
            context.run_migrations()
        return
    with db.engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_item=render_item, transaction_per_migration=True,
            **options,
        )  # fmt: skip
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
