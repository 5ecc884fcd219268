"""Moved to crm.imports.reading.sniff."""

from crm.imports.reading.sniff import *  # noqa: F403
