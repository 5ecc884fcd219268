"""The store's people and teams as files; no password, PIN or session ever."""

from __future__ import annotations

from typing import Any

from crm.people import queries
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.queries import people
from crm.staff.rules import ROLE_NAMES, Right, Role


def _posts(roles: str | None) -> str:
    return " · ".join(_(ROLE_NAMES[Role(one)]) for one in (roles or "").split(",") if one)


@sheet(
    "people.people", N_("People"),
    (
        Column(N_("Name"), "name"),
        Column(N_("Posts"), lambda row: _posts(row.roles)),
        Column(N_("Team"), "team_name"),
        Column(N_("Sign-in name"), "username"),
        Column(N_("Left"), "disabled_at", Cell.MOMENT),
    ),
    rights=(Right.PEOPLE,), on=("people.index",), filters=("all",), persons=False,
)  # fmt: skip
def everybody(stamp: Stamp, filters: Filters) -> Any:
    return people(stamp.store_id, with_disabled="all" in filters)


@sheet(
    "people.teams", N_("Teams"),
    (
        Column(N_("Team"), "name"),
        Column(N_("People"), "people", Cell.COUNT),
        Column(N_("Archived"), "archived_at", Cell.MOMENT),
    ),
    rights=(Right.PEOPLE,), on=("people.teams",), persons=False,
)  # fmt: skip
def teams(stamp: Stamp, filters: Filters) -> Any:
    return queries.teams(stamp.store_id)
