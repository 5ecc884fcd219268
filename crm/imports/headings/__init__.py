"""The columns that a file of each kind may have: one module for each kind, found by itself.

Read by the child that opens a file (crm.imports.child) too, so nothing here knows a database.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One thing a column can be. `names` are the headings known for it, the most usual first."""

    key: str
    label: str
    names: tuple[str, ...]


def field(key: str, label: str, names: str) -> Field:
    """A field with its headings, separated by spaces."""
    return Field(key, label, tuple(names.split()))
