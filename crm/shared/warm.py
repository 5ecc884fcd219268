"""Before a fork: read now what every child would read for itself, and mark it as lasting, so that it stays shared."""

from __future__ import annotations

import gc
import importlib

from sqlalchemy.orm import configure_mappers

from crm.shared.words import LOCALES, catalogue


def before_fork() -> None:
    """The queue's client, the tables' relations and both languages; opens no connection."""
    for name in ("redis", "rq"):
        importlib.import_module(name)
    configure_mappers()
    for language in LOCALES:
        catalogue(language)
    gc.collect()
    gc.freeze()
