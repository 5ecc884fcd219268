"""Imports on the screen: the list with the upload (files), one import at its step (detail), its buttons (steps)."""

from crm.imports import sources  # noqa: F401 - its table
from crm.imports.views import detail, files, steps  # noqa: F401
from crm.imports.views.blueprint import bp

__all__ = ["bp"]
