"""The warning while typing: who is on file with this number, car or code already. Never a hard block.

A family shares a phone: one tap says that it is a different person. One <div> in any form that files somebody listens
to the form and shows this part; the forms of lower and higher features ask for it as the panel "resembling".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from crm.customers.alike import Alike, alike, firm_wanted
from crm.customers.rules import (
    Kind,
    Wanted,
    normalise_code,
    normalise_plate,
    normalise_vin,
    phones_in,
    split_title,
)
from crm.duplicates.rules import Level, Record, compare
from crm.duplicates.views.blueprint import bp
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, panel, row_id, show
from crm.staff.rules import Right

FILES = (Right.RECEIVE, Right.SELL, Right.EDIT_CUSTOMERS)
LONGEST = 60
_OTHER = frozenset({f"duplicates.name_{level.name.lower()}" for level in (Level.OTHER, Level.HALF)})


@panel("resembling", *FILES)
def watch(customer_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]]:
    """The piece that listens; `customer_id` is the file that is being corrected, 0 for a new one."""
    return "duplicates/_watch_typing.html", {"but": customer_id}


@bp.post("/resembling")
@allowed(*FILES)
def resembling() -> Response:
    """By POST: what is typed here is a phone or a plate, and stays out of addresses and logs."""
    but = request.form.get("file", type=row_id)
    found = alike(g.stamp.by, _wanted(), but=but)
    shown = [(one, _same_name(one)) for one in found]
    return show(
        "duplicates/resembling.html", "duplicates/_resembling.html", found=shown, but=but, by_phone=_by_phone(found),
        shared="shared_phone" in request.form, firm=_typed("kind") == Kind.COMPANY,
        may_see_all=g.stamp.by.can(Right.CUSTOMERS),
    )  # fmt: skip


def _typed(*names: str) -> str:
    return next((request.form[name][:LONGEST] for name in names if request.form.get(name)), "")


def _wanted() -> list[Wanted]:
    """Everything that has been typed so far and can be looked for."""
    firm = _typed("kind") == Kind.COMPANY
    wanted = [Wanted("phone", phone) for name in ("phone", "phone2") for phone in phones_in(_typed(name))]
    if plate := normalise_plate(_typed("plate")):
        wanted.append(Wanted("plate", plate))
    if (vin := normalise_vin(_typed("vin"))) and len(vin) == 17:
        wanted.append(Wanted("vin", vin))
    if (code := normalise_code(_typed("credit_code"))) and len(code) == 18:
        wanted.append(Wanted("code", code))
    return wanted + (firm_wanted(_typed("name")) if firm else [])


def _by_phone(found: list[Alike]) -> bool:
    return any("phone" in one.agrees for one in found)


def _same_name(one: Alike) -> bool | None:
    """Whether the typed name may be the name on file, by the matcher; None when one of them has none."""
    name, sex = split_title(_typed("surname", "name"))
    if not name or not one.row.name:
        return None
    likeness = compare(
        Record(name=name, sex=_typed("sex") or sex), Record(name=one.row.name, sex=one.row.sex, kind=one.row.kind)
    )
    return not any(reason.code in _OTHER for reason in likeness.reasons)
