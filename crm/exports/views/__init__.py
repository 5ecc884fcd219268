"""The pages of exports: ask, watch, approve, the log."""

from crm.exports.views import deciding, taking
from crm.exports.views.base import bp

__all__ = ["bp", "deciding", "taking"]
