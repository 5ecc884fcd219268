"""Makers: one function for each noun, small, with defaults; each feature has its section."""

from __future__ import annotations

from typing import Any

from tests.support import stamp_of


# ---- customers
def make_customer(name: str = "Carl", phone: str | None = "13812341234", *, by: str = "reception", **more: Any) -> Any:
    """A customer on file; Carl unless said otherwise."""
    from crm.customers.actions import file_customer

    return file_customer(name=name, phone=phone, stamp=stamp_of(by), **more)
