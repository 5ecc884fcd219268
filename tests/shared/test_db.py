"""What the two databases have in common: instants, rows that are there once, tables that only grow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from crm.shared.clock import clock
from crm.shared.db import APPEND_ONLY, Base, append_only_ddl, db, insert_missing, own_transaction, reading
from crm.shared.pour import next_ids, pour
from crm.shared.topics import raise_topic, topic_version
from crm.staff.models import Store, Team

BEIJING = timezone(timedelta(hours=8))


def teams() -> int:
    return db.session.scalar(select(func.count()).select_from(Team)) or 0


def test_an_instant_comes_back_aware_and_equal(inside: Flask) -> None:
    at = datetime(2026, 3, 18, 23, 30, 15, 123456, tzinfo=BEIJING)
    db.session.add(Store(code="T9", name="ninth", opened_at=at))
    db.session.commit()
    db.session.expunge_all()
    stored = db.session.scalars(select(Store).where(Store.code == "T9")).one().opened_at
    assert stored == at and stored.tzinfo is UTC


def test_a_naive_instant_is_never_stored(inside: Flask) -> None:
    db.session.add(Store(code="T9", name="ninth", opened_at=datetime(2026, 3, 18)))
    with pytest.raises(StatementError, match="naive"):
        db.session.flush()


def test_rows_that_are_there_are_left_out_and_counted(inside: Flask) -> None:
    rows = [{"store_id": 1, "name": name, "version": 1} for name in ("A", "C", "D")]
    assert insert_missing(Team, rows) == 2
    assert insert_missing(Team, rows) == 0
    source = select(Team.store_id + 1, Team.name, Team.version).where(Team.store_id == 1)
    assert insert_missing(Team, source, ["store_id", "name", "version"]) == 2
    assert insert_missing(Team, source, ["store_id", "name", "version"]) == 0


def test_a_select_without_a_where_is_understood_too(inside: Flask) -> None:
    source = select(Store.id.label("store_id"), Store.code.label("name"), Store.settings_version.label("version"))
    assert insert_missing(Team, source) == 2


def test_poured_rows_take_ids_that_nobody_else_gets(inside: Flask) -> None:
    ids = list(next_ids(Team, 3))
    pour(Team, [{"id": one, "store_id": 1, "name": f"P{one}"} for one in ids])
    after = Team(store_id=1, name="after")
    db.session.add(after)
    db.session.flush()
    assert after.id not in ids and teams() == 8
    assert db.session.get_one(Team, ids[0]).version == 1, "a default is filled in"


def test_reading_cannot_write(inside: Flask) -> None:
    db.session.rollback()
    with reading():
        with pytest.raises(DBAPIError):
            db.session.execute(insert(Team).values(store_id=1, name="C", version=1))
        db.session.rollback()
    assert teams() == 4


def test_a_catch_up_writes_in_a_transaction_of_its_own_amid_reading(inside: Flask) -> None:
    db.session.rollback()
    with reading():
        assert teams() == 4
        with own_transaction():
            db.session.execute(insert(Team).values(store_id=1, name="C", version=1))
        assert teams() == 5
        with pytest.raises(DBAPIError):
            db.session.execute(insert(Team).values(store_id=1, name="D", version=1))
        db.session.rollback()
    assert teams() == 5


def test_a_topic_counts_up_for_its_own_store(inside: Flask) -> None:
    assert topic_version(1, "reception") == 0
    raise_topic(1, "reception")
    raise_topic(1, "reception")
    assert (topic_version(1, "reception"), topic_version(2, "reception")) == (2, 0)


def test_ledgers_and_journals_are_named_append_only() -> None:
    assert {"consents", "reveals", "coupon_entries"} <= APPEND_ONLY
    assert set(Base.metadata.tables) >= APPEND_ONLY


def test_an_append_only_table_takes_rows_and_keeps_them(inside: Flask) -> None:
    db.session.execute(text("CREATE TABLE diary (id INTEGER PRIMARY KEY, words TEXT)"))
    for statement in append_only_ddl("diary", db.engine.dialect.name):
        db.session.connection().exec_driver_sql(statement.replace("%", "%%") if db.engine.dialect.name != "sqlite" else statement)
    db.session.execute(text("INSERT INTO diary (id, words) VALUES (1, 'as it was')"))
    db.session.commit()
    for forbidden in ("UPDATE diary SET words = 'as it should have been'", "DELETE FROM diary"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(forbidden))
        db.session.rollback()
    assert db.session.scalar(text("SELECT words FROM diary")) == "as it was"


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_every_append_only_table_has_its_guard(inside: Flask, verb: str) -> None:
    """The guard must be in the tables as a store gets them, not only in the models."""
    dialect = db.engine.dialect.name
    if dialect == "sqlite":
        found = set(db.session.scalars(text("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :verb"),
                                       {"verb": f"%BEFORE {verb.upper()} ON%"}))  # fmt: skip
    else:
        found = set(db.session.scalars(text("SELECT event_object_table FROM information_schema.triggers "
                                            "WHERE event_manipulation = :verb"), {"verb": verb.upper()}))  # fmt: skip
    assert found >= APPEND_ONLY


def test_a_consent_once_given_cannot_be_rewritten(inside: Flask) -> None:
    from crm.customers.actions import record_consent
    from crm.customers.models import ConsentGiven
    from tests.makers import make_customer
    from tests.support import stamp_of

    record_consent(make_customer(), consent="enquiry-phone", given=True, stamp=stamp_of("reception"))
    db.session.commit()
    for forbidden in (update(ConsentGiven).values(given=False), delete(ConsentGiven)):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(forbidden)
        db.session.rollback()
    assert db.session.scalar(select(ConsentGiven.given)) is True
    assert clock.now().tzinfo is UTC
