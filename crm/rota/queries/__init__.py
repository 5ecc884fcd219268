"""Reading the rota: who may receive (people), who stands at the door now (standing), the ledger (credits)."""

from crm.rota.queries.credits import balances, overdue, shares_of, turn_for, turn_of
from crm.rota.queries.people import backups, name_of, owner_of, seller, sellers, team_of
from crm.rota.queries.standing import door, duty_for, one_at_a_time, rota_is_set

__all__ = [
    "backups",
    "balances",
    "door",
    "duty_for",
    "name_of",
    "one_at_a_time",
    "overdue",
    "owner_of",
    "rota_is_set",
    "seller",
    "sellers",
    "shares_of",
    "team_of",
    "turn_for",
    "turn_of",
]
