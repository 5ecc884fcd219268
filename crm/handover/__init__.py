"""From the finished car to after-sales: checklist, photos, dates, and the hand-over that after-sales accepts (R-237, A-33)."""
