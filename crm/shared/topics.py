"""What has changed since you looked: a version per store and topic, so that a poll costs one small read."""

from __future__ import annotations

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import BIG, Base, db


class Topic(Base):
    """The number of changes of one topic in one store."""

    __tablename__ = "topics"
    store_id: Mapped[int] = mapped_column(BIG, ForeignKey("stores.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]


def raise_topic(store_id: int, topic: str) -> None:
    """Tell every open page that shows this topic that it has changed; part of the action's transaction."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Topic).values(store_id=store_id, topic=topic, version=1)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["store_id", "topic"], set_={"version": Topic.version + 1}
        )
    )


def topic_version(store_id: int, topic: str) -> int:
    """How often the topic has changed; 0 is never."""
    found = select(Topic.version).where(Topic.store_id == store_id, Topic.topic == topic)
    return db.session.scalar(found) or 0
