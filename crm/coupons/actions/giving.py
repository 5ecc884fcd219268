"""Giving coupons to many: the people of a campaign are fixed first, then issued set-based in batches.

Each batch is one transaction: coupons, their ledger lines and how far the campaign has come. A worker killed in
between loses and doubles nothing, because a coupon is unique by customer, benefit and cause.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Text, cast, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB

from crm.coupons import rules
from crm.coupons.codes import BITS, code_from
from crm.coupons.models import Benefit, Campaign, CampaignMember, Coupon, CouponEntry
from crm.shared import settings
from crm.shared.clock import dice
from crm.shared.db import db, insert_missing
from crm.shared.queue import ask
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic

AT_ONCE = 1_000  # coupons that a night closes in one step
MEMBER = ("store_id", "customer_id", "vehicle_id", "cause", "reason_code", "rule_version", "facts")


def start_campaign(offer_id: int, cause: str, people: Any, stamp: Stamp) -> Campaign | None:
    """Fix the people (a SELECT of MEMBER's columns) and ask for the issuing; None when it was started before."""
    row = {
        "store_id": stamp.store_id, "offer_id": offer_id, "cause": cause, "people": 0, "issued": 0, "reached_id": 0,
        "by_id": stamp.by.id, "at": stamp.at,
    }  # fmt: skip
    if not insert_missing(Campaign, [row]):
        return None
    campaign = db.session.scalars(select(Campaign).where(Campaign.offer_id == offer_id, Campaign.cause == cause)).one()
    chosen = people.add_columns(literal(campaign.id).label("campaign_id"))
    campaign.people = insert_missing(CampaignMember, chosen, [*people.selected_columns.keys(), "campaign_id"])
    ask(
        "jobs.coupons.issue_campaign", campaign.id, store_id=stamp.store_id, key=f"coupons.campaign:{campaign.id}",
        queue="bulk",
    )  # fmt: skip
    db.session.flush()
    raise_topic(stamp.store_id, "coupons")
    return campaign


def issue_campaign(campaign_id: int, stamp: Stamp, checkpoint: Callable[[], None] = lambda: None) -> int:
    """Issue what is still owed, batch by batch; `checkpoint` ends a batch. Returns the number of coupons made."""
    campaign = db.session.get_one(Campaign, campaign_id)
    benefits = db.session.scalars(
        select(Benefit).where(Benefit.offer_id == campaign.offer_id).order_by(Benefit.position)
    ).all()
    reached, made, step = campaign.reached_id, 0, settings.of(campaign.store_id)[rules.STEP]
    while True:
        members = db.session.scalars(
            select(CampaignMember.id)
            .where(CampaignMember.campaign_id == campaign_id, CampaignMember.id > reached)
            .order_by(CampaignMember.id)
            .limit(step)
        ).all()
        if not members:
            break
        upto = members[-1]
        issued = sum(_issue(campaign_id, benefit, members, stamp) for benefit in benefits)
        db.session.execute(
            update(Campaign)
            .where(Campaign.id == campaign_id, Campaign.reached_id < upto)
            .values(reached_id=upto, issued=Campaign.issued + issued)
        )
        reached, made = upto, made + issued
        checkpoint()
    closing = update(Campaign).where(Campaign.id == campaign_id, Campaign.done_at.is_(None)).values(done_at=stamp.at)
    db.session.execute(closing)
    raise_topic(stamp.store_id, "coupons")
    return made


def _issue(campaign_id: int, benefit: Benefit, members: Sequence[int], stamp: Stamp) -> int:
    """One benefit for these members: one INSERT … SELECT of coupons, one of their ledger lines."""
    fresh = dict(zip(members, _draw(len(members)), strict=True))
    codes = _rows(fresh)
    fixed = _fixed(benefit, stamp) | {"campaign_id": campaign_id}
    source = select(
        *(getattr(CampaignMember, name) for name in MEMBER), codes.c.code,
        *(literal(value, getattr(Coupon, name).type).label(name) for name, value in fixed.items()),
    ).join_from(codes, CampaignMember, CampaignMember.id == codes.c.key)  # fmt: skip
    source = source.where(codes.c.key > 0)  # on SQLite an INSERT … SELECT … ON CONFLICT wants a WHERE
    statement = _dialect().insert(Coupon.__table__).from_select([*MEMBER, "code", *fixed], source)
    # Only the natural key may meet itself: a code drawn twice must fail loudly and be drawn again.
    key = ["customer_id", "benefit_id", "cause"]
    fresh_only = statement.on_conflict_do_nothing(index_elements=key).execution_options(preserve_rowcount=True)
    made: Any = db.session.execute(fresh_only)
    if made.rowcount:
        write_issued(list(fresh.values()), stamp)
    return int(made.rowcount)


def _fixed(benefit: Benefit, stamp: Stamp) -> dict[str, Any]:
    """What all coupons of one benefit given at one moment share."""
    return {
        "offer_id": benefit.offer_id, "benefit_id": benefit.id, "issued_at": stamp.at, "valid_from": stamp.today,
        "valid_until": stamp.today + timedelta(days=benefit.valid_days), "uses_left": benefit.uses,
        "left_fen": benefit.face_fen * benefit.uses, "entry_no": 1,
    }  # fmt: skip


def write_issued(codes: Sequence[str], stamp: Stamp) -> None:
    """The first ledger line of the coupons that came to be under these fresh codes."""
    rows = _rows(dict(enumerate(codes)))
    names = ["store_id", "coupon_id", "no", "kind", "uses", "amount_fen", "paper_no", "reason", "by_id", "at"]
    by = literal(stamp.by.id, CouponEntry.by_id.type)
    lines = select(
        Coupon.store_id, Coupon.id, Coupon.entry_no, literal("issued"), Coupon.uses_left, Coupon.left_fen,
        literal(""), literal(""), by, Coupon.issued_at,
    ).join_from(rows, Coupon, Coupon.code == rows.c.code)  # fmt: skip
    db.session.execute(insert(CouponEntry.__table__).from_select(names, lines))  # type: ignore[arg-type]


def give_rows(benefits: Sequence[Benefit], who: Mapping[str, Any], stamp: Stamp) -> int:
    """All benefits of an offer to one person; `who` has MEMBER's columns and the giver."""
    rows = [
        {"campaign_id": None, "closed_at": None, **who, **_fixed(one, stamp), "code": code_from(dice.bits(BITS))}
        for one in benefits
    ]
    made = insert_missing(Coupon, rows)
    write_issued([row["code"] for row in rows], stamp)
    raise_topic(stamp.store_id, "coupons")
    return made


def _draw(count: int) -> list[str]:
    """So many fresh codes from one draw of the secure source."""
    spare = -BITS % 8
    width = (BITS + spare) // 8
    drawn = dice.bits(8 * width * count).to_bytes(width * count, "big")
    return [code_from(int.from_bytes(drawn[at : at + width], "big") >> spare) for at in range(0, len(drawn), width)]


def _rows(codes: Mapping[int, str]) -> Any:
    """Codes and what each belongs to as rows (key, code) for a statement, sent as one parameter."""
    if db.engine.dialect.name == "postgresql":
        sent = func.jsonb_each_text(literal({str(key): code for key, code in codes.items()}, JSONB))
    else:
        sent = func.json_each(json.dumps(codes))
    listed = sent.table_valued("key", "value", name="drawn")
    whole = cast(listed.c.key, BigInteger)
    return select(whole.label("key"), cast(listed.c.value, Text).label("code")).subquery()


def expire(store_id: int, stamp: Stamp, checkpoint: Callable[[], None] = lambda: None) -> int:
    """Close what is past its last day: rows are claimed first, then written into the ledger, then emptied."""
    coupon: Any = Coupon.__table__
    closed, c = 0, coupon.c
    while True:
        past = select(c.id).where(c.store_id == store_id, c.closed_at.is_(None), c.valid_until < stamp.today)
        claim = update(coupon).where(c.id.in_(past.order_by(c.valid_until).limit(AT_ONCE)), c.closed_at.is_(None))
        claimed = claim.values(closed_at=stamp.at, entry_no=c.entry_no + 1).returning(c.id)
        ids = db.session.scalars(claimed).all()
        if not ids:
            return closed
        names = ["store_id", "coupon_id", "no", "kind", "uses", "amount_fen", "paper_no", "reason", "at"]
        lines = select(
            c.store_id, c.id, c.entry_no, literal("expired"), -c.uses_left, -c.left_fen, literal(""), literal(""),
            literal(stamp.at, c.closed_at.type),
        ).where(c.id.in_(ids))  # fmt: skip
        db.session.execute(insert(CouponEntry.__table__).from_select(names, lines))  # type: ignore[arg-type]
        db.session.execute(update(coupon).where(c.id.in_(ids)).values(uses_left=0, left_fen=0))
        closed += len(ids)
        checkpoint()


def _dialect() -> Any:
    return postgresql if db.engine.dialect.name == "postgresql" else sqlite
