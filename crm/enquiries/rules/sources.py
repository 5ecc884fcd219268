"""Where enquiries come from, and what is usual for each kind (F-05, F-06): a store changes any of it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from crm.shared.words import N_


class SourceKind(StrEnum):
    WEBSITE = "website"
    MINI_PROGRAM = "mini_program"
    EVENT = "event"
    MEDIA = "media"
    PHONE = "phone"
    OTHER = "other"


class Usual(NamedTuple):
    """What a new source of a kind begins with. `channel` and `detail` are the two levels of F-06."""

    label: str
    channel: str
    detail: str
    answer_minutes: int
    routing: str
    has_form: bool = False


KINDS: dict[SourceKind, Usual] = {
    SourceKind.WEBSITE: Usual(N_("Website form"), "dcc", "internet", 120, "agents"),
    SourceKind.MINI_PROGRAM: Usual(N_("Mini program"), "dcc", "internet", 120, "agents"),
    SourceKind.EVENT: Usual(N_("Motor show or event"), "event", "roadshow", 120, "agents", True),
    SourceKind.MEDIA: Usual(N_("Media platform (DCC/IDCC leads)"), "dcc", "internet", 30, "agents"),
    SourceKind.PHONE: Usual(N_("Call centre"), "call_in", "", 30, "agents"),
    SourceKind.OTHER: Usual(N_("Another door"), "dcc", "other", 120, "pool"),
}
