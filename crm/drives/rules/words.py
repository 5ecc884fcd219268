"""The words that are read before a signature, as long as the store has none of its own, and those of the consent."""

from __future__ import annotations

from crm.drives.rules.booking import Kind
from crm.shared.words import N_

TEXTS = {
    Kind.DRIVE: N_(
        "I have shown my valid driving licence. I keep to the traffic rules, take the route that the advisor names, "
        "and do not drive after alcohol, medicine or without sleep. The advisor rides along and may end the drive at "
        "any time. Fines and points for offences at the wheel are mine. Damage is settled by the car's insurance; what "
        "I cause on purpose or by gross negligence I pay myself."
    ),
    Kind.RIDE: N_(
        "I ride along as a passenger and do not take the wheel. I wear the seat belt, follow what the advisor says "
        "about safety, and touch nothing that is needed for driving."
    ),
}
CONSENT_PURPOSE, CONSENT_CHANNEL, CONSENT_VERSION = "licence_photo", "photo", "2026-11"
CONSENT_TEXT = N_(
    "I agree that a photo of my driving licence is kept, encrypted, as proof for this drive only. It is erased after "
    "{days} days, and at once when I ask for it. The drive does not depend on it."
)
