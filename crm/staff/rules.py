"""Who may do what: the posts of R-620, the rights of each as one table, and what a password must be.

Deny by default: a right that is not in a role's row is not given, and a view that names no right is refused.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

from crm.shared.numbers import Number
from crm.shared.words import N_


class Right(StrEnum):
    """One thing a person may do; views name the right they need."""

    RECEIVE = "receive"  # take visits at the desk, see the rota
    RUN_ROTA = "run_rota"  # set who stands on duty
    SELL = "sell"  # work on own leads: calls, grades, lost-sale applications, orders
    TEAM_LEADS = "team_leads"  # see the leads of the own team
    ALL_LEADS = "all_leads"  # see every lead of the store
    ASSIGN = "assign"  # give a lead to another person
    REDISTRIBUTE = "redistribute"  # confirm and undo redistributions, hand over what a leaver had
    REVIEW_LOST = "review_lost"  # approve or send back a lost sale (F-15)
    CUSTOMERS = "customers"  # see the store's customers, masked
    OWN_CUSTOMERS = "own_customers"  # see the customers of own leads, masked
    EDIT_CUSTOMERS = "edit_customers"
    MERGE = "merge"  # make one file of two, and take them apart again
    REVEAL = "reveal"  # see a number in full, logged and limited (F-84)
    FAMILY_NOTES = "family_notes"  # the four notes of R-205
    IMPORT = "import"
    TEND = "tend"  # keep the dictionaries and the health of the data
    EXPORT = "export"  # take a list along as a file, within the day's limit (F-84)
    APPROVE_EXPORT = "approve_export"  # decide on exports above the limit or with numbers in full
    RETENTION = "retention"  # the after-sales lists: due, lapsing, churned
    CARE = "care"  # make after-sales calls
    TAKE_OVER = "take_over"  # accept a new owner from sales into after-sales
    CAMPAIGNS = "campaigns"  # make campaigns and issue coupons
    COUPONS = "coupons"  # see issued coupons and hand out their codes
    REDEEM = "redeem"
    REVERSE = "reverse"  # take a redemption back, with a reason
    POINTS = "points"  # confirm or drop points, mark spot checks
    REVOKE_POINTS = "revoke_points"  # take points back that count, answer an objection
    BOARD = "board"
    GROUP = "group"  # the figures of every store of the group
    SETTINGS = "settings"  # rules' numbers, calendar
    PEOPLE = "people"  # people, roles, PINs
    AUDIT = "audit"  # who revealed what, who was refused


class Role(StrEnum):
    """The posts named in R-620."""

    RECEPTION = "reception"
    ADVISOR = "advisor"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    GM = "gm"
    GROUP = "group"
    DCC = "dcc"
    SERVICE = "service"
    CARE = "care"
    MARKETING = "marketing"
    CLERK = "clerk"
    ACCOUNT = "account"
    KEY_ACCOUNT = "key_account"
    RENEWAL = "renewal"
    OUTLET = "outlet"
    ADMIN = "admin"


ROLE_NAMES: dict[Role, str] = {
    Role.RECEPTION: N_("Receptionist"),
    Role.ADVISOR: N_("Sales advisor"),
    Role.LEADER: N_("Group leader"),
    Role.SUPERVISOR: N_("Sales supervisor"),
    Role.MANAGER: N_("Sales manager"),
    Role.GM: N_("GM office"),
    Role.GROUP: N_("Group manager"),
    Role.DCC: N_("DCC agent"),
    Role.SERVICE: N_("Service advisor"),
    Role.CARE: N_("Customer service"),
    Role.MARKETING: N_("Marketing"),
    Role.CLERK: N_("Information clerk"),
    Role.ACCOUNT: N_("Account manager"),
    Role.KEY_ACCOUNT: N_("Key-account manager"),
    Role.RENEWAL: N_("Renewal agent"),
    Role.OUTLET: N_("Outlet contact"),
    Role.ADMIN: N_("Administrator"),
}

_R = Right
_SELLER = {_R.SELL, _R.OWN_CUSTOMERS, _R.REVEAL, _R.FAMILY_NOTES, _R.RECEIVE}
_CHIEF = _SELLER | {
    _R.ALL_LEADS, _R.CUSTOMERS, _R.EDIT_CUSTOMERS, _R.ASSIGN, _R.REVIEW_LOST, _R.BOARD, _R.MERGE, _R.POINTS,
    _R.EXPORT,
}  # fmt: skip

ROLES: dict[Role, frozenset[Right]] = {
    Role.RECEPTION: frozenset({_R.RECEIVE, _R.CUSTOMERS, _R.EDIT_CUSTOMERS}),
    Role.ADVISOR: frozenset(_SELLER),
    Role.LEADER: frozenset(_SELLER | {_R.TEAM_LEADS, _R.RUN_ROTA}),
    Role.SUPERVISOR: frozenset(_CHIEF | {_R.RUN_ROTA}),
    Role.MANAGER: frozenset(
        _CHIEF
        | {_R.RUN_ROTA, _R.COUPONS, _R.REDEEM, _R.REVERSE, _R.RETENTION, _R.APPROVE_EXPORT, _R.SETTINGS, _R.AUDIT}
        | {_R.REVOKE_POINTS, _R.REDISTRIBUTE, _R.TEND}
    ),
    Role.GM: frozenset(
        _CHIEF
        | {_R.COUPONS, _R.REVERSE, _R.RETENTION, _R.CAMPAIGNS, _R.APPROVE_EXPORT, _R.SETTINGS, _R.AUDIT}
        | {_R.REVOKE_POINTS, _R.REDISTRIBUTE}
    ),
    Role.GROUP: frozenset({_R.BOARD, _R.GROUP, _R.EXPORT}),
    Role.DCC: frozenset({_R.SELL, _R.OWN_CUSTOMERS, _R.REVEAL, _R.RECEIVE}),
    Role.SERVICE: frozenset({_R.CUSTOMERS, _R.REDEEM, _R.COUPONS, _R.RETENTION, _R.TAKE_OVER}),
    Role.CARE: frozenset(
        {_R.CUSTOMERS, _R.EDIT_CUSTOMERS, _R.REVEAL, _R.RETENTION, _R.CARE, _R.COUPONS, _R.TAKE_OVER, _R.EXPORT}
    ),
    Role.MARKETING: frozenset({_R.CUSTOMERS, _R.RETENTION, _R.CAMPAIGNS, _R.COUPONS, _R.IMPORT, _R.EXPORT}),
    Role.CLERK: frozenset({_R.CUSTOMERS, _R.EDIT_CUSTOMERS, _R.IMPORT, _R.RETENTION, _R.MERGE, _R.EXPORT, _R.TEND}),
    Role.ACCOUNT: frozenset({_R.SELL, _R.OWN_CUSTOMERS, _R.REVEAL, _R.CARE}),
    Role.KEY_ACCOUNT: frozenset({_R.SELL, _R.OWN_CUSTOMERS, _R.EDIT_CUSTOMERS, _R.REVEAL}),
    Role.RENEWAL: frozenset({_R.CUSTOMERS, _R.REVEAL, _R.CARE}),
    Role.OUTLET: frozenset({_R.OWN_CUSTOMERS}),
    Role.ADMIN: frozenset({_R.SETTINGS, _R.PEOPLE, _R.AUDIT, _R.IMPORT, _R.CUSTOMERS, _R.EXPORT, _R.TEND}),
}


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """Everything that any of the roles may do."""
    return frozenset().union(*(ROLES[role] for role in roles)) if roles else frozenset()


class DeviceKind(StrEnum):
    """What a shared browser is there for; it decides where its day begins and what it may show to nobody."""

    RECEPTION = "reception"  # takes visits, also without the network
    COUNTER = "counter"  # the service counter
    WALL = "wall"  # the showroom screen: shows the rota without a person


DEVICE_KINDS: dict[DeviceKind, str] = {
    DeviceKind.RECEPTION: N_("Reception tablet"),
    DeviceKind.COUNTER: N_("Service counter"),
    DeviceKind.WALL: N_("Showroom screen"),
}

IDLE_MINUTES = Number("staff.idle_minutes", 30, "min", N_("Signed out after this long without a touch"), 5, 240)
TABLET_IDLE_MINUTES = Number("staff.tablet_idle_minutes", 10, "min", N_("A shared tablet locks after"), 2, 60)
SESSION_HOURS = Number("staff.session_hours", 12, "h", N_("Signed out at the latest after"), 1, 24)
SIGN_IN_TRIES = Number("staff.sign_in_tries", 8, "", N_("Wrong sign-ins in 15 minutes before a pause"), 3, 50)
REVEALS_A_DAY = Number("staff.reveals_a_day", 60, "", N_("Full numbers a person may see in a day (F-84)"), 1, 500)

PASSWORD_LEAST = 12
_COMMON = frozenset(
    {"password1234", "123456789012", "1234567890123", "qwertyuiop12", "aaaaaaaaaaaa", "111111111111", "yuke12345678"}
)
_CONTEXT = ("yuke", "驭客", "dealer", "4s店")


def weak_password(password: str, username: str) -> str | None:
    """Why a password is refused, as a sentence, or None. Length counts, composition does not (ASVS 6.2)."""
    plain = password.casefold()
    if len(password) < PASSWORD_LEAST:
        return N_("A password needs at least 12 signs.")
    bare = plain.replace(username.casefold(), "") if username else plain
    for word in _CONTEXT:
        bare = bare.replace(word, "")
    if plain in _COMMON or len(set(plain)) < 5 or len(bare) < 8:
        return N_("This password is too easy to guess.")
    return None


def weak_pin(pin: str) -> str | None:
    """Why a PIN is refused, or None: six digits, no run and no single digit repeated."""
    if not (pin.isascii() and pin.isdigit() and len(pin) == 6):
        return N_("A PIN is six digits.")
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        return N_("This PIN is too easy to guess.")
    return None
