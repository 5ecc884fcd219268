"""The stated score: who is one person, who is suspected, and who must never be taken for another."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.duplicates.rules import LIKELY, SURE, Likeness, Record, blocking_keys, compare, match, measure, resembles
from crm.duplicates.rules.chinese import take_apart
from crm.duplicates.rules.clusters import join
from crm.duplicates.rules.digits import birth_of, one_slip, phones_of
from crm.duplicates.rules.strings import slips, words_of

PHONE = "13800001111"


def filed(name: str, *phones: str, **more: object) -> Record:
    return Record(name=name, phones=phones, **more)  # type: ignore[arg-type]


SURELY = [
    (filed("张伟", PHONE), filed("张伟", "+86 138 0000 1111")),
    (filed("张伟", PHONE), filed("張偉", "１３８００００１１１１")),
    (filed("欧阳娜娜", PHONE), filed("欧阳娜娜", "13900002222/138 0000 1111")),
    (filed("Robert Smith", birth="1957-02-10", address="12 Hill St"), filed("Bob Smith", birth="10/02/1957", address="12 hill street")),
    (filed("海风贸易有限公司", kind="company", code="91440300MA5EQXXX0X"), filed("海风贸易", kind="company", code="91440300MA5EQXXX0X")),
]  # fmt: skip
SUSPECTED = [
    (filed("周明建", PHONE), filed("周明健", "86-138-0000-1111")),  # the input method's other sign
    (filed("王先生", PHONE), filed("王建国", PHONE)),
    (filed("章女士", PHONE), filed("张女士", PHONE)),
    (filed("王建国", PHONE), filed("王建国", "13800001112")),  # one digit off
    (filed("王建国", PHONE), filed("王建国", "13800010111")),  # two exchanged
    (filed("马先生", PHONE, plates=("粤B·12345",)), filed("马建", "13800001112", plates=("粤B12345",))),
    (filed("", PHONE), filed("王建国", PHONE)),
    (filed("Robert Smith", birth="19570210"), filed("Smith Robert", birth="19571002")),
]
DIFFERENT = [
    (filed("张伟", PHONE), filed("李娜", PHONE)),  # a couple
    (filed("张建国", PHONE, birth="19600101"), filed("张晓东", PHONE, birth="19900101")),  # father and son
    (filed("张建国", PHONE), filed("张丽", PHONE, address="北区3期12栋")),
    (filed("王先生", PHONE), filed("王女士", PHONE)),
    (filed("王伟", "13900001111"), filed("王伟", "13711112222")),  # there are thousands of them
    (filed("王伟", "13900001111", birth="19800101"), filed("王伟", "13711112222", birth="19930506")),
    (filed("海风贸易有限公司", PHONE, kind="company"), filed("李海", PHONE)),
]


def points_add_up(found: Likeness) -> bool:
    return found.points == max(0, min(100, sum(reason.facts["points"] for reason in found.reasons)))


@pytest.mark.parametrize(("one", "other"), SURELY)
def test_surely_one_person(one: Record, other: Record) -> None:
    found = compare(one, other)
    assert found.points >= SURE.default, found
    assert found.verdict == "sure"


@pytest.mark.parametrize(("one", "other"), SUSPECTED)
def test_suspected_and_left_to_a_person(one: Record, other: Record) -> None:
    found = compare(one, other)
    assert LIKELY.default <= found.points < SURE.default, found


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_family_and_namesakes_are_not_one_person(one: Record, other: Record) -> None:
    assert compare(one, other).points < LIKELY.default, compare(one, other)


@pytest.mark.parametrize(("one", "other"), SURELY + SUSPECTED + DIFFERENT)
def test_points_are_the_sum_of_the_sentences_and_either_way_round(one: Record, other: Record) -> None:
    found = compare(one, other)
    assert points_add_up(found)
    assert found == compare(other, one)


def test_a_rare_name_is_worth_more_than_a_common_one() -> None:
    rare = compare(filed("令狐冲", PHONE), filed("令狐冲", "13800001112"))
    common = compare(filed("王伟", PHONE), filed("王伟", "13800001112"))
    assert rare.points > common.points


def test_a_sentence_holds_no_name_and_no_number() -> None:
    """Reasons are stored in the clear (A-04): nothing but points and codes may be in them."""
    found = compare(filed("欧阳锋", PHONE, plates=("粤B12345",)), filed("欧阳锋", PHONE, plates=("粤B12345",)))
    for reason in found.reasons:
        assert set(reason.facts) == {"points"}
        assert re.fullmatch(r"duplicates\.[a-z_]+", reason.code)


def test_those_who_are_alike_share_a_key() -> None:
    for one, other in SURELY + SUSPECTED:
        assert blocking_keys(one) & blocking_keys(other), (one, other)


texts = st.text(max_size=12)


@given(texts, texts, texts, texts, texts, texts)
def test_whatever_stands_in_a_file_is_compared(a: str, b: str, c: str, d: str, e: str, f: str) -> None:
    found = compare(Record(a, (b,), (c,), (d,), e, f), Record(d, (c,), (b,), (a,), f, e))
    assert 0 <= found.points <= 100
    assert points_add_up(found)


@pytest.mark.parametrize(
    ("written", "surname", "given", "sex"),
    [
        ("周先生", "周", "", "m"), ("小周", "周", "", ""), ("王总", "王", "", ""), ("董女士", "董", "", "f"),
        ("欧阳女士", "欧阳", "", "f"), ("李师傅", "李", "", "m"), ("陳建國", "陈", "建国", ""), ("张建国先生", "张", "建国", "m"),
        ("李文工", "李", "文工", ""),
    ],
)  # fmt: skip
def test_titles_and_nicknames_leave_the_surname(written: str, surname: str, given: str, sex: str) -> None:
    assert take_apart(written) == (surname, given, sex)


def test_one_day_in_many_ways() -> None:
    ways = "19570210", "1957-2-10", "10/02/1957", "1957年2月10日", "1957-02-10 00:00:00", "1957.02.10"
    assert {birth_of(way) for way in ways} == {birth_of("19570210")}


def test_phones_of_any_shape() -> None:
    assert phones_of("310/246-1501") == phones_of("310-246-1501")
    assert phones_of("１３８ 0000 1111") == (PHONE,)
    assert phones_of("none") == ()


def test_slips() -> None:
    assert slips("smith", "smtih") == 1
    assert slips("smith", "smyth") == 1
    assert slips("abc", "xyz") == 3
    assert one_slip("13800001111", "13800010111")
    assert not one_slip("13800001111", "13800002211")
    assert words_of("Müller-Lüdenscheid, O'Neill") == ("muller", "ludenscheid", "oneill")


def test_a_similar_name_is_warned_of_while_typing() -> None:
    assert resembles("张建国", "章建国").code == "duplicates.name_near"  # type: ignore[union-attr]
    assert resembles("王先生", "王建国").code == "duplicates.name_short"  # type: ignore[union-attr]
    assert resembles("王建国", "李建军") is None


def test_father_and_son_are_not_joined_by_a_record_that_names_neither() -> None:
    points = {(0, 1): 62, (0, 2): 61, (1, 2): 20}
    groups = join([(*pair, n) for pair, n in points.items() if n >= 60], lambda a, b: points[min(a, b), max(a, b)], 60)
    assert sorted(map(sorted, groups)) == [[0, 1], [2]]


def test_measure_counts_pairs() -> None:
    found = measure({(0, 1), (2, 3)}, ["a", "a", "a", "b", ""])
    assert (found.precision, round(found.recall, 3)) == (0.5, 0.333)


def test_a_hotels_telephone_makes_nobody_one_person() -> None:
    names = "王建国 李秀兰 张志强 刘思雨 陈子墨 杨一诺 赵浩然 黄雅静 周瑞雪 吴天佑 徐海燕 孙春梅".split()
    records = [filed(name, "075512345678", birth=f"19{60 + n}0{n % 9 + 1}11") for n, name in enumerate(names)]
    again = replace(records[0], phones=("0755-1234 5678",))
    found = match([*records, again])
    assert found.likely == {(0, len(names))}


def test_nobody_and_one() -> None:
    for records in ([], [filed("王建国", PHONE)], [Record(), Record()]):
        assert match(records).likely == set()
