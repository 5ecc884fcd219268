"""Orders on the screen: the lead's panel, offers, the order's page and list, stepping back, delivering, referrals."""

from crm.orders.views import cancelling, delivering, offering, pages, panels, picturing, placing, referring
from crm.orders.views.base import bp

__all__ = ["bp", "cancelling", "delivering", "offering", "pages", "panels", "picturing", "placing", "referring"]
