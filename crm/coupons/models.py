"""Offers, coupons and their ledger. A coupon's balance is the sum of its entries; entries are never changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Decided, Fen, Id, Ref, Stamped, StoreRow, Versioned, append_only


class Offer(StoreRow, Versioned, Base):
    """What a store gives for one cause, as its own row: a store may rename or stop it."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("store_id", "code"),)
    id: Mapped[Id]
    code: Mapped[str]
    trigger: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class Benefit(StoreRow, Base):
    """One coupon of an offer (A-27). `legal_check`: wants a legal check before it is promised (A-26)."""

    __tablename__ = "benefits"
    __table_args__ = (UniqueConstraint("offer_id", "position"),)
    id: Mapped[Id]
    offer_id: Mapped[Ref] = mapped_column(ForeignKey("offers.id"))
    position: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    face_fen: Mapped[Fen]
    valid_days: Mapped[int]
    uses: Mapped[int]
    scope: Mapped[str]
    scope_en: Mapped[str] = mapped_column(default="")
    legal_check: Mapped[bool] = mapped_column(default=False)


class Campaign(StoreRow, Stamped, Base):
    """One giving of one offer: its people are fixed when it is made, then issued in batches."""

    __tablename__ = "campaigns"
    __table_args__ = (UniqueConstraint("offer_id", "cause"),)
    id: Mapped[Id]
    offer_id: Mapped[Ref] = mapped_column(ForeignKey("offers.id"))
    cause: Mapped[str]  # 2026-H1, or the day of a daily giving: churn:2026-03-18
    people: Mapped[int]
    issued: Mapped[int] = mapped_column(default=0)
    reached_id: Mapped[Ref] = mapped_column(default=0)  # the last member whose coupons stand
    done_at: Mapped[datetime | None]


class CampaignMember(StoreRow, Decided, Base):
    """Somebody who gets the offer, and why. `cause` is what makes it once only."""

    __tablename__ = "campaign_members"
    __table_args__ = (
        UniqueConstraint("campaign_id", "customer_id", "cause"),
        Index("ix_campaign_members_customer", "customer_id"),
        Index("ix_campaign_members_next", "campaign_id", "id"),  # the next batch, without sorting what is left
    )
    id: Mapped[Id]
    campaign_id: Mapped[Ref] = mapped_column(ForeignKey("campaigns.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    vehicle_id: Mapped[Ref | None] = mapped_column(ForeignKey("vehicles.id"))
    cause: Mapped[str]


class Coupon(StoreRow, Decided, Base):
    """One coupon of one customer. `entry_no` counts its ledger entries; uses_left and left_fen are their sums."""

    __tablename__ = "coupons"
    __table_args__ = (
        UniqueConstraint("customer_id", "benefit_id", "cause"),
        Index("ix_coupons_list", "store_id", "id"),
        Index("ix_coupons_vehicle", "vehicle_id"),
        Index(
            "ix_coupons_open",
            "store_id",
            "valid_until",
            postgresql_where=text("closed_at IS NULL"),
            sqlite_where=text("closed_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    offer_id: Mapped[Ref] = mapped_column(ForeignKey("offers.id"))
    benefit_id: Mapped[Ref] = mapped_column(ForeignKey("benefits.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    vehicle_id: Mapped[Ref | None] = mapped_column(ForeignKey("vehicles.id"))
    campaign_id: Mapped[Ref | None] = mapped_column(ForeignKey("campaigns.id"))
    giver_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))  # who asked for it; None is the machine
    cause: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    uses_left: Mapped[int]
    left_fen: Mapped[Fen]
    entry_no: Mapped[int]
    closed_at: Mapped[datetime | None]


class CouponEntry(StoreRow, Stamped, Base):
    """One line of the ledger: issued +, redeemed −, reversed +, expired −, void −. Append-only."""

    __tablename__ = "coupon_entries"
    __table_args__ = (
        UniqueConstraint("coupon_id", "no"),
        UniqueConstraint("of_entry_id"),
        Index("ix_coupon_entries_kind", "store_id", "kind", "at"),
        Index("ix_coupon_entries_order", "order_id"),
    )
    id: Mapped[Id]
    coupon_id: Mapped[Ref] = mapped_column(ForeignKey("coupons.id"))
    no: Mapped[int]  # 1 is 'issued'; unique per coupon, so two writers cannot both go on from the same line
    kind: Mapped[str]
    uses: Mapped[int]
    amount_fen: Mapped[Fen]
    paper_no: Mapped[str] = mapped_column(default="")  # work order or car order that it was used on
    reason: Mapped[str] = mapped_column(default="")
    of_entry_id: Mapped[Ref | None] = mapped_column(ForeignKey("coupon_entries.id"))
    order_id: Mapped[Ref | None] = mapped_column(ForeignKey("orders.id"))  # the new car that a fund was used on


append_only("coupon_entries")


class CouponRequest(StoreRow, Stamped, Base):
    """Somebody asks to give an offer by hand, and says why (R-512, A-25)."""

    __tablename__ = "coupon_requests"
    __table_args__ = (Index("ix_coupon_requests_store", "store_id", "id"),)
    id: Mapped[Id]
    offer_id: Mapped[Ref] = mapped_column(ForeignKey("offers.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    vehicle_id: Mapped[Ref | None] = mapped_column(ForeignKey("vehicles.id"))
    why: Mapped[str]
    value_fen: Mapped[Fen]


class CouponDecision(StoreRow, Stamped, Base):
    """The one answer to a request: approved (the coupons are issued with it) or refused."""

    __tablename__ = "coupon_decisions"
    id: Mapped[Id]
    request_id: Mapped[Ref] = mapped_column(ForeignKey("coupon_requests.id"), unique=True)
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class CodeTry(Base):
    """A look-up of a code at the counter, for the limit per person and minute (T5). No code is kept."""

    __tablename__ = "code_tries"
    __table_args__ = (Index("ix_code_tries_staff", "staff_id", "at"),)
    id: Mapped[Id]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
