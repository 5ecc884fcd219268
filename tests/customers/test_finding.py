"""How people are found again: surnames, rare signs, words of names, land lines, and rows of an older rule."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from crm.customers import actions, queries
from crm.customers.models import Customer, SearchTerm
from crm.customers.rules import (
    TERMS_VERSION,
    Known,
    Wanted,
    phones_in,
    pinyin_key,
    read_query,
    search_terms_for,
    why_no_phone,
    without_title,
)
from crm.shared.db import db, insert_missing
from crm.shared.reasons import SENTENCES
from crm.shared.web import ASKS
from tests.makers import make_customer
from tests.support import sign_in, stamp_of


def plainly(kind: str, value: str) -> str:
    return f"{kind}:{value}"


def terms(name: str, **more: Any) -> set[str]:
    return search_terms_for(Known(name=name, **more), plainly)


def finds(typed: str, name: str, **more: Any) -> bool:
    """Whether this line leads to this customer, as the database looks: exact for numbers, a prefix for names."""
    stored = terms(name, **more)
    return any(
        any(term.startswith(one.value) for term in stored)
        if one.kind == "name" else "=" + plainly(*one) in stored
        for one in read_query(typed)
    )  # fmt: skip


# ---- names
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张伟", "zw"), ("张伟", "zhangw"), ("张伟明", "zhangwm"), ("单雄", "shanx"), ("曾国", "zg"), ("仇英", "qiuying"), ("解缙", "xiej"),
        ("查良镛", "zly"), ("盖叫天", "gejt"), ("盖叫天", "gai"), ("区小明", "ouxm"), ("朴树", "piaos"), ("朴树", "pus"), ("乜某", "niem"),
        ("贠明", "yunm"), ("覃明", "tanm"), ("覃明", "qinm"), ("隗明", "weim"), ("隗明", "kuim"), ("谌龙", "chenl"), ("谌龙", "shenl"),
        ("牟平", "mup"), ("牟平", "moup"), ("尉迟恭", "yuchig"), ("万俟雪", "moqi"), ("单于波", "shanyub"), ("单于波", "chanyub"),
        ("欧阳娜", "oyn"), ("令狐冲", "lhc"), ("吕布", "lvb"), ("吕布", "lyub"), ("陈宇", "chenyu"), ("孙悦", "sunyue"), ("林雨", "linyu"), ("黑永", "hey"), ("折可", "shek"), ("逄亮", "pangl"),
    ],
)  # fmt: skip
def test_surnames_are_read_as_surnames_and_as_people_say_them(name: str, typed: str) -> None:
    assert finds(typed, name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("㛃", "㛃"), ("李㛃", "lij"), ("王𬭳", "𬭳"), ("王𬭳", "wangxi"), ("王𬱖", "𬱖"), ("王𬱖", "wangdi"), ("龚䶮", "䶮"), ("龚䶮", "gongyan"),
        ("陈𫖮", "chenyi"), ("𠮷田", "𠮷"), ("𠮷田", "𠮷tian"), ("张𰻝", "zhangbiang"), ("杨〇", "〇"), ("杨〇", "yangling"), ("李\U000323b0", "\U000323b0"),
        ("龚\ue863", "龚䶮"), ("龚䶮", "龚\ue863"), ("\uf9e1明", "李明"), ("葛\U000e0100明", "葛明"),
    ],
)  # fmt: skip
def test_rare_signs_are_found_by_themselves_and_by_their_sound(name: str, typed: str) -> None:
    assert finds(typed, name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("买买提·艾力", "艾力"), ("买买提·艾力", "买买提艾力"), ("买买提•艾力", "买买提·艾"), ("买买提·艾力", "aili"), ("买买提·艾力", "mmt"),
        ("买买提·艾力", "mmtal"), ("吐尔逊江・买买提明", "买买提明"), ("吐尔逊江·买买提明", "maimaitiming"), ("古丽 ‧ 阿依", "ayi"),
        ("Christopher Wang", "wang"), ("Christopher Wang", "CHRIS"), ("Mary-Ann Smith", "ann smith"), ("Mary Ann Smith", "mas"),
        ("José Müller", "jose"), ("José Müller", "muller"), ("O'Brien", "obrien"), ("Иван Петров", "петров"), ("Ｃａｒｌ", "carl"),
        ("张 伟", "张伟"), ("张伟", "张 伟"), ("张", "张女士"), ("王", "王总"), ("王", "老王"), ("李明", "小李"),
    ],
)  # fmt: skip
def test_words_of_other_names_are_found_in_any_writing(name: str, typed: str) -> None:
    assert finds(typed, name)


def test_a_given_name_that_looks_like_a_title_is_left_alone() -> None:
    assert [without_title(name) for name in ("王小总", "老舍", "小明", "陈工", "李师傅")] == ["王小总", "舍", "明", "陈", "李"]
    assert without_title("小明明") == "小明明"


@given(st.text(alphabet="张王李曾单欧阳伟明娜·艾力aeé 𬭳䶮〇'-", min_size=1, max_size=8))
def test_everybody_is_found_by_the_name_as_it_was_written(name: str) -> None:
    wanted = read_query(name)
    if wanted and without_title(name) == name.strip():
        assert finds(name, name)
    key = pinyin_key(name).replace(" ", "")
    if len(key) > 1 and key.isascii() and key.isalpha() and read_query(key):
        assert finds(key, name)


def test_one_letter_makes_no_row() -> None:
    assert not {term for term in terms("陈") | terms("Carl Chen") if len(term) == 1 and term.isascii()}


# ---- phones
@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("013812341234", ["13812341234"]), ("138−1234−1234", ["13812341234"]), ("138.1234.1234", ["13812341234"]),
        ("1٣812341234", ["13812341234"]), ("tel:+8613812341234", ["13812341234"]),
        ("02112345678 13812341234", ["02112345678", "13812341234"]), ("1381234123413911112222", ["13812341234", "13911112222"]),
        ("13812341234 李四13911112222", ["13812341234", "13911112222"]), ("138 1234 1234 139 1111 2222", ["13812341234", "13911112222"]),
        ("13812341234(妻子13911112222)", ["13812341234", "13911112222"]), ("13812341234＆13911112222", ["13812341234", "13911112222"]),
        ("021-12345678转801", ["02112345678"]), ("021-12345678-801", ["02112345678"]), ("021-12345678 ext. 801", ["02112345678"]),
        ("021-12345678#801", ["02112345678"]), ("０２１－１２３４５６７８", ["02112345678"]), ("+86 (0)21 1234 5678", ["02112345678"]),
        ("0512-6666 8888，13812341234", ["051266668888", "13812341234"]), ("91350100M000100Y43", []), ("913501000001000043", []),
    ],
)  # fmt: skip
def test_every_number_of_a_cell_is_read(typed: str, numbers: list[str]) -> None:  # F-50
    assert phones_in(typed) == numbers


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("138123412", "11 digits; this has 9"), ("1381234123412", "this has 13"), ("12812341234", "this begins with 12"),
        ("62345678", "This has 8 digits. A land line needs its area code"), ("0211234567", "10 to 12 digits"), ("没有", "this has 0"),
        ("１３８１２", "this has 5"), ("+86 138 1234", "this has 7"),
    ],
)  # fmt: skip
def test_a_wrong_number_says_how_many_digits_there_are_and_are_needed(typed: str, said: str) -> None:
    wrong = why_no_phone(typed)
    assert said in SENTENCES[wrong.code].format_map(wrong.facts)
    assert phones_in(typed) == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("12345678", [Wanted("local", "12345678"), Wanted("plate_tail", "12345678")]),
        ("13812341234/13911112222", [Wanted("phone", "13812341234"), Wanted("phone", "13911112222")]),
        ("b1234学", [Wanted("plate_tail", "B1234学")]),
        ("1234挂", [Wanted("plate_tail", "1234挂")]),
        ("91350100M000100Y43", [Wanted("name", "91350100m000100y43")]),
    ],
)
def test_more_search_lines_are_read(typed: str, wanted: list[Wanted]) -> None:
    assert read_query(typed) == wanted


# ---- in the database
def found(typed: str) -> list[int]:
    return [row.id for row in queries.search(stamp_of("reception").by, typed)]


@pytest.mark.usefixtures("inside")
class TestStored:
    def test_both_numbers_of_one_box_are_kept_and_found(self) -> None:
        carl = make_customer(phone="13812341234", phone2="02112345678")
        for typed in ("1234", "5678", "021-12345678", "12345678", "13812341234 / 021-12345678"):
            assert found(typed) == [carl.id]

    def test_somebody_who_gives_the_second_number_is_known(self) -> None:
        carl = make_customer(phone="13812341234", phone2="13900005678")
        assert make_customer(name="", phone="13900005678").id == carl.id

    def test_rare_signs_survive_both_databases(self) -> None:
        rare = make_customer(name="王𬭳𬱖", phone="13800000001")
        db.session.expire_all()
        assert rare.name == "王𬭳𬱖"
        assert found("𬭳") == found("wxd") == [rare.id]

    def test_terms_of_an_older_rule_are_rewritten_in_batches_and_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("crm.customers.actions.terms.AT_ONCE", 2)
        people = [make_customer(name="Christopher Wang", phone=f"1380000000{n}").id for n in range(5)]
        db.session.execute(SearchTerm.__table__.delete())
        insert_missing(SearchTerm, [{"store_id": 1, "term": "zzz", "customer_id": people[0]}])
        db.session.execute(update(Customer).where(Customer.id != people[4]).values(terms_version=None))
        batches: list[int] = []
        stamp = stamp_of("admin")
        assert actions.renew_terms(stamp, lambda: batches.append(1)) == 4
        assert len(batches) == 2
        assert found("wang") == sorted(people[:4], reverse=True)
        assert found("zzz") == []
        versions = set(db.session.scalars(select(Customer.terms_version)))
        assert versions == {TERMS_VERSION}
        before = db.session.scalar(select(func.count()).select_from(SearchTerm))
        assert actions.renew_terms(stamp, lambda: batches.append(1)) == 0
        assert (len(batches), db.session.scalar(select(func.count()).select_from(SearchTerm))) == (2, before)

    def test_rewriting_leaves_the_version_that_people_edit_alone(self) -> None:
        carl = make_customer()
        db.session.execute(update(Customer).values(terms_version=1))
        before = carl.version
        actions.renew_terms(stamp_of("admin"), partial(int, 0))
        db.session.refresh(carl)
        assert carl.version == before



# ---- looking while others write
@pytest.mark.parametrize("path", sorted(ASKS))
def test_a_look_up_writes_nothing_and_waits_for_nobody(client: FlaskClient, path: str) -> None:
    with client.application.app_context():
        make_customer()
        db.session.commit()
    sign_in(client, "reception").get("/me")
    with client.application.app_context():
        make_customer(phone="13900005678")  # another tablet is in the middle of its writing
        asked = {"q": "1234", "phone": "13812341234", "idempotency_key": "x"}
        with ThreadPoolExecutor(1) as thread:
            answer = thread.submit(client.post, path, data=asked).result(8)  # SQLite's patience is 10 s
        db.session.rollback()
    assert answer.status_code == 200
    assert "138****1234" in answer.text
