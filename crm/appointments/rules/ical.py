"""Appointments as a calendar programme reads them (RFC 5545). No number, no address: a surname, a car and a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

WIDTH = 75  # octets of a line (RFC 5545, 3.1)


@dataclass(frozen=True)
class Event:
    """One appointment of a person's calendar."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    version: int
    summary: str
    status: str  # CONFIRMED | TENTATIVE | CANCELLED


def calendar(name: str, events: Iterable[Event]) -> str:
    """The whole feed, lines ended and folded as the format wants it."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yuke//Appointments//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M",
    ]  # fmt: skip
    for event in events:
        lines += [
            "BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{_utc(event.changed_at)}",
            f"LAST-MODIFIED:{_utc(event.changed_at)}", f"SEQUENCE:{event.version}", f"DTSTART:{_utc(event.starts_at)}",
            f"DTEND:{_utc(event.ends_at)}", f"SUMMARY:{escaped(event.summary)}", f"STATUS:{event.status}",
            f"TRANSP:{'TRANSPARENT' if event.status == 'CANCELLED' else 'OPAQUE'}", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """A text value: what separates values is marked, and no sign stays that ends a line."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(sign, written)
    return "".join(sign for sign in text if sign >= " " and sign not in "\x7f\x85\u2028\u2029")


def folded(line: str) -> Iterator[str]:
    """Lines of at most WIDTH octets, never broken within a sign; those that go on begin with a blank."""
    room, part = WIDTH, ""
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield part
            room, part = WIDTH - 1, " "
        part += sign
        room -= size
    yield part


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
