"""What every answer tells the browser, and what a browser tells about where a form came from."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Response, current_app, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Door(NamedTuple):
    """An address that machines and strangers post to: it knows its sender by a token, or by nothing at all."""

    most_bytes: int
    from_elsewhere: bool = False  # a form on another site may be sent here


# The whole list. Such a view is @public and @own_proof, acts for nobody signed in, and limits its senders itself.
OPEN_DOORS = {
    "enquiries.receive": Door(16 * 1024, from_elsewhere=True),
    "enquiries.sign_up": Door(16 * 1024),
    "tablet.upload": Door(1_500_000),  # fifty sealed visits; known by its pairing
}


def protect(response: Response) -> None:
    """Set what is not set yet; a view may say more about its own page."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def foreign_origin() -> bool:
    """True when the browser says that another site sent this form."""
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return bool(origin) and urlsplit(origin or "").netloc != request.host
