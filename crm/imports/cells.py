"""Moved to crm.imports.reading.cells."""

from crm.imports.reading.cells import *  # noqa: F403
