"""Why somebody receives, and why a credit was written: the sentences that the rows keep."""

from __future__ import annotations

from crm.shared.reasons import sentences
from crm.shared.words import N_

SENTENCES = sentences(
    {
        "rota.next": N_("{name} is next on the rota: {turns} received in {hours} h"),
        "rota.next_with": N_("{name} is next on the rota: {turns} received in {hours} h; {busy} is with a visitor"),
        "rota.next_drive": N_("{name} is next on the rota: {turns} received in {hours} h; {busy} is test-driving"),
        "rota.next_away": N_("{name} is next on the rota: {turns} received in {hours} h; {busy} is on a break"),
        "rota.next_overdue": N_("{name} is next on the rota: {turns} received in {hours} h; {busy} has calls to make"),
        "rota.reserve": N_("{name} steps in from the reserve: everybody on duty is busy"),
        "rota.owner": N_("{name} looks after this customer; this is not a turn"),
        "rota.backup": N_("{name} receives for {owner}, who is away; this is not a turn"),
        "rota.owner_away": N_("{owner} looks after this customer but is not here; {name} is next on the rota"),
        "rota.passed": N_("{passed} did not accept within {seconds} s and keeps the place; {name} is next on the rota"),
        "rota.declined": N_("{passed} cannot come and keeps the place; {name} is next on the rota"),
        "rota.skip_asked_for": N_("{name} instead of {skipped}: the customer asked for them"),
        "rota.skip_language": N_("{name} instead of {skipped}: speaks the customer's language"),
        "rota.skip_model": N_("{name} instead of {skipped}: knows this model best"),
        "rota.skip_not_at_door": N_("{name} instead of {skipped}, who was not at the door"),
        "rota.skip_offline": N_("{name} was chosen at the desk while the network was away"),
        "rota.asked_for": N_("{name} was chosen at the desk"),
        "rota.resumed": N_("{name} is with the visitor again"),
        "rota.nobody": N_("Nobody on duty is free"),
        # of the ledger's entries
        "rota.share": N_("1/{n} of a turn: on duty and free"),
        "rota.own": N_("A whole turn: shared out, it would have taken somebody further than one turn from the credit"),
        "rota.whole": N_("A whole turn taken over: shared out, somebody would be over one turn from the credit"),
        "rota.turn": N_("Received a visitor"),
        "rota.kept": N_("Somebody else received: the place is kept"),
        "rota.withdrawn": N_("Taken back: it was nobody's turn"),
        "rota.recalled": N_("Taken back: there was no visitor"),
    }
)

# What turns of the first edition say; such rows stay as they are.
PAST = sentences(
    {
        "reception.fewest_turns": N_("{name} is next: {turns} received today, the fewest of {free} who are free"),
        "reception.by_position": N_(
            "{name} is next: {turns} received today like others, and stands first in the order"
        ),
        "reception.reserve": N_("{name} steps in: everybody on duty is busy"),
        "reception.owner": N_("{name} looks after this customer; this is not a turn"),
        "reception.owner_away": N_("{owner} looks after this customer but is not here; {name} is next"),
        "reception.skip_asked_for": N_("{name} instead of {skipped}: the customer asked for them"),
        "reception.skip_language": N_("{name} instead of {skipped}: speaks the customer's language"),
        "reception.skip_model": N_("{name} instead of {skipped}: knows this model best"),
        "reception.skip_not_at_door": N_("{name} instead of {skipped}, who was not at the door"),
        "reception.asked_for": N_("{name} was chosen at the desk"),
        "reception.nobody": N_("Nobody on duty is free"),
    }
)

OFFLINE = "offline"  # the tablet's own reason, offered to nobody
SKIP_REASONS = {  # why somebody else than the next one receives
    "asked_for": N_("Customer asked for them"),
    "language": N_("Speaks their language"),
    "model": N_("Knows the model best"),
    "not_at_door": N_("Next one not at the door"),
}
