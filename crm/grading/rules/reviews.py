"""What a supervisor says about a lowered grade (F-04, 降级干预)."""

from __future__ import annotations

from enum import StrEnum

from crm.shared.words import N_


class Verdict(StrEnum):
    SEEN = "seen"
    PUT_BACK = "put_back"


VERDICT_NAMES = {Verdict.SEEN: N_("Found right"), Verdict.PUT_BACK: N_("Put back")}
