"""The screens of calling back: the day (day), writing down a contact (log), its part of the lead page (panels)."""

from crm.callbacks.views import brief, day, log, overrides, panels
from crm.callbacks.views.base import bp

__all__ = ["bp", "brief", "day", "log", "overrides", "panels"]
