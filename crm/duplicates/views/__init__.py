"""The screens about files that may be one person."""

from crm.duplicates.views.blueprint import bp

from crm.duplicates.views import merges, pairs, resembling  # isort: skip

__all__ = ["bp", "merges", "pairs", "resembling"]
