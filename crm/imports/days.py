"""Moved to crm.imports.reading.days."""

from crm.imports.reading.days import *  # noqa: F403
