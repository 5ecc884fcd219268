"""Phones, plates, VINs and names: how they are read, hidden and found again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm.customers import rules
from crm.customers.rules import Known, Wanted, read_query, search_terms_for
from crm.customers.rules.identifiers import PlateKind, check_digit
from crm.customers.rules.phones import is_mobile


def plainly(kind: str, value: str) -> str:
    """A blind index that can be read, for tests of rules only."""
    return f"{kind}:{value}"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13812341234", "13812341234"),
        ("+86 138 1234 1234", "13812341234"),
        ("0086-138-1234-1234", "13812341234"),
        ("8613812341234", "13812341234"),
        ("１３８　１２３４　１２３４", "13812341234"),
        ("手机：13812341234（王先生）", "13812341234"),
        ("13812341234.0", "13812341234"),
        ("1.3812341234E+10", "13812341234"),
        ("\u202d13812341234\u202c", "13812341234"),
        ("0755-1234 5678", "075512345678"),
        ("+86 755 12345678", "075512345678"),
        ("(010)12345678-801", "01012345678"),
        ("400 800 1234", "4008001234"),
        ("+852 9123 4567", "+85291234567"),
        ("138123412", None),
        ("12812341234", None),
        ("没有", None),
        ("", None),
        (None, None),
    ],
)
def test_phone_is_read_as_people_write_it(typed: str | None, number: str | None) -> None:  # F-50
    assert rules.normalise_phone(typed) == number


@pytest.mark.parametrize("between", ["/", "，", "、", ";", " ", "\n", " 或 "])
def test_two_numbers_in_one_cell_are_both_kept(between: str) -> None:
    assert rules.phones_in(f"13812341234{between}13911112222") == ["13812341234", "13911112222"]


def test_the_same_number_twice_is_one() -> None:
    assert rules.phones_in("13812341234/138-1234-1234") == ["13812341234"]


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mobile_survives_normalising_and_its_middle_is_hidden(number: str) -> None:
    assert rules.normalise_phone(number) == number
    assert is_mobile(number)
    assert rules.mask_phone(number) == f"{number[:3]}****{number[7:]}"


@given(st.text(max_size=40))
@example("𠮷")
@example("1\u2028")
def test_nothing_that_is_typed_breaks_a_rule(text: str) -> None:
    for phone in rules.phones_in(text):
        assert rules.normalise_phone(phone) == phone
        assert phone not in rules.mask_phone(phone)
    plate, vin = rules.normalise_plate(text), rules.normalise_vin(text)
    rules.mask_plate(plate)
    rules.mask_vin(vin)
    if plate:
        rules.plate_kind(plate)
        assert rules.normalise_plate(plate) == plate
    if vin:
        rules.check_vin(vin)
    rules.pinyin_key(text)
    for wanted in read_query(text):
        assert wanted.value
    assert "" not in search_terms_for(Known(name=text), plainly)


@pytest.mark.parametrize(
    ("typed", "plate", "kind", "masked"),
    [
        ("粤B·12345", "粤B12345", PlateKind.BLUE, "粤B·1**45"),
        ("粤b 8A7H3", "粤B8A7H3", PlateKind.BLUE, "粤B·8**H3"),
        ("粤BO2I45", "粤B02145", PlateKind.BLUE, "粤B·0**45"),
        ("粤BF21919", "粤BF21919", PlateKind.GREEN, "粤B·F2**19"),
        ("粤B12345D", "粤B12345D", PlateKind.GREEN, "粤B·12**5D"),
        ("粤B1234学", "粤B1234学", PlateKind.SPECIAL, "粤B·1**4学"),
        ("粤Z1234港", "粤Z1234港", PlateKind.SPECIAL, "粤Z·1**4港"),
        ("使014578", "使014578", PlateKind.SPECIAL, "使****78"),
        ("粤B12345临", "粤B12345临", PlateKind.TEMPORARY, "粤B·12**5临"),
        ("ABC-9999", "ABC9999", PlateKind.ODD, "A****99"),
    ],
)
def test_plates_are_read_and_hidden(typed: str, plate: str, kind: PlateKind, masked: str) -> None:  # F-52
    assert rules.normalise_plate(typed) == plate
    assert rules.plate_kind(plate) is kind
    assert rules.mask_plate(plate) == masked


@pytest.mark.parametrize("typed", ["", "-", "无", "未上牌", "暂无", "待上牌", "新车", None])
def test_a_car_may_have_no_plate_for_weeks(typed: str | None) -> None:
    assert rules.normalise_plate(typed) is None


def test_vin_reads_o_i_q_as_digits_and_hides_its_middle() -> None:  # F-51
    assert rules.normalise_vin("lsvaa49j-l32o4737i") == "LSVAA49JL32047371"
    assert rules.mask_vin("LSVAA49J132047371") == "L**********7371"


def test_a_good_vin_has_no_warning() -> None:
    assert rules.check_vin("1M8GDM9AXKP042788") is None
    assert check_digit("11111111111111111") == "1"


def test_a_wrong_check_digit_is_a_strong_warning_for_a_domestic_car_only() -> None:
    domestic, foreign = rules.check_vin("LSVAA49J932047371"), rules.check_vin("WBAAA49J932047371")
    assert domestic is not None
    assert domestic.strong
    assert domestic.reason.code == "customers.vin_domestic"
    assert foreign is not None
    assert not foreign.strong
    short = rules.check_vin("LSV")
    assert short is not None
    assert short.reason.facts == {"signs": 3}


@given(st.text("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", min_size=17, max_size=17), st.integers(0, 16), st.data())
def test_the_check_digit_notices_one_wrong_sign(vin: str, at: int, data: st.DataObject) -> None:
    good = vin[:8] + check_digit(vin) + vin[9:]
    digit = data.draw(st.sampled_from("0123456789"))
    if at != 8 and good[at].isdigit() and digit != good[at]:
        assert rules.check_vin(good[:at] + digit + good[at + 1 :]) is not None
    assert rules.check_vin(good) is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单雄", "shan xiong"), ("曾国", "zeng guo"), ("解缙", "xie jin"), ("查良镛", "zha liang yong"), ("仇英", "qiu ying"),
        ("欧阳锋", "ou yang feng"), ("尉迟恭", "yu chi gong"), ("万俟雪", "mo qi xue"), ("区小明", "ou xiao ming"), ("吕布", "lv bu"),
        ("买买提·艾力", "mai mai ti ai li"), ("Carl Chen", "carlchen"), ("周", "zhou"), ("", ""),
    ],
)  # fmt: skip
def test_names_sort_by_how_they_are_said(name: str, key: str) -> None:
    assert rules.pinyin_key(name) == key


def test_a_rare_character_stands_for_itself() -> None:
    assert rules.pinyin_key("𠮷田") == "𠮷 tian"
    assert "𠮷田" in search_terms_for(Known(name="𠮷田"), plainly)


def test_a_customer_is_found_by_name_pinyin_and_initials() -> None:
    terms = search_terms_for(Known(name="曾小明"), plainly)
    assert {"曾小明", "小明", "明", "zengxiaoming", "zxm", "xiaoming", "ming"} <= terms
    assert {"cengxiaoming", "cxm"} <= terms  # the common reading is typed too


def test_numbers_are_in_the_search_table_only_as_blind_indexes() -> None:
    known = Known("曾小明", ("13812341234",), ("粤B12345",), ("LSVAA49J132047371",))
    blinded = {term for term in search_terms_for(known, plainly) if term.startswith("=")}
    assert blinded == {
        "=phone:13812341234", "=last4:1234", "=plate:粤B12345", "=plate_tail:B12345", "=plate_tail:12345",
        "=vin:LSVAA49J132047371", "=vin6:047371",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("1234", [Wanted("last4", "1234")]),
        ("138 1234 1234", [Wanted("phone", "13812341234")]),
        ("0755-12345678", [Wanted("phone", "075512345678")]),
        ("粤B·O2345", [Wanted("plate", "粤B02345")]),
        ("b12345", [Wanted("plate_tail", "B12345"), Wanted("vin6", "B12345")]),
        ("047371", [Wanted("plate_tail", "047371"), Wanted("vin6", "047371")]),
        ("8a7h3", [Wanted("plate_tail", "8A7H3")]),
        ("BF21919", [Wanted("plate_tail", "BF21919")]),
        ("lsvaa49j132047371", [Wanted("vin", "LSVAA49J132047371")]),
        ("曾", [Wanted("name", "曾")]),
        ("Lü Bu", [Wanted("name", "lvbu")]),
        ("lyubu", [Wanted("name", "lvbu")]),
        ("z", []),  # one letter would find a tenth of the store
        ("   ", []),
        ("😀", []),
    ],
)
def test_a_search_line_is_read(typed: str, wanted: list[Wanted]) -> None:
    assert read_query(typed) == wanted


@pytest.mark.parametrize(
    ("typed", "name", "sex"),
    [
        ("周先生", "周", "m"),
        ("欧阳女士", "欧阳", "f"),
        ("Mr Smith", "Smith", "m"),
        ("周明", "周明", None),
        ("先生", "先生", None),
    ],
)
def test_a_title_says_the_sex_and_is_no_name(typed: str, name: str, sex: str | None) -> None:
    assert rules.split_title(typed) == (name, sex)


def test_a_surname_alone_is_known_as_one() -> None:
    assert rules.only_surname("周")
    assert rules.only_surname("欧阳")
    assert not rules.only_surname("周明")
    assert not rules.only_surname("")


def test_an_archived_customer_comes_back_for_thirty_days() -> None:
    gone = datetime(2026, 3, 1, tzinfo=UTC)
    assert rules.may_come_back(gone, gone + timedelta(days=30), 30)
    assert not rules.may_come_back(gone, gone + timedelta(days=30, seconds=1), 30)
