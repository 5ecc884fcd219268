"""The stock file: read in whatever words and signs it comes, never written; the newest reading is the stock."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from crm.shared.db import db
from crm.shared.forms import Refused
from crm.stock import actions, dropped, queries
from crm.stock.models import StockCar, StockFile
from crm.stock.rules import MOST_BYTES, State, Unreadable, read
from tests.support import queries_at_most, sign_in, stamp_of

FILE = "库存清单,,,\n序号,车型,外观颜色,库存状态,车架号\n1,澄野 L6,雪山白,可售,LSVAM4187C2184847\n2,澄野 S5,星空灰,已订,\n3,,,,\n"


class TestReading:
    @pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_in_every_encoding(self, code):
        sheet = read(FILE.encode(code))
        assert [(car.model, car.colour, car.state) for car in sheet.cars] == [
            ("澄野 L6", "雪山白", State.FREE), ("澄野 S5", "星空灰", State.HELD),
        ]  # fmt: skip
        assert sheet.cars[0].vin == "LSVAM4187C2184847"
        assert sheet.refused == 1

    def test_semicolons_english_and_odd_lines(self):
        sheet = read(b"Model;Color;Status\r\nL6;white;Available\r\nL6;red;who knows\r\n;blue;free\r\n\r\nS5;;HELD")
        assert [car.state for car in sheet.cars] == [State.FREE, State.HELD]
        assert sheet.refused == 2

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "stock.no_heading"), (b"a,b\n1,2", "stock.no_heading"), (b"model,colour,state\n", "stock.no_car"),
            (b"PK\x03\x04\x00\x00\x00\xff\xfe", "stock.not_text"), (b"x" * (MOST_BYTES + 1), "stock.too_big"),
            (b"model,colour,state\n" + b"a,b,free\n" * 5_001, "stock.too_big"),
        ],
    )  # fmt: skip
    def test_what_is_no_list_is_refused_with_its_reason(self, content, why):
        with pytest.raises(Unreadable) as said:
            read(content)
        assert said.value.reason.code == why

    @given(st.binary(max_size=400))
    def test_any_bytes_are_read_or_refused(self, content):
        try:
            assert read(content).cars
        except Unreadable as wrong:
            assert wrong.reason.code.startswith("stock.")


@pytest.mark.usefixtures("english")
class TestStock:
    def test_the_newest_reading_is_the_stock(self):
        ian = stamp_of("clerk")
        actions.take_stock(content=FILE.encode(), stamp=ian)
        actions.take_stock(content="车型,颜色,状态\nL6,白,可售\n".encode(), stamp=ian)
        assert db.session.scalars(select(StockCar.model)).all() == ["L6"]
        assert db.session.scalar(select(func.count()).select_from(StockFile)) == 2

    def test_a_wrong_file_leaves_the_old_stock(self):
        ian = stamp_of("clerk")
        actions.take_stock(content=FILE.encode(), stamp=ian)
        with pytest.raises(Refused) as said:
            actions.take_stock(content=b"nothing", stamp=ian)
        assert said.value.field == "file"
        assert len(queries.cars(1)) == 2

    def test_a_dropped_file_is_read_once(self):
        ian = stamp_of("clerk")
        assert actions.take_dropped(content=FILE.encode(), stamp=ian)
        assert not actions.take_dropped(content=FILE.encode(), stamp=ian)
        assert not actions.take_dropped(content=b"nonsense", stamp=ian)
        assert queries.newest_file(1).cars == 2

    def test_the_file_in_its_folder_is_read_and_left_as_it_is(self, app):
        assert not dropped.read_file(stamp_of("clerk"))
        path = dropped.path_of(1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FILE.encode("gb18030"))
        try:
            assert dropped.read_file(stamp_of("clerk"))
            assert not dropped.read_file(stamp_of("clerk"))
            assert path.read_bytes() == FILE.encode("gb18030")
        finally:
            path.unlink()

    def test_what_they_ask_for_stands_first(self):
        lines = "\n".join(f"{model},白,可售" for model in ("S5", "S5", "澄野 L6 旗舰"))
        actions.take_stock(content=f"车型,颜色,状态\n{lines}\n".encode(), stamp=stamp_of("clerk"))
        assert queries.free_like(1, "澄野 L6")[0].model == "澄野 L6 旗舰"
        assert len(queries.free_like(1, "")) == 3


def test_ian_brings_the_file_and_sam_sees_it(app, client):
    sign_in(client, "clerk")
    assert client.post("/stock/files", data={}).status_code == 422
    wrong = client.post("/stock/files", data={"file": (io.BytesIO(b"%PDF-1.4 a,b"), "stock.csv")})
    assert wrong.status_code == 422
    assert "No line names the columns" in wrong.get_data(as_text=True)
    assert client.post("/stock/files", data={"file": (io.BytesIO(FILE.encode("gb18030")), "a.csv")}).status_code == 303
    sam = sign_in(app.test_client(), "advisor")
    sam.get("/stock")
    with queries_at_most(5):
        page = sam.get("/stock?state=free").get_data(as_text=True)
    assert "雪山白" in page and "星空灰" not in page
    assert "LSVAM4187C2184847" not in page
    assert "1 line could not be read" in page
    assert sam.post("/stock/files", data={}).status_code == 403
    other = sign_in(app.test_client(), "other_advisor").get("/stock").get_data(as_text=True)
    assert "雪山白" not in other
