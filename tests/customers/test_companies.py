"""Firms as customers (F-53): the credit code, who stands for them, who looks after them, and how they are found."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from crm.customers import actions, contacts, queries
from crm.customers.models import CompanyContact, Customer, Reveal
from crm.customers.rules import check_code, code_sign, core_of, normalise_code
from crm.shared.db import db
from crm.shared.forms import Refused
from tests.makers import make_company, make_customer
from tests.support import queries_at_most, sign_in, stamp_of

CODE = "91310115MA1K4LH92T"
HTMX = {"HX-Request": "true"}


# ---- the credit code, GB 32100-2015
@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "9144030071526726XG", "914403001922038216", "91110000802100433B"]
)
def test_codes_of_known_firms_are_right(code: str) -> None:
    assert check_code(code) is None
    assert code_sign(code[:-1]) == code[-1]


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_sign_is_noticed(place: int) -> None:
    good = "91350100M000100Y43"
    wrong = good[:place] + ("8" if good[place] != "8" else "7") + good[place + 1 :]
    assert check_code(wrong) is not None


@pytest.mark.parametrize(
    ("typed", "code", "why"),
    [
        ("9135 0100 m000100y43", "91350100M000100Y43", None),
        ("９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43", None),
        ("9135O1OOMOOO1OOY43", "91350100M000100Y43", None),
        ("310115002345678", "310115002345678", "customers.code_length"),
        ("9135010VM000100Y43", "9135010VM000100Y43", "customers.code_signs"),
        ("91350100M000100Y44", "91350100M000100Y44", "customers.code_check"),
    ],
)
def test_a_code_is_read_as_typed_and_says_what_is_wrong(typed: str, code: str, why: str | None) -> None:
    assert normalise_code(typed) == code
    wrong = check_code(code)
    assert (wrong.code if wrong else None) == why


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("上海晨光运输有限公司", "晨光"), ("晨光物流", "晨光"), ("恒泰(深圳)商贸有限公司", "恒泰"), ("上海物流有限公司", "物流"),
        ("广东省深圳市南山区恒泰商贸有限公司", "恒泰"), ("张家港市鑫源机械厂", "鑫源"), ("阳光", "阳光"), ("北京市", "北京市"),
    ],
)  # fmt: skip
def test_what_people_call_a_firm(name: str, core: str) -> None:
    assert core_of(name) == core


# ---- the file
@pytest.mark.usefixtures("inside")
class TestFiling:
    def test_the_same_code_is_the_same_firm(self) -> None:
        firm = make_company(code="91350100M000100Y43")
        assert make_company(name="晨光", code="9135 0100 M000 100Y 43", phone=None).id == firm.id

    def test_a_wrong_code_is_refused_under_its_field(self) -> None:
        with pytest.raises(Refused) as refused:
            make_company(code="91350100M000100Y44")
        assert refused.value.field == "credit_code"
        assert "3" in refused.value.message

    def test_two_firms_of_one_code_cannot_exist(self) -> None:
        make_company(code="91350100M000100Y43")
        other = make_company(name="恒泰商贸", phone=None)
        other.credit_code = "91350100M000100Y43"
        with pytest.raises(Exception, match=r"(?i)unique"):
            db.session.flush()

    def test_a_number_of_a_person_stays_theirs_and_makes_them_the_contact(self) -> None:
        carl = make_customer(phone="13812341234")
        firm = make_company(phone="13812341234")
        assert firm.id != carl.id
        assert firm.phone is None
        [contact] = contacts.contacts_of([firm.id])[firm.id]
        assert (contact.person_id, contact.phone) == (carl.id, "13812341234")

    def test_a_number_of_another_firm_must_be_said_to_be_shared(self) -> None:
        make_company(name="上海晨光运输有限公司", phone="02112345678")
        with pytest.raises(Refused) as refused:
            make_company(name="恒泰商贸有限公司", phone="02112345678")
        assert refused.value.field == "phone"
        assert make_company(name="恒泰商贸有限公司", phone="02112345678", shared_phone=True).id
        assert make_company(name="晨光物流", phone="02112345678").name == "上海晨光运输有限公司"

    def test_who_files_a_firm_as_key_account_manager_keeps_it(self) -> None:
        assert make_company(by="key_account").owner_id == stamp_of("key_account").by.id
        assert make_company(name="恒泰商贸", phone=None).owner_id is None

    def test_only_a_key_account_manager_can_be_chosen(self) -> None:
        with pytest.raises(Refused) as refused:
            make_company(owner_id=stamp_of("advisor").by.id)
        assert refused.value.field == "owner_id"

    def test_correcting_keeps_the_number_and_takes_away_what_is_emptied(self) -> None:
        firm = make_company(code="91350100M000100Y43", owner_id=stamp_of("key_account").by.id)
        actions.edit_company(firm, name="上海晨光物流有限公司", short_name="晨光", version=firm.version, stamp=stamp_of("clerk"))
        assert (firm.credit_code, firm.owner_id, firm.phone) == (None, None, "02112345678")


# ---- being found
@pytest.mark.usefixtures("inside")
class TestFinding:
    @pytest.mark.parametrize(
        "typed",
        ["晨光", "上海晨光", "运输", "chenguang", "cg", "cgys", "shcg", "91350100M000100Y43", "9135 0100 m000100y43", "M000100Y43",
         "5678", "021-12345678", "12345678", "晨曦速递", "cxsd", "13900001111", "1111", "李师傅", "粤B12345"],
    )  # fmt: skip
    def test_by_any_part_of_what_is_known(self, typed: str) -> None:
        from tests.makers import make_vehicle

        firm = make_company(code="91350100M000100Y43", short_name="晨曦速递")
        actions.add_contact(firm, role="driver", name="李师傅", phone="13900001111", stamp=stamp_of("clerk"))
        make_vehicle(firm, plate="粤B12345")
        make_company(name="恒泰商贸有限公司", phone=None)
        assert [row.id for row in queries.search(stamp_of("reception").by, typed)] == [firm.id]

    def test_every_firm_has_a_legal_form_and_is_not_found_by_it(self) -> None:
        make_company()
        assert queries.search(stamp_of("reception").by, "有限公司") == []

    def test_the_new_number_of_a_contact_finds_the_firm_and_the_old_does_not(self) -> None:
        firm, carl = make_company(), make_customer(phone="13812341234")
        actions.add_contact(firm, role="driver", phone="13812341234", stamp=stamp_of("clerk"))
        rita = stamp_of("reception").by
        assert {row.id for row in queries.search(rita, "1234")} == {firm.id, carl.id}
        actions.edit_customer(carl, name="Carl", sex="m", kind="person", phone="13700009999")
        assert queries.search(rita, "1234") == []
        assert {row.id for row in queries.search(rita, "9999")} == {firm.id, carl.id}


# ---- who stands for it
@pytest.mark.usefixtures("inside")
class TestContacts:
    def test_somebody_stands_for_several_firms_and_in_several_roles(self) -> None:
        carl, clerk = make_customer(), stamp_of("clerk")
        one, two = make_company(), make_company(name="恒泰商贸", phone=None)
        for firm, role in ((one, "driver"), (one, "fleet"), (two, "decides")):
            actions.add_contact(firm, role=role, phone="13812341234", stamp=clerk)
        assert db.session.scalar(select(func.count()).where(CompanyContact.person_id == carl.id)) == 3
        _entries, seen = queries.story(carl.id)
        assert sorted((name, role) for _id, name, role in seen.firms) == [
            ("上海晨光运输有限公司", "driver"), ("上海晨光运输有限公司", "fleet"), ("恒泰商贸", "decides"),
        ]  # fmt: skip

    def test_pressing_twice_is_one_contact(self) -> None:
        firm, clerk = make_company(), stamp_of("clerk")
        make_customer()
        for said in ({"phone": "13812341234"}, {"name": "李师傅", "phone": "13900001111"}):
            first = actions.add_contact(firm, role="driver", stamp=clerk, **said)
            assert actions.add_contact(firm, role="driver", stamp=clerk, **said).id == first.id

    def test_who_ended_keeps_the_days_and_no_longer_finds_the_firm(self) -> None:
        firm, clerk = make_company(), stamp_of("clerk")
        row = actions.add_contact(firm, role="driver", name="李师傅", phone="13900001111", stamp=clerk)
        actions.end_contact(row, firm, stamp=clerk)
        actions.end_contact(row, firm, stamp=stamp_of("manager"))
        assert (row.to_on, row.ended_by_id) == (clerk.today, clerk.by.id)
        assert queries.search(clerk.by, "1111") == []
        assert contacts.contacts_of([firm.id])[firm.id] == []
        _entries, seen = queries.story(firm.id, "company")
        assert [(one.name, one.to_on) for one in seen.people] == [("李师傅", clerk.today)]

    def test_numbers_of_contacts_never_stand_in_the_clear(self) -> None:
        firm = make_company()
        actions.add_contact(firm, role="driver", name="李师傅", phone="13900001111", stamp=stamp_of("clerk"))
        assert "1390000" not in db.session.scalar(text("SELECT phone FROM company_contacts"))

    def test_the_page_reads_contacts_in_the_statement_it_has(self) -> None:
        firm, clerk = make_company(), stamp_of("clerk")
        make_customer(name="周先生")
        actions.add_contact(firm, role="driver", name="李师傅", phone="13900001111", stamp=clerk)
        actions.add_contact(firm, role="decides", phone="13812341234", stamp=clerk)
        with queries_at_most(1):
            _entries, seen = queries.story(firm.id, "company")
        assert seen.people == contacts.contacts_of([firm.id])[firm.id]
        assert [(one.name, one.sex, one.phone) for one in seen.people] == [
            ("周", "m", "13812341234"), ("李师傅", None, "13900001111")
        ]  # fmt: skip

    def test_who_came_is_the_tapped_contact_or_a_new_one_or_nobody(self) -> None:
        firm, rita = make_company(), stamp_of("reception")
        driver = actions.add_contact(firm, role="driver", name="李师傅", phone="13900001111", stamp=rita)
        assert actions.who_came(firm, contact_id=driver.id, stamp=rita).id == driver.id
        assert actions.who_came(firm, phone="13900001111", stamp=rita).id == driver.id
        assert actions.who_came(firm, stamp=rita) is None
        new = actions.who_came(firm, name="王女士", phone="13900002222", stamp=rita)
        assert (new.name, new.sex, new.role) == ("王", "f", "other")
        with pytest.raises(Refused):
            actions.who_came(make_company(name="恒泰", phone=None), contact_id=driver.id, stamp=rita)

    def test_a_person_has_no_contacts(self) -> None:
        with pytest.raises(Refused):
            actions.add_contact(make_customer(), role="driver", name="李", stamp=stamp_of("clerk"))


# ---- whose firms
@pytest.mark.usefixtures("inside")
class TestWhose:
    def test_a_key_account_manager_sees_own_firms_and_nobody_elses(self) -> None:
        kay = stamp_of("key_account").by
        mine, other, carl = make_company(owner_id=kay.id), make_company(name="恒泰", phone=None), make_customer()
        assert [row.id for row in queries.customers_for(kay)] == [mine.id]
        assert [row.id for row in queries.search(kay, "晨光")] == [mine.id]
        assert queries.search(kay, "恒泰") == []
        assert queries.customer_for(kay, other.id) is None
        assert queries.customer_for(kay, carl.id) is None

    def test_an_advisor_does_not_see_a_firm_by_its_owner_alone(self) -> None:
        sam = stamp_of("advisor").by
        make_company().owner_id = sam.id
        db.session.flush()
        assert queries.customers_for(sam) == []

    def test_the_list_can_show_firms_only(self) -> None:
        firm = make_company()
        make_customer()
        assert [row.id for row in queries.customers_for(stamp_of("manager").by, kind="company")] == [firm.id]


# ---- the screens
@pytest.fixture
def firm(client: FlaskClient) -> int:
    with client.application.app_context():
        made = make_company(code="91350100M000100Y43", owner_id=stamp_of("key_account").by.id)
        actions.add_contact(made, role="driver", name="李师傅", phone="13900001111", stamp=stamp_of("clerk"))
        db.session.commit()
        return int(made.id)


def peek(client: FlaskClient, statement: Any) -> Any:
    with client.application.app_context():
        return db.session.scalars(statement).all()


NEW = {"kind": "company", "name": "上海晨光运输有限公司", "credit_code": "91350100M000100Y43"}


def test_a_firm_is_filed_by_hand_with_who_came(client: FlaskClient) -> None:
    sign_in(client, "reception")
    assert "Credit code" in client.get("/customers/new?kind=company").text
    more = {"contact_phone": "139 0000 1111", "contact_name": "李先生", "contact_role": "driver"}
    answer = client.post("/customers", data={**NEW, **more})
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert "91350100M000100Y43" in page
    assert "139****1111" in page
    assert "13900001111" not in page
    assert "Drives" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "A company has a name"),
        ({"credit_code": "91350100M000100Y44"}, "The last sign of this code should be 3"),
        ({"credit_code": "123"}, "this has 3"),
        ({"credit_code": ""}, "Give the credit code or one number"),
        ({"phone": "123"}, "this has 3"),
        ({"contact_phone": "12345678901"}, "begin with 13 to 19"),
        ({"contact_role": "king"}, "does not exist"),
    ],
)
def test_what_is_wrong_is_said_under_its_field_and_the_rest_stays(client: FlaskClient, wrong: Any, said: str) -> None:
    answer = sign_in(client, "clerk").post("/customers", data={**NEW, "short_name": "晨光", **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="晨光"' in answer.text


def test_contacts_come_and_go_on_the_page(client: FlaskClient, firm: int) -> None:
    sign_in(client, "key_account")
    page = client.get(f"/customers/{firm}").text
    assert "李师傅" in page
    assert "139****1111" in page
    assert client.post(f"/customers/{firm}/contacts", data={"role": "finance"}, headers=HTMX).status_code == 422
    added = client.post(f"/customers/{firm}/contacts", data={"role": "finance", "name": "王女士"}, headers=HTMX)
    assert "Pays the bills" in added.text
    number = peek(client, select(CompanyContact.id).where(CompanyContact.name == "李师傅"))[0]
    gone = client.post(f"/customers/{firm}/contacts/{number}/end", headers=HTMX)
    assert "Earlier contacts" in gone.text


def test_the_number_of_a_contact_is_shown_after_a_reason_and_logged(client: FlaskClient, firm: int) -> None:  # F-84
    number = peek(client, select(CompanyContact.id))[0]
    where = f"/customers/{firm}/contacts/{number}/reveals"
    sign_in(client, "key_account")
    assert client.post(where, data={}).status_code == 422
    assert "13900001111" in client.post(where, data={"reason": "check"}, headers=HTMX).text
    assert peek(client, select(Reveal.what)) == ["contact"]
    assert sign_in(client, "reception").post(where, data={"reason": "check"}).status_code == 403
    assert sign_in(client, "advisor").post(where, data={"reason": "check"}).status_code == 404
    assert sign_in(client, "other_manager").post(where, data={"reason": "check"}).status_code == 404


def test_a_key_account_manager_files_firms_only_and_is_told_whose_it_is(client: FlaskClient, firm: int) -> None:
    with client.application.app_context():
        db.session.get_one(Customer, firm).owner_id = None
        db.session.commit()
    sign_in(client, "key_account")
    assert "Private person" not in client.get("/customers/new").text
    answer = client.post("/customers", data=NEW)
    assert answer.status_code == 422
    assert "somebody else looks after it" in answer.text
    assert client.post("/customers", data={**NEW, "name": "恒泰商贸", "credit_code": "9144030071526726XG"}).status_code == 303


def test_a_firm_is_corrected_with_its_own_form(client: FlaskClient, firm: int) -> None:
    sign_in(client, "clerk")
    assert "Key-account manager" in client.get(f"/customers/{firm}/file").text
    version = peek(client, select(Customer.version).where(Customer.id == firm))[0]
    form = {"name": "晨光物流", "kind": "company", "credit_code": "9144030071526726XG", "version": version}
    assert client.post(f"/customers/{firm}", data=form).status_code == 303
    assert client.post(f"/customers/{firm}", data={**form, "name": "晨光快递"}).status_code == 409
    assert peek(client, select(Customer.credit_code).where(Customer.id == firm)) == ["9144030071526726XG"]


def test_the_page_of_a_firm_costs_no_more_than_that_of_a_person(client: FlaskClient, firm: int) -> None:
    sign_in(client, "manager")
    client.get(f"/customers/{firm}")
    with queries_at_most(8):
        assert client.get(f"/customers/{firm}").status_code == 200


def test_the_filter_shows_companies(client: FlaskClient, firm: int) -> None:
    with client.application.app_context():
        make_customer(name="周明")
        db.session.commit()
    page = sign_in(client, "manager").get("/customers?kind=company").text
    assert "上海晨光" in page
    assert "周明" not in page
