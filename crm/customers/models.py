"""Customers as rows: the person or firm, facts, tags, consent, who looked at a number, and the search table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import (
    BIG,
    WORD,
    Base,
    Id,
    Ref,
    Stamped,
    StoreRow,
    Versioned,
    append_only,
)

_ONE_CODE = "credit_code IS NOT NULL AND archived_at IS NULL"
_STANDING = "person_id IS NOT NULL AND to_on IS NULL"
_ONE_FILE = "phone_index IS NOT NULL AND NOT shared_phone AND archived_at IS NULL"


def _only(condition: str) -> Any:
    """An index over some rows only, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Customer(StoreRow, Versioned, Base):
    """A person or a company of one store. One file per phone, unless the number is said to be shared (F-50)."""

    __tablename__ = "customers"
    __table_args__ = (
        Index("uq_customers_phone", "store_id", "phone_index", unique=True, **_only(_ONE_FILE)),
        Index("ix_customers_phone", "store_id", "phone_index"),
        Index("ix_customers_live", "store_id", "id", **_only("archived_at IS NULL")),
        Index("ix_customers_archived", "store_id", "archived_at", "id"),
        Index("ix_customers_merged", "merged_into_id", **_only("merged_into_id IS NOT NULL")),
        Index("ix_customers_pinyin", "store_id", "pinyin_key", **_only("archived_at IS NULL")),
        Index("ix_customers_companies", "store_id", "id", **_only("kind = 'company' AND archived_at IS NULL")),
        Index("ix_customers_accounts", "store_id", "owner_id", **_only("kind = 'company' AND owner_id IS NOT NULL")),
        Index("uq_customers_code", "store_id", "credit_code", unique=True, **_only(_ONE_CODE)),
    )  # fmt: skip
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(default="person")
    name: Mapped[str] = mapped_column(default="")  # may be a surname only, or empty
    sex: Mapped[str | None] = mapped_column(String(1))
    pinyin_key: Mapped[str] = mapped_column(WORD, default="")
    phone: Mapped[str | None] = mapped_column(Cipher("customers.phone"))
    phone_index: Mapped[str | None]
    phone2: Mapped[str | None] = mapped_column(Cipher("customers.phone2"))
    shared_phone: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    lot: Mapped[int] = mapped_column(BIG)  # Decision 17
    source: Mapped[str] = mapped_column(default="")  # a channel of F-06, or "import"
    archived_at: Mapped[datetime | None]
    merged_into_id: Mapped[Ref | None] = mapped_column(ForeignKey("customers.id"))  # filed twice: the one that stays
    created_at: Mapped[datetime]
    credit_code: Mapped[str | None]  # F-53, companies only; in the clear: the register of firms is public
    short_name: Mapped[str | None]  # what people call the firm: 晨光物流
    filed_on: Mapped[date | None]  # when another system opened the file (建档日期); ours was opened at created_at
    told_status: Mapped[str] = mapped_column(default="", server_default="")  # of who has no car here
    note: Mapped[str | None] = mapped_column(Cipher("customers.note"))  # 备注 of that system; may say anything
    terms_version: Mapped[int | None]  # the rule that wrote the search terms; None: rows older than rule 2


class CompanyContact(StoreRow, Stamped, Base):
    """Somebody who speaks, drives or pays for a firm: a customer of ours, or a name and number alone (F-53).

    A person may stand for several firms and in several roles; what ended keeps its days.
    """

    __tablename__ = "company_contacts"
    __table_args__ = (
        Index("ix_company_contacts_company", "company_id", "to_on"),
        Index("ix_company_contacts_person", "person_id"),
        Index("uq_company_contacts_on", "company_id", "person_id", "role", unique=True, **_only(_STANDING)),
    )
    id: Mapped[Id]
    company_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    person_id: Mapped[Ref | None] = mapped_column(ForeignKey("customers.id"))
    name: Mapped[str] = mapped_column(default="")  # of somebody who has no file of their own
    sex: Mapped[str | None] = mapped_column(String(1))
    phone: Mapped[str | None] = mapped_column(Cipher("company_contacts.phone"))
    role: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]  # None: still
    ended_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))


class ProfileFact(Stamped, Base):
    """One fact of R-211 as somebody learnt it; the latest per field counts, an empty one takes it back."""

    __tablename__ = "profile_facts"
    __table_args__ = (Index("ix_profile_facts_customer", "customer_id", "field", "id"),)
    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    field: Mapped[str]
    value: Mapped[str | None] = mapped_column(Cipher("profile_facts.value"))
    source: Mapped[str]
    on_day: Mapped[date]


class CustomerTag(Stamped, Base):
    """A word that somebody put on a customer (R-149: classes change, so it can be taken off)."""

    __tablename__ = "customer_tags"
    __table_args__ = (
        Index("uq_customer_tags_on", "customer_id", "tag", unique=True, **_only("off_at IS NULL")),
    )  # fmt: skip
    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    tag: Mapped[str]
    off_at: Mapped[datetime | None]
    off_by_id: Mapped[Ref | None]


class ConsentGiven(Stamped, Base):
    """What a customer answered when asked, with the version of the words read out; the latest per purpose counts."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_customer", "customer_id", "purpose", "channel", "id"),)
    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    purpose: Mapped[str]
    channel: Mapped[str]
    given: Mapped[bool]
    text_version: Mapped[str]


class Reveal(StoreRow, Stamped, Base):
    """Somebody looked at a number in full, and why (F-84)."""

    __tablename__ = "reveals"
    __table_args__ = (
        Index("ix_reveals_by", "store_id", "by_id", "on_day"),
        Index("ix_reveals_customer", "customer_id", "id"),
    )
    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    what: Mapped[str]
    reason: Mapped[str]
    on_day: Mapped[date]


class SearchTerm(Base):
    """One beginning or one blind index by which a customer is found (Decision 5); rewritten with the customer."""

    __tablename__ = "search_terms"
    __table_args__ = (Index("ix_search_terms_customer", "customer_id"), {"sqlite_with_rowid": False})
    store_id: Mapped[int] = mapped_column(BIG, ForeignKey("stores.id"), primary_key=True)
    term: Mapped[str] = mapped_column(WORD, primary_key=True)
    customer_id: Mapped[int] = mapped_column(BIG, ForeignKey("customers.id"), primary_key=True)


append_only("consents", taken_back=True)
append_only("reveals")
