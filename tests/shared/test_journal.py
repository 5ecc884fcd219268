"""The undo journal: what a batch changed comes back, what people wrote since does not go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.makers import make_customer, make_lead
from tests.support import stamp_of


def test_inserted_changed_and_deleted_rows_come_back_as_they_were(inside: Flask) -> None:
    from crm.customers.actions import note_facts, put_tag
    from crm.customers.models import Customer, CustomerTag, ProfileFact
    from crm.shared import journal
    from crm.shared.db import db

    one, stamp = make_customer("周明"), stamp_of("clerk")
    put_tag(one, tag="loan", stamp=stamp)
    note_facts(one, source="said", family="two children", stamp=stamp)
    db.session.flush()
    version = one.version
    with journal.batch("test", stamp) as batch:
        assert batch.update(Customer, Customer.id == one.id, {"name": "周敏"}) == 1
        assert batch.delete(CustomerTag, CustomerTag.customer_id == one.id) == 1
        [fact] = batch.insert(ProfileFact, [{
            "customer_id": one.id, "field": "need", "value": "family", "source": "said", "on_day": stamp.today,
            "by_id": stamp.by.id, "at": stamp.at,
        }])  # fmt: skip
    assert (one.name, one.version) == ("周敏", version + 1)
    assert db.session.get_one(ProfileFact, fact).value == "family"
    assert journal.undo(batch.id, stamp) == []
    assert (one.name, one.version) == ("周明", version)
    assert db.session.scalars(select(CustomerTag.tag)).all() == ["loan"]
    assert db.session.get(ProfileFact, fact) is None


def test_a_loaded_row_is_kept_as_it_was_with_its_ciphertext(inside: Flask) -> None:
    from crm.shared import journal
    from crm.shared.db import db

    one, stamp = make_customer("周明", "13800001111"), stamp_of("clerk")
    with journal.batch("test", stamp) as batch:
        batch.before(one)
        one.phone, one.name = "13900002222", "周敏"
    row = db.session.scalars(select(journal.JournalRow)).one()
    assert row.before["phone"].startswith("k1.")
    assert set(row.before) == {"phone", "name", "version"}
    journal.undo(batch.id, stamp)
    assert (one.phone, one.name) == ("13800001111", "周明")


def test_other_columns_written_since_stay(inside: Flask) -> None:
    from crm.leads.models import Lead
    from crm.shared import journal
    from crm.shared.db import db

    lead, stamp = make_lead(), stamp_of("manager")
    with journal.batch("test", stamp) as batch:
        batch.update(Lead, Lead.id == lead.id, {"owner_id": stamp_of("advisor2").by.id})
    lead.interest = "澄野 L6"
    db.session.flush()
    since = lead.version
    journal.undo(batch.id, stamp)
    assert (lead.owner_id, lead.interest, lead.version) == (stamp_of("advisor").by.id, "澄野 L6", since + 1)


def test_what_was_changed_again_is_named_and_nothing_is_half_undone(inside: Flask) -> None:
    from crm.leads.models import Lead
    from crm.shared import journal
    from crm.shared.db import db

    stamp = stamp_of("manager")
    first, second = make_lead(), make_lead(name="Lena", phone="13800000002")
    with journal.batch("test", stamp) as batch:
        batch.update(Lead, Lead.id.in_((first.id, second.id)), {"grade": "A"})
    first.grade = "B"
    db.session.flush()
    with pytest.raises(journal.Changed) as told:
        journal.undo(batch.id, stamp)
    assert told.value.rows == [journal.Left("leads", str(first.id), ("grade",))]
    db.session.expire_all()
    assert second.grade == "A"
    assert journal.undo(batch.id, stamp, leave=True) == told.value.rows
    assert (first.grade, second.grade) == ("B", "N")


def test_an_undo_is_done_once_and_in_time(inside: Flask) -> None:
    from crm.leads.models import Lead
    from crm.shared import journal
    from crm.shared.forms import Refused
    from crm.shared.stamp import Stamp

    lead, stamp = make_lead(), stamp_of("manager")

    def change() -> Any:
        with journal.batch("test", stamp) as batch:
            batch.update(Lead, Lead.id == lead.id, {"interest": "x"})
        return batch

    one = change()
    journal.undo(one.id, stamp)
    with pytest.raises(Refused, match="已经撤销"):
        journal.undo(one.id, stamp)
    with pytest.raises(Refused, match="期限"):
        journal.undo(change().id, Stamp(stamp.by, stamp.at + timedelta(days=31)))


def test_many_rows_at_once(inside: Flask) -> None:
    """More rows than fit into one statement."""
    from crm.customers.models import SearchTerm
    from crm.shared import journal
    from crm.shared.db import db, insert_missing

    one, stamp = make_customer("周明"), stamp_of("clerk")
    insert_missing(SearchTerm, [{"store_id": 1, "term": f"t{n:05d}", "customer_id": one.id} for n in range(1_200)])
    mine = (SearchTerm.customer_id == one.id) & SearchTerm.term.like("t0%")
    with journal.batch("test", stamp) as batch:
        assert batch.delete(SearchTerm, mine) == 1_200
    journal.undo(batch.id, stamp)
    assert len(db.session.scalars(select(SearchTerm.term).where(mine)).all()) == 1_200
