"""The browser in hand: whether the store shares it, known by its own cookie and not by whoever is signed in."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request

from crm.staff.actions import token_hash
from crm.staff.models import Device
from crm.staff.queries import device_of


def this_device() -> Device | None:
    """The shared browser of this request, or None: never paired, or revoked."""
    if "device" not in g:
        interface: Any = current_app.session_interface
        token = request.cookies.get(interface.device_cookie(current_app), "")
        g.device = device_of(token_hash(token)) if token else None
    found: Device | None = g.device
    return found
