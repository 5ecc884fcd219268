"""Appointments on the screen: on the lead's page (agreeing), a day's list (listed), free times, the feed."""

from crm.appointments.views import agreeing, feed, free, listed, shut
from crm.appointments.views.base import bp

__all__ = ["agreeing", "bp", "feed", "free", "listed", "shut"]
