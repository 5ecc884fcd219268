"""Words are taken in, mapped and written everywhere, and every step can be taken back (R-605)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import func, select

from crm.dictionaries import actions
from crm.dictionaries.actions import writing
from crm.dictionaries.models import DictionaryEdit, DictionarySeen, DictionarySpelling, DictionaryWord
from crm.dictionaries.queries import Word, lexicon, listing, resolve
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.queue import Outbox
from crm.shared.stamp import Stamp
from crm.vehicles.models import MaintenancePlan, Vehicle
from tests.dictionaries.people import make_cars
from tests.support import stamp_of


@pytest.fixture
def clerk(inside) -> Stamp:  # type: ignore[no-untyped-def]
    g.language = "en"
    return stamp_of("clerk")


def models() -> list[str]:
    return list(db.session.scalars(select(Vehicle.model).order_by(Vehicle.id)))


def test_every_store_begins_with_colours_insurers_and_sources(clerk: Stamp) -> None:
    words = lexicon(1)
    assert (words.canonical("insurer", "ＰＩＣＣ"), words.canonical("colour", "白")) == ("人保财险", "白色")
    assert (words.code_of("source", "汽车之家"), words.code_of("source", "老带新")) == ("dcc", "referral")
    assert words.canonical("model", "朗逸") is None
    assert words.kept("model", "  朗逸  1.5L ") == "朗逸 1.5L"
    assert "平安产险" in words.names("insurer") and words.names("model") == []
    before = db.session.scalar(select(func.count()).select_from(DictionaryWord))
    actions.lay_out(1, clerk)
    assert db.session.scalar(select(func.count()).select_from(DictionaryWord)) == before


def test_a_word_with_other_spellings_is_found_by_each_of_them(clerk: Stamp) -> None:
    actions.add_word(
        kind=Word.MODEL, name="朗逸 1.5L", also="LAVIDA 1.5L、上汽大众朗逸1.5升", series="朗逸", stamp=clerk
    )
    assert resolve(1, "model", "lavida-1.5l") == resolve(1, "model", "上汽大众 朗逸 1.5升") == "朗逸 1.5L"
    assert (resolve(2, "model", "朗逸 1.5L"), resolve(1, "series", "朗逸")) == (None, "朗逸")
    assert lexicon(1).series_of("Lavida 1.5L") == "朗逸"
    with pytest.raises(Refused, match="already"):
        actions.add_word(kind=Word.MODEL, name="朗逸1.5", also="LAVIDA 1.5L", stamp=clerk)
    with pytest.raises(Refused, match="Enter the word"):
        actions.add_word(kind=Word.MODEL, name=" — ", stamp=clerk)


def test_an_unknown_spelling_is_mapped_in_every_row_and_taken_back(clerk: Stamp) -> None:
    make_cars("朗逸1.5", "朗逸 1.5", "朗逸 1.5L", "途观")
    actions.add_word(kind=Word.MODEL, name="朗逸 1.5L", series="朗逸", stamp=clerk)
    actions.count_words(clerk)
    assert [(row.key, row.rows, row.ways) for row in listing.unknown(1, "model")] == [("朗逸1.5", 2, 2), ("途观", 1, 1)]
    assert listing.unknown_counts(1)["model"] == (2, 3)
    edit = actions.map_spelling(kind=Word.MODEL, key="朗逸1.5", name="朗逸 1.5L", stamp=clerk)
    db.session.flush()
    assert models() == ["朗逸 1.5L", "朗逸 1.5L", "朗逸 1.5L", "途观"]
    assert db.session.scalar(select(Vehicle.series).order_by(Vehicle.id)) == "朗逸"
    assert (edit.rows, edit.state, resolve(1, "model", "朗逸-1.5")) == (2, "done", "朗逸 1.5L")
    assert [row.key for row in listing.unknown(1, "model")] == ["途观"]
    actions.undo_edit(edit, clerk)
    db.session.flush()
    assert models() == ["朗逸1.5", "朗逸 1.5", "朗逸 1.5L", "途观"]
    assert db.session.scalar(select(Vehicle.series).order_by(Vehicle.id)) == ""
    assert (edit.state, resolve(1, "model", "朗逸-1.5")) == ("undone", None)
    assert [row.rows for row in listing.unknown(1, "model")] == [2, 1]
    with pytest.raises(Refused, match="undone already"):
        actions.undo_edit(edit, clerk)


def test_what_people_have_changed_since_stays_when_it_is_undone(clerk: Stamp) -> None:
    first, _second = make_cars("途观L", "途观 L")
    actions.add_word(kind=Word.MODEL, name="途观", stamp=clerk)
    actions.count_words(clerk)
    edit = actions.map_spelling(kind=Word.MODEL, key="途观l", name="途观", stamp=clerk)
    first.model = "途岳"
    db.session.flush()
    actions.undo_edit(edit, clerk)
    assert (models(), edit.left) == (["途岳", "途观 L"], 1)


def test_a_big_change_goes_on_in_batches_and_so_does_its_undoing(clerk: Stamp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    make_cars(*["白鲸"] * 5)
    actions.add_word(kind=Word.MODEL, name="海豚", stamp=clerk)
    actions.count_words(clerk)
    edit = actions.map_spelling(kind=Word.MODEL, key="白鲸", name="海豚", stamp=clerk)
    number = edit.id
    assert (models().count("海豚"), edit.state) == (2, "running")
    with pytest.raises(Refused, match="still running"):
        actions.undo_edit(edit, clerk)
    assert db.session.scalar(select(Outbox.job).order_by(Outbox.id.desc())) == "jobs.dictionaries.carry_on"
    commits = []
    actions.carry_on(number, clerk, lambda: commits.append(models().count("海豚")))
    assert commits == [4, 5]
    edit = db.session.get_one(DictionaryEdit, number)
    actions.undo_edit(edit, clerk)
    assert (models().count("海豚"), edit.state) == (2, "undoing")
    actions.carry_on(number, clerk)
    actions.carry_on(number, clerk)  # a second ring finds nothing to do
    edit = db.session.get_one(DictionaryEdit, number)
    assert (models().count("白鲸"), edit.state, edit.rows) == (5, "undone", 5)


def test_the_old_name_stays_a_spelling_and_a_plan_stays_where_the_word_has_one(clerk: Stamp) -> None:
    make_cars("途观", series="途观家族")
    for series in ("途观家族", "途观"):
        plan = {"first_months": 6, "first_km": 5000, "next_months": 6, "next_km": 7500}
        db.session.add(MaintenancePlan(store_id=1, series=series, **plan))
    actions.add_word(kind=Word.SERIES, name="途观家族", stamp=clerk)
    actions.count_words(clerk)
    word = listing.word_called(1, "series", "途观家族")
    assert word is not None
    edit = actions.change_word(word, name="途观", also="", version=1, stamp=clerk)
    assert (resolve(1, "series", "途观家族"), db.session.scalar(select(Vehicle.series))) == ("途观", "途观")
    assert set(db.session.scalars(select(MaintenancePlan.series))) == {"途观", "途观家族"}
    actions.undo_edit(edit, clerk)
    assert (resolve(1, "series", "途观"), db.session.scalar(select(Vehicle.series))) == (None, "途观家族")


def test_changes_of_one_word_are_taken_back_the_newest_first(clerk: Stamp) -> None:
    first = actions.add_word(kind=Word.COLOUR, name="极光绿", stamp=clerk)
    word = listing.word_called(1, "colour", "极光绿")
    assert word is not None
    second = actions.change_word(word, name="极光青", stamp=clerk)
    with pytest.raises(Refused, match="Undo that first"):
        actions.undo_edit(first, clerk)
    actions.undo_edit(second, clerk)
    actions.undo_edit(first, clerk)
    assert resolve(1, "colour", "极光绿") is None


def test_a_word_is_taken_out_and_comes_back_with_all_its_spellings(clerk: Stamp) -> None:
    word = listing.word_called(1, "insurer", "人保")
    assert word is not None
    before = sorted(row.spelt for row in listing.spellings_of(word.id))
    edit = actions.remove_word(word, version=word.version, stamp=clerk)
    assert resolve(1, "insurer", "PICC") is None
    actions.undo_edit(edit, clerk)
    word = listing.word_called(1, "insurer", "PICC")
    assert word is not None and sorted(row.spelt for row in listing.spellings_of(word.id)) == before


def test_spellings_are_taken_in_or_left_as_they_are(clerk: Stamp) -> None:
    make_cars("途观", "途岳", "不详")
    actions.count_words(clerk)
    actions.take_in(kind=Word.MODEL, keys=["途观", "途岳", "never seen"], stamp=clerk)
    left = actions.leave_alone(kind=Word.MODEL, keys=["不详"], stamp=clerk)
    assert (lexicon(1).names("model"), listing.unknown(1, "model")) == (["途岳", "途观"], [])
    actions.add_word(kind=Word.MODEL, name="不详", stamp=clerk)
    assert resolve(1, "model", "不详") == "不详"  # it is a word after all
    with pytest.raises(Refused, match="Tick at least one"):
        actions.take_in(kind=Word.MODEL, keys=["不详"], stamp=clerk)
    assert left.state == "done"


def test_a_change_is_final_after_its_time(clerk: Stamp) -> None:
    edit = actions.add_word(kind=Word.COLOUR, name="极光绿", stamp=clerk)
    with pytest.raises(Refused, match="over"):
        actions.undo_edit(edit, Stamp(clerk.by, clerk.at + timedelta(days=31)))


def test_codes_and_empty_signs_are_no_words_and_counting_twice_changes_nothing(clerk: Stamp) -> None:
    from tests.makers import make_lead

    make_lead(channel="dcc", channel_detail="internet", interest="—")
    make_lead(channel="dcc", channel_detail="某某网", phone="13800000002", name="Lena")
    for _twice in range(2):
        actions.count_words(clerk)
        seen = select(DictionarySeen.kind, DictionarySeen.spelt, DictionarySeen.rows)
        assert db.session.execute(seen).all() == [("source", "某某网", 1)]
    assert db.session.scalar(select(func.count()).where(DictionarySpelling.store_id == 1)) > 100


def test_what_is_typed_at_the_desk_is_written_in_the_word_that_counts(clerk: Stamp) -> None:
    from tests.makers import make_lead, make_vehicle

    actions.add_word(kind=Word.MODEL, name="途观 L", also="tiguan", series="途观", stamp=clerk)
    assert make_lead(interest="TIGUAN").interest == "途观 L"
    car = make_vehicle(model="Ti guan")
    assert (car.model, car.series) == ("途观 L", "途观")
    assert make_vehicle(plate="粤B10001", vin="WVWZZZ1KZAW000001", model=" 某车 ").model == " 某车 "
