"""Who may give which post to whom, and how often a PIN may be tried.

Nobody gives rights beyond their own; the administrator hands out every post, but never a further one to themselves,
so that the keys of the house and the customers' numbers stay in different hands (R-620).
"""

from __future__ import annotations

from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_
from crm.staff.rules import Right, Role, rights_of

PIN_TRIES = Number("people.pin_tries", 5, "", N_("Wrong PINs in 15 minutes before a pause"), 3, 20)


class Change(StrEnum):
    """What was done to a person's record; every one is a row of its own."""

    TAKEN_ON = "taken_on"
    EDITED = "edited"
    PASSWORD = "password"  # noqa: S105 - the name of a change
    PIN = "pin"
    DEPARTED = "departed"
    RETURNED = "returned"


CHANGES: dict[Change, str] = {
    Change.TAKEN_ON: N_("Taken on"),
    Change.EDITED: N_("Changed"),
    Change.PASSWORD: N_("New password"),
    Change.PIN: N_("New PIN"),
    Change.DEPARTED: N_("Left; all sessions ended"),
    Change.RETURNED: N_("Came back"),
}


def refuse_posts(
    *,
    by_roles: frozenset[Role],
    by_rights: frozenset[Right],
    own: bool,
    before: frozenset[Role],
    after: frozenset[Role],
    other_admins: int,
) -> str | None:
    """Why this person may not hold these posts, as a sentence, or None. `own`: it is the giver's own record."""
    given = rights_of(after) - rights_of(before)
    if not after:
        return N_("Choose at least one post.")
    if own and given - by_rights:
        return N_("You cannot give yourself rights that you do not have. Ask another administrator.")
    if Role.ADMIN not in by_roles and (given - by_rights or Role.ADMIN in before):
        return N_("You cannot give rights that you do not have yourself.")
    if Role.ADMIN in before and Role.ADMIN not in after and not other_admins:
        return N_("The store needs at least one administrator.")
    return None


def refuse_departure(*, own: bool, was_admin: bool, other_admins: int) -> str | None:
    """Why this person's record may not be closed, or None."""
    if own:
        return N_("You cannot disable yourself.")
    if was_admin and not other_admins:
        return N_("The store needs at least one administrator.")
    return None


def refuse_keys(*, by_roles: frozenset[Role], by_rights: frozenset[Right], target: frozenset[Role]) -> str | None:
    """Why nobody with fewer rights may set this person's password or PIN: it would lend them that person's rights."""
    if Role.ADMIN not in by_roles and rights_of(target) - by_rights:
        return N_("This person has rights that you do not have. Ask an administrator.")
    return None
