"""Suspected pairs: which, what both files say, and who may be the same."""

from crm.duplicates.queries import history

__all__ = ["history"]
