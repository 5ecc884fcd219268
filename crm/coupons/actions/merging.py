"""Two files of one customer become one: coupons that people hold stay worth what they were worth."""

from __future__ import annotations

from sqlalchemy import String, cast, select
from sqlalchemy.orm import aliased

from crm.coupons.models import Coupon
from crm.duplicates.parts import Merging, merge_part


@merge_part
def keep_both_coupons(merging: Merging) -> None:
    """Given twice for one cause, because there were two files: both stay valid, the second one's cause says so.

    The paper is in the customer's hand; a merge never takes it away. What is too much is voided at the coupon desk,
    where somebody signs for it.
    """
    kept = aliased(Coupon)
    same = select(kept.id).where(
        kept.customer_id == merging.keep.id, kept.benefit_id == Coupon.benefit_id, kept.cause == Coupon.cause
    )
    doubled = (Coupon.customer_id == merging.gone.id) & same.exists()
    twice = Coupon.cause + "#" + cast(Coupon.customer_id, String)
    merging.batch.update(Coupon, doubled, {"cause": twice})
