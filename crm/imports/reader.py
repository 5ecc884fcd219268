"""Moved to crm.imports.reading.reader."""

from crm.imports.reading.reader import *  # noqa: F403
