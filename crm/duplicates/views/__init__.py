"""The screens about files that may be one person."""

from crm.duplicates.views.blueprint import bp

__all__ = ["bp"]
