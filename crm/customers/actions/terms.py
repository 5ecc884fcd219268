"""Keeping the search table in step: with one file after a change, and with a new rule for files of older days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from crm.customers.findable import AT_ONCE, known_of
from crm.customers.models import CompanyContact, Customer, SearchTerm
from crm.customers.rules import TERMS_VERSION, Kind, Known, pinyin_key, search_terms_for
from crm.shared.crypto import blind
from crm.shared.db import db, insert_missing
from crm.shared.pour import amend
from crm.shared.queue import ask
from crm.shared.stamp import Stamp

LOOK_AT = "jobs.duplicates.look_at"


def rewrite_search_terms(customer: Customer) -> None:
    """Bring the search table in step with the file and its cars, and with the firms this person stands for."""
    firms: set[int] = set()
    if customer.kind == Kind.PERSON:
        firms = set(db.session.scalars(
            select(CompanyContact.company_id)
            .where(CompanyContact.person_id == customer.id, CompanyContact.to_on.is_(None))
        ))  # fmt: skip
    if customer.id in rewrite_terms(customer.store_id, {customer.id, *firms}) and customer.archived_at is None:
        ask(LOOK_AT, customer.id, store_id=customer.store_id)  # may somebody on file be the same person?


def first_search_terms(customer: Customer) -> None:
    """The same for a file that has just been opened: nothing stands in the table, no car and no firm belong to it."""
    known = Known(
        name=customer.name, phones=tuple(number for number in (customer.phone, customer.phone2) if number),
        company=customer.kind == Kind.COMPANY, short_name=customer.short_name or "", code=customer.credit_code or "",
    )  # fmt: skip
    terms = sorted(search_terms_for(known, partial(blind, customer.store_id)))
    one = {"store_id": customer.store_id, "customer_id": customer.id}
    insert_missing(SearchTerm, [{**one, "term": term} for term in terms])
    if terms:
        ask(LOOK_AT, customer.id, store_id=customer.store_id)


def rewrite_terms(store_id: int, ids: Collection[int]) -> set[int]:
    """The rows of these customers as they should be; what stands there already is left alone. Who has changed."""
    here = select(SearchTerm.customer_id, SearchTerm.term).where(SearchTerm.customer_id.in_(ids))
    old: dict[int, set[str]] = {}
    for row in db.session.execute(here):
        old.setdefault(row.customer_id, set()).add(row.term)
    missing, wanted, merged = [], {one: set[str]() for one in ids}, _merged(ids)
    changed = set[int]()
    for one, known in known_of({*ids, *merged}).items():
        wanted.setdefault(merged.get(one, one), set()).update(search_terms_for(known, partial(blind, store_id)))
    for one in ids:
        terms, stand = wanted[one], old.get(one, set())
        changed |= {one} if terms != stand else set()
        missing += [{"store_id": store_id, "term": term, "customer_id": one} for term in sorted(terms - stand)]
        if gone := stand - terms:
            db.session.execute(delete(SearchTerm).where(
                SearchTerm.store_id == store_id, SearchTerm.customer_id == one, SearchTerm.term.in_(gone)
            ))  # fmt: skip
    insert_missing(SearchTerm, missing)
    return changed


def _merged(ids: Collection[int]) -> dict[int, int]:
    """Files that were merged into these, or away: the one that stays is found by their names and numbers, too."""
    either = or_(Customer.merged_into_id.in_(ids), and_(Customer.id.in_(ids), Customer.merged_into_id.is_not(None)))
    rows = db.session.execute(select(Customer.id, Customer.merged_into_id).where(either))
    return {row.id: row.merged_into_id for row in rows}


def renew_terms(stamp: Stamp, checkpoint: Callable[[], None]) -> int:
    """Files whose terms an older rule wrote are written anew, 500 at a time; the second run finds none.

    Each batch is committed with the number of the rule that wrote it, so a worker that dies loses one batch only.
    """
    done, last = 0, 0
    while batch := _stale(stamp.store_id, last):
        ids = [row.id for row in batch]
        rewrite_terms(stamp.store_id, ids)
        amend(Customer, [{"id": row.id, "pinyin_key": pinyin_key(row.name)} for row in batch])
        renewed = update(Customer).where(Customer.id.in_(ids)).values(terms_version=TERMS_VERSION)
        db.session.execute(renewed.execution_options(synchronize_session=False))
        done, last = done + len(ids), ids[-1]
        checkpoint()
    return done


def _stale(store_id: int, after: int) -> Sequence[Any]:
    """The next files of an older rule, held until the batch is committed, so that an edit waits instead of losing."""
    return db.session.execute(
        select(Customer.id, Customer.name)
        .where(
            Customer.store_id == store_id, Customer.id > after,
            Customer.terms_version.is_distinct_from(TERMS_VERSION),
        )
        .order_by(Customer.id).limit(AT_ONCE).with_for_update()
    ).all()  # fmt: skip
