"""The screens of coupons: the counter, the desk, the customer's own page, and the parts on others' pages."""

from crm.coupons.views import counter, desk, gifts, panels, public
from crm.coupons.views.base import bp

__all__ = ["bp", "counter", "desk", "gifts", "panels", "public"]
