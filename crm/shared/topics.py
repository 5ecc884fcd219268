"""What has changed since you looked: a version per store and topic, so that a poll costs one small read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, bindparam, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from crm.shared.db import BIG, Base, db


class Topic(Base):
    """The number of changes of one topic in one store."""

    __tablename__ = "topics"
    store_id: Mapped[int] = mapped_column(BIG, ForeignKey("stores.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]


def raise_topic(store_id: int, topic: str) -> None:
    """Tell every open page that shows this topic that it has changed; written at the end of the transaction.

    At the end and in one order, so that two people whose work touches the same two topics never wait for each other.
    """
    raised: dict[tuple[int, str], int] = db.session().info.setdefault("topics", {})
    raised[store_id, topic] = raised.get((store_id, topic), 0) + 1


def raising(store_id: int, topic: str, by: int = 1) -> Any:
    """The statement that counts a change, or several."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Topic).values(store_id=store_id, topic=topic, version=by)
    return statement.on_conflict_do_update(index_elements=["store_id", "topic"], set_={"version": Topic.version + by})


def settle_topics(session: Session) -> None:
    """Write what has been raised in this transaction."""
    for (store_id, topic), by in sorted(session.info.pop("topics", {}).items()):
        session.execute(raising(store_id, topic, by))


@event.listens_for(Session, "before_commit")
def _settle_before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        settle_topics(session)


@event.listens_for(Session, "after_rollback")
def _forget_after_rollback(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("topics", None)


def topic_version(store_id: int, topic: str) -> int:
    """How often the topic has changed; 0 is never."""
    settle_topics(db.session())
    return db.session.scalar(_version, {"store": store_id, "topic": topic}) or 0


# Built once: every poll asks it.
_version = select(Topic.version).where(Topic.store_id == bindparam("store"), Topic.topic == bindparam("topic"))
