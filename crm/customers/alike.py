"""Who on file has one of these numbers, plates, VINs or codes: the warning while somebody types (one statement).

Found by blind indexes only, so it is as quick for 100,000 customers as for ten; a name alone warns of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, true

from crm.customers.models import Customer, SearchTerm
from crm.customers.queries import cards, visible_to
from crm.customers.rules import Kind, Wanted, bare_name, core_of
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.stamp import Person

LOOKED_AT, MOST = 24, 3
CLEAR = ("code", "firm")  # kinds of what stands in the search table in the clear


class Alike(NamedTuple):
    """A customer on file, what agrees (kinds of Wanted), and whether the reader may open the file."""

    row: Any
    agrees: frozenset[str]
    mine: bool


def firm_wanted(name: str) -> list[Wanted]:
    """A firm is warned of by the name that people call it, too."""
    core = bare_name(core_of(name))
    return [Wanted("firm", core)] if len(core) > 1 else []


def alike(person: Person, wanted: Iterable[Wanted], *, but: int | None = None) -> list[Alike]:
    """Up to three files of the store that agree in something, those that agree in most first."""
    terms = {one.value.lower() if one.kind in CLEAR else "=" + blind(person.store_id, *one): one.kind for one in wanted}
    if not terms:
        return []
    clear = [term for term, kind in terms.items() if kind == "firm"]
    found = (
        cards()
        .add_columns(SearchTerm.term, visible_to(person).label("mine"))
        .join(SearchTerm, and_(SearchTerm.customer_id == Customer.id, SearchTerm.store_id == person.store_id))
        .where(SearchTerm.term.in_(list(terms)), Customer.archived_at.is_(None))
        .where(or_(SearchTerm.term.not_in(clear), Customer.kind == Kind.COMPANY) if clear else true())
        .limit(LOOKED_AT)
    )
    agrees: dict[int, tuple[Any, set[str]]] = {}
    for row in db.session.execute(found if but is None else found.where(Customer.id != but)):
        agrees.setdefault(row.id, (row, set()))[1].add(terms[row.term])
    ranked = sorted(agrees.values(), key=lambda one: (-len(one[1]), one[0].id))
    return [Alike(row, frozenset(kinds), bool(row.mine)) for row, kinds in ranked[:MOST]]
