"""A customer's file: opened, corrected, added to, put away; and who finds it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from crm.customers import actions, queries
from crm.customers.models import ConsentGiven, Customer, ProfileFact, Reveal, SearchTerm
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.stamp import Stamp
from tests.makers import make_customer
from tests.support import queries_at_most, stamp_of

pytestmark = pytest.mark.usefixtures("inside")


def found(text_: str, by: str = "reception", **more: Any) -> list[int]:
    return [row.id for row in queries.search(stamp_of(by).by, text_, **more)]


def later(by: str, **much: float) -> Stamp:
    stamp = stamp_of(by)
    return Stamp(stamp.by, stamp.at + timedelta(**much))


# ---- opening a file
def test_a_phone_alone_opens_a_file() -> None:  # F-12
    carl = make_customer(name="", phone="13812341234")
    assert carl.id
    assert carl.name == ""
    assert 0 <= carl.lot < 2**31


def test_the_same_phone_is_the_same_customer() -> None:  # F-50
    assert make_customer().id == make_customer(name="Somebody else").id


def test_a_name_comes_to_a_file_that_had_none_and_is_not_overwritten_later() -> None:
    carl = make_customer(name="")
    make_customer(name="周先生")
    assert (carl.name, carl.sex) == ("周", "m")
    make_customer(name="吴女士")
    assert carl.name == "周"
    assert found("zhou") == [carl.id]


def test_a_family_may_share_a_number() -> None:
    carl = make_customer(name="Carl")
    wife = make_customer(name="Clara", shared_phone=True)
    assert wife.id != carl.id
    assert set(found("1234")) == {carl.id, wife.id}
    assert make_customer(name="Clara").id == wife.id


def test_two_files_of_one_unshared_number_cannot_exist() -> None:
    make_customer()
    double = Customer(store_id=1, lot=1, created_at=stamp_of("reception").at, phone_index=None)
    double.phone_index = db.session.scalar(select(Customer.phone_index))
    db.session.add(double)
    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.flush()


def test_the_phone_is_never_in_the_database_in_the_clear() -> None:
    make_customer(phone="13812341234")
    row = db.session.execute(text("SELECT phone, phone_index FROM customers")).one()
    terms = "".join(db.session.scalars(select(SearchTerm.term)))
    assert "1381234" not in row.phone + row.phone_index + terms


# ---- searching
@pytest.mark.parametrize(
    "typed",
    ["13812341234", "+86 138-1234-1234", "1234", "曾小明", "小明", "zengxiaoming", "zxm", "xiaom", "ZENG"],
)
def test_one_line_finds_by_phone_last_four_name_pinyin_and_initials(typed: str) -> None:
    zeng = make_customer(name="曾小明", phone="13812341234")
    make_customer(name="王芳", phone="13900005678")
    assert found(typed) == [zeng.id]


def test_nothing_is_found_in_another_store() -> None:
    make_customer()
    assert found("1234", by="other_reception") == []
    assert found("carl", by="other_manager") == []


def test_an_archived_file_is_not_found() -> None:
    carl = make_customer()
    actions.archive(carl, stamp=stamp_of("clerk"))
    db.session.flush()
    assert found("1234") == []


def test_the_old_name_and_number_no_longer_find() -> None:
    carl = make_customer(name="曾小明")
    actions.edit_customer(carl, name="王芳", sex="f", kind="person", phone="13900005678")
    assert found("zxm") == []
    assert found("1234") == []
    assert found("wf") == [carl.id] == found("5678")


def test_a_search_is_one_statement_for_one_and_for_many() -> None:
    person = stamp_of("reception").by
    for n in range(60):
        make_customer(name="王芳", phone=f"138{n:08d}")
    with queries_at_most(1):
        assert len(queries.search(person, "wangfang")) == queries.PAGE
    with queries_at_most(1):
        assert len(queries.search(person, "13800000001")) == 1


def test_an_advisor_meets_everybody_at_the_desk_but_lists_only_own_customers() -> None:
    make_customer()
    sam = stamp_of("advisor").by
    assert queries.search(sam, "1234") == []
    assert len(queries.search(sam, "1234", at_the_desk=True)) == 1
    assert queries.customers_for(sam) == []
    assert len(queries.customers_for(stamp_of("manager").by)) == 1


# ---- correcting
def test_an_older_version_is_refused_with_both_values() -> None:  # Decision 9
    carl = make_customer()
    actions.edit_customer(carl, name="Karl", sex="m", kind="person", version=1)
    db.session.flush()
    with pytest.raises(Stale) as refused:
        actions.edit_customer(carl, name="Charles", sex="m", kind="person", version=1)
    assert refused.value.theirs["name"] == "Karl"
    assert "1381234" not in str(refused.value.theirs)


def test_an_empty_phone_keeps_the_number() -> None:
    carl = make_customer()
    actions.edit_customer(carl, name="Carl", sex="m", kind="person", phone=None)
    assert carl.phone == "13812341234"


def test_a_number_of_somebody_else_is_refused_unless_shared() -> None:
    make_customer()
    dora = make_customer(name="Dora", phone="13900005678")
    with pytest.raises(Refused) as refused:
        actions.edit_customer(dora, name="Dora", sex="f", kind="person", phone="13812341234")
    assert refused.value.field == "phone"
    actions.edit_customer(
        dora,
        name="Dora",
        sex="f",
        kind="person",
        phone="13812341234",
        shared_phone=True,
    )
    assert len(found("1234")) == 2


# ---- putting away
def test_a_file_put_away_comes_back_within_thirty_days() -> None:
    carl = make_customer()
    actions.archive(carl, stamp=stamp_of("clerk"))
    actions.bring_back(carl, stamp=later("clerk", days=29))
    assert carl.archived_at is None


def test_later_it_does_not() -> None:
    carl = make_customer()
    actions.archive(carl, stamp=stamp_of("clerk"))
    with pytest.raises(Refused):
        actions.bring_back(carl, stamp=later("clerk", days=31))


def test_a_file_does_not_come_back_beside_a_newer_one_of_the_same_phone() -> None:
    carl = make_customer()
    actions.archive(carl, stamp=stamp_of("clerk"))
    db.session.flush()
    assert make_customer().id != carl.id
    with pytest.raises(Refused):
        actions.bring_back(carl, stamp=stamp_of("clerk"))


# ---- what is known
def test_the_latest_fact_counts_and_says_where_it_is_from() -> None:
    carl, sam = make_customer(), stamp_of("advisor")
    actions.note_facts(carl, source="said", budget="20 万", family="二孩", stamp=sam)
    actions.note_facts(carl, source="call", budget="22 万", family="二孩", stamp=sam)
    db.session.flush()
    known = queries.portrait(carl.id).facts
    assert (known["budget"].value, known["budget"].source, known["budget"].by) == ("22 万", "call", "Sam")
    assert db.session.scalar(select(func.count()).select_from(ProfileFact)) == 3  # an unchanged one makes no row


def test_an_emptied_fact_is_taken_back() -> None:
    carl, sam = make_customer(), stamp_of("advisor")
    actions.note_facts(carl, source="said", budget="20 万", stamp=sam)
    db.session.flush()
    actions.note_facts(carl, source="said", budget="", stamp=sam)
    db.session.flush()
    assert queries.portrait(carl.id).facts == {}


def test_family_facts_are_hidden_from_who_may_not_read_them() -> None:
    carl = make_customer()
    actions.note_facts(carl, source="said", family="二孩", budget="20 万", stamp=stamp_of("advisor"))
    db.session.flush()
    seen = queries.portrait(carl.id, personal=False)
    assert list(seen.facts) == ["budget"]
    assert seen.hidden == ["family"]


def test_profile_tags_and_consent_are_one_statement() -> None:
    carl, sam = make_customer(), stamp_of("advisor")
    actions.note_facts(carl, source="said", family="二孩", stamp=sam)
    actions.put_tag(carl, tag="upgrade", stamp=sam)
    actions.put_tag(carl, tag="upgrade", stamp=sam)
    actions.record_consent(carl, consent="marketing-sms", given=True, stamp=sam)
    db.session.flush()
    with queries_at_most(1):
        seen = queries.portrait(carl.id)
    assert seen.tags == ["upgrade"]
    assert seen.facts["family"].value == "二孩"
    assert seen.consents["marketing-sms"][0] is True


def test_a_tag_comes_off_and_can_be_put_on_again() -> None:
    carl, sam = make_customer(), stamp_of("advisor")
    actions.put_tag(carl, tag="upgrade", stamp=sam)
    actions.take_tag_off(carl, tag="upgrade", stamp=sam)
    db.session.flush()
    assert queries.portrait(carl.id).tags == []
    actions.put_tag(carl, tag="upgrade", stamp=sam)
    assert queries.portrait(carl.id).tags == ["upgrade"]


def test_consent_is_withdrawn_by_the_same_gesture_and_both_answers_stay() -> None:  # F-72
    carl, rita = make_customer(), stamp_of("reception")
    for given in (True, False):
        actions.record_consent(carl, consent="marketing-sms", given=given, stamp=rita)
        db.session.flush()
    given, at, version = queries.portrait(carl.id).consents["marketing-sms"]
    assert (given, at, version) == (False, rita.at, "2026-01")
    assert db.session.scalar(select(func.count()).select_from(ConsentGiven)) == 2


# ---- looking at a number
def test_a_reveal_is_logged_with_its_reason() -> None:  # F-84
    carl, sam = make_customer(), stamp_of("advisor")
    assert actions.reveal(carl, reason="check", stamp=sam) == "13812341234"
    db.session.flush()
    row = db.session.scalars(select(Reveal)).one()
    assert (row.by_id, row.customer_id, row.reason, row.what) == (sam.by.id, carl.id, "check", "phone")


def test_reveals_end_at_the_daily_limit_of_each_person() -> None:
    carl, sam = make_customer(), stamp_of("advisor")
    settings.change("staff.reveals_a_day", 2, stamp_of("manager"))
    assert all(actions.reveal(carl, reason="check", stamp=sam) for _time in range(2))
    assert actions.reveal(carl, reason="check", stamp=sam) is None
    assert actions.reveal(carl, reason="check", stamp=stamp_of("advisor2")) == "13812341234"
    assert actions.reveal(carl, reason="check", stamp=later("advisor", days=1)) == "13812341234"
