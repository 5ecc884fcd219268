"""The page of the dictionaries over HTTP."""

from __future__ import annotations

import re

from sqlalchemy import select

from crm.customers.rules import CHANNEL_NAMES
from crm.dictionaries import actions
from crm.dictionaries.models import DictionaryEdit, DictionaryWord
from crm.dictionaries.queries import Word, resolve
from crm.dictionaries.views.page import CHANNELS
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from jobs.runner import run_all
from tests.dictionaries.people import make_cars
from tests.support import queries_at_most, sign_in, stamp_of


def text(response) -> str:  # type: ignore[no-untyped-def]
    return response.get_data(as_text=True)


def filed(app, *models: str) -> None:  # type: ignore[no-untyped-def]
    with app.app_context():
        make_cars(*models)
        actions.count_words(stamp_of("clerk"))
        db.session.commit()


def models(app) -> list[str]:  # type: ignore[no-untyped-def]
    with app.app_context():
        return list(db.session.scalars(select(Vehicle.model).order_by(Vehicle.id)))


def test_a_clerk_takes_words_in_and_maps_the_rest(app, client) -> None:  # type: ignore[no-untyped-def]
    filed(app, "途观 L", "途观L", "途观", "拖观")
    sign_in(client, "clerk")
    page = text(client.get("/dictionaries"))
    assert "<b>3</b> spellings are not in the dictionary" in page and "written in 2 ways" in page
    taken = client.post("/dictionaries/ticked", data={"kind": "model", "keys": ["途观"], "do": "take"})
    assert (taken.status_code, taken.location) == (303, "/dictionaries?of=model")
    page = text(client.get("/dictionaries"))
    assert re.search(r'value="途观l" form="ticked".*?list="words-model" value="途观"', page, re.S), (
        "the nearest word stands there"
    )
    done = client.post("/dictionaries/meanings", data={"kind": "model", "key": "途观l", "name": "途观"})
    assert done.status_code == 303 and models(app) == ["途观", "途观", "途观", "拖观"]
    page = text(client.get("/dictionaries"))
    assert ("<b>1</b> spelling is not" in page and "途观 L → 途观" in page) or "途观L → 途观" in page
    with app.app_context():
        number = db.session.scalar(select(DictionaryEdit.id).order_by(DictionaryEdit.id.desc()))
    assert client.post(f"/dictionaries/changes/{number}/undoing").status_code == 303
    assert models(app) == ["途观 L", "途观L", "途观", "拖观"]
    again = client.post(f"/dictionaries/changes/{number}/undoing")
    assert (again.status_code, "undone already" in text(again)) == (422, True)


def test_what_cannot_be_is_said_where_it_was_typed(app, client) -> None:  # type: ignore[no-untyped-def]
    filed(app, "拖观")
    sign_in(client, "clerk")
    for data, said in (
        ({"kind": "model", "key": "拖观", "name": "途观"}, "The dictionary has no such word"),
        ({"kind": "model", "key": "拖观", "name": ""}, None),
        ({"kind": "model", "key": "gone", "name": "x"}, "no longer in the data"),
        ({"kind": "nonsense", "key": "拖观", "name": "x"}, None),
    ):
        answer = client.post("/dictionaries/meanings", data=data)
        assert answer.status_code == (404 if data["kind"] == "nonsense" else 422)
        assert said is None or said in text(answer)
    empty = client.post("/dictionaries/ticked", data={"kind": "model", "do": "take"})
    assert (empty.status_code, "Tick at least one spelling" in text(empty)) == (422, True)
    twice = {"kind": "insurer", "name": "新保险", "also": "PICC"}
    refused = client.post("/dictionaries/words", data=twice)
    assert (refused.status_code, "PICC means 人保财险 already" in text(refused)) == (422, True)
    assert 'value="新保险"' in text(refused)
    assert client.post("/dictionaries/words", data={"kind": "model", "name": "长" * 61}).status_code == 422
    for address, data in (
        ("/dictionaries/words", {"kind": "model", "name": "\0", "also": "\0", "series": "\0"}),
        ("/dictionaries/meanings", {"kind": "model", "key": "\0", "name": "\0"}),
        ("/dictionaries/ticked", {"kind": "model", "keys": ["\0", "x" * 5000], "do": "leave"}),
        ("/dictionaries/words", {"kind": "source", "name": "某网", "code": "nonsense"}),
    ):
        assert client.post(address, data=data).status_code == 422, data
    assert client.get("/dictionaries?of=nonsense").status_code == 404
    assert client.get("/dictionaries?of=model&unknown=k1.broken").status_code == 404


def test_a_word_is_changed_beside_the_list_and_a_second_change_is_a_conflict(app, client) -> None:  # type: ignore[no-untyped-def]
    sign_in(client, "manager")
    client.post("/dictionaries/words", data={"kind": "model", "name": "途观", "also": "tiguan", "series": "途观家族"})
    with app.app_context():
        number = db.session.scalar(select(DictionaryWord.id).where(DictionaryWord.name == "途观"))
    part = text(client.get(f"/dictionaries/words/{number}", headers={"HX-Request": "true"}))
    assert "<html" not in part and "tiguan" in part and 'value="途观家族"' in part
    same = {"kind": "model", "name": "途观 II", "also": "tiguan\nTiguan 2", "version": "1"}
    assert client.post(f"/dictionaries/words/{number}", data=same).status_code == 303
    stale = client.post(f"/dictionaries/words/{number}", data={**same, "name": "途观 III"})
    assert (stale.status_code, "now 途观 II, yours 途观 III" in text(stale)) == (409, True)
    with app.app_context():
        assert resolve(1, "model", "TIGUAN2") == resolve(1, "model", "途观") == "途观 II"
    assert client.post(f"/dictionaries/words/{number}/everywhere", data={"version": "2"}).status_code == 422
    assert client.post(f"/dictionaries/words/{number}/removal", data={"version": "1"}).status_code == 409
    assert client.post(f"/dictionaries/words/{number}/removal", data={"version": "2"}).status_code == 303
    assert client.get(f"/dictionaries/words/{number}").status_code == 404


def test_rows_written_otherwise_are_set_right_with_one_press(app, client) -> None:  # type: ignore[no-untyped-def]
    filed(app, "TIGUAN", "途观")
    sign_in(client, "clerk")
    client.post("/dictionaries/words", data={"kind": "model", "name": "途观", "also": "tiguan"})
    page = text(client.get("/dictionaries"))
    address = re.search(r'action="(/dictionaries/words/\d+/everywhere)"', page)
    assert address and "Set 1 row right" in page and models(app) == ["TIGUAN", "途观"]
    assert client.post(address[1], data={"version": "1"}).status_code == 303
    assert models(app) == ["途观", "途观"]


def test_the_count_is_asked_for_and_the_list_costs_the_same_for_many(app, client) -> None:  # type: ignore[no-untyped-def]
    filed(app, "单")
    sign_in(client, "clerk")
    with queries_at_most(10):
        client.get("/dictionaries")
    filed(app, *(f"型号{at}" for at in range(60)))
    client.post("/dictionaries/count?of=model")
    with app.app_context():
        run_all()
    sign_in(client, "clerk")  # without the toast
    with queries_at_most(8):
        page = text(client.get("/dictionaries"))
    following = re.search(r'href="(/dictionaries\?of=model&amp;unknown=[^"]+)"', page)
    assert following and "型号" not in following[1]
    rest = text(client.get(following[1].replace("&amp;", "&"), headers={"HX-Request": "true"}))
    assert rest.count('name="keys"') == text(client.get(following[1].replace("&amp;", "&"))).count('name="keys"') == 10
    later = text(client.get("/dictionaries?of=colour&after=1"))
    assert "<html" in later and text(client.get("/dictionaries/changes?of=model")).count("<html") == 1
    polled = client.get("/dictionaries/changes?of=model&seen=0", headers={"HX-Request": "true"})
    assert polled.status_code == 204
    part = text(client.get("/dictionaries/changes?of=model&seen=7", headers={"HX-Request": "true"}))
    assert part.startswith("<section") and "seen=" not in part  # nothing is under way


def test_only_those_who_tend_the_data_and_only_their_stores(app, client) -> None:  # type: ignore[no-untyped-def]
    with app.app_context():
        edit = actions.add_word(kind=Word.COLOUR, name="极光绿", stamp=stamp_of("clerk")).id
        word = db.session.scalar(select(DictionaryWord.id).where(DictionaryWord.name == "极光绿"))
        db.session.commit()
    for post, expected in (("clerk", 200), ("admin", 200), ("manager", 200), ("advisor", 403), ("marketing", 403)):
        assert sign_in(client, post).get("/dictionaries").status_code == expected
    sign_in(client, "other_clerk")
    assert client.get(f"/dictionaries/words/{word}").status_code == 404
    assert client.post(f"/dictionaries/changes/{edit}/undoing").status_code == 404
    assert "极光绿" not in text(client.get("/dictionaries?of=colour"))


def test_the_channels_are_those_of_the_customers(app) -> None:  # type: ignore[no-untyped-def]
    assert dict(CHANNELS) == {str(code): name for code, name in CHANNEL_NAMES.items()}
