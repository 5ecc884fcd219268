"""What is being typed at the door: four digits are somebody's last four, eleven a whole number, in between some go."""

from __future__ import annotations

import re
import unicodedata

from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

LAST, WHOLE = 4, 11
SENTENCES = sentences(
    {
        "reception.to_last_four": N_("{n} more digit(s) for the last four"),
        "reception.to_whole": N_("{n} more digit(s)"),
        "reception.too_long": N_("A mobile number has 11 digits; this has {n}."),
    }
)


def still_to_type(typed: str) -> Reason | None:
    """How many digits are to go, or that there are too many; None when it can be looked up as it stands."""
    bare = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", typed))
    if not re.fullmatch(r"[0-9]+", bare) or bare.startswith("0"):
        return None  # a plate, a name, a land line, another country
    if len(bare) < LAST:
        return Reason("reception.to_last_four", {"n": LAST - len(bare)})
    if bare[0] != "1" or len(bare) in (LAST, WHOLE):
        return None
    if len(bare) > WHOLE:
        return Reason("reception.too_long", {"n": len(bare)})
    return Reason("reception.to_whole", {"n": WHOLE - len(bare)})
