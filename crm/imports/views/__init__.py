"""Imports on the screen: the list with the upload (files), one import at its step (detail), its buttons (steps).

Beside them what comes by itself: watched folders, and the sources whose columns are remembered (folders).
"""

from crm.imports.views import detail, files, folders, steps  # noqa: F401
from crm.imports.views.blueprint import bp

__all__ = ["bp"]
