"""Stations 7 to 10 through HTTP: two files come in, states follow, coupons are issued, one is redeemed and taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.queue import ask
from jobs.runner import run_all
from tests.journeys.walker import Walker

pytestmark = pytest.mark.csrf
TODAY = clock.day(clock.now())
VINS = {"唐伟": "LSVAA4187E2123456", "秦敏": "LSVAA4187E2123457", "罗强": "LSVAA4187E2123458"}

OWNERS = """客户名称,手机号码,车牌号,车架号,车型,购车日期
唐伟,１３９００００１２３４,粤B·23456,LSVAA4187E2123456,澄野 L6,{bought}
秦敏,+86 139 0000 2345,粤BD12345,LSVAA4187E2123457,澄野 E5,{bought}
罗强,13900003456,,LSVAA4187E2123458,澄野 X7,{bought}
坏磊,12345,粤B99999,LSVAA4187E2123459,澄野 X7,{bought}
"""


def ago(days: int) -> str:
    return f"{TODAY - timedelta(days=days):%Y/%m/%d}"


def visits() -> str:
    """Tang stays away for more than a year; Qin comes every half-year; Luo has never come."""
    lines = ["车牌号,车架号,进店日期,里程,项目,金额,付费类型"]
    lines += [f"粤B23456,{VINS['唐伟']},{ago(900 - 180 * n)},{9000 * n + 5000},常规保养,￥600元,自费" for n in range(3)]
    lines += [f"粤BD12345,{VINS['秦敏']},{ago(740 - 180 * n)},{8000 * n + 5000},常规保养,1200,自费" for n in range(5)]
    return "\n".join(lines)


def work(app: Flask, *jobs: str) -> None:
    """The workers do what was asked for, and the named jobs of the night."""
    with app.app_context():
        for job in jobs:
            ask(job, store_id=1, on_day=TODAY)
        db.session.commit()
        run_all()


def bring_in(app: Flask, kind: str, content: str, encoding: str = "gb18030") -> Walker:
    """Ian uploads, looks at the columns, at the dry run, and confirms."""
    ian = Walker(app, "clerk").open("/imports")
    ian.send(r"/imports$", kind=kind, files={"file": (content.encode(encoding), f"{kind}.csv")})
    address = ian.address
    work(app)
    ian.open(address).send(r"/imports/\d+/mapping$")
    work(app)
    if "/confirmation" in ian.open(address).page.text:  # nothing to write, nothing to confirm
        ian.open(f"{address}/confirmation").send(r"/imports/\d+/confirmation$")
        work(app)
    return ian.open(address)


@pytest.fixture
def files_in(app: Flask) -> Flask:
    bring_in(app, "customers", OWNERS.format(bought=ago(1000)))
    bring_in(app, "service_visits", visits(), "utf-8-sig")
    work(app, "jobs.retention.compute_states")
    return app


def counts(app: Flask) -> list[tuple[int, ...]]:
    with app.app_context():
        from sqlalchemy import select

        from crm.imports.models import Import

        c = Import.__table__.c
        found = db.session.execute(
            select(c.rows_read, c.rows_new, c.rows_changed, c.rows_same, c.rows_held, c.rows_refused).order_by(c.id)
        ).all()
        db.session.rollback()
        return [tuple(row) for row in found]


def test_a_file_comes_in_bad_rows_are_named_and_the_same_file_changes_nothing(app: Flask) -> None:
    ian = bring_in(app, "customers", OWNERS.format(bought=ago(1000)))
    ian.sees("坏磊")
    ian.page = ian.client.get(re.sub(r"\?.*", "", ian.address) + "/refused.xlsx")
    assert ian.page.status_code == 200
    assert ian.page.data[:2] == b"PK"
    bring_in(app, "customers", OWNERS.format(bought=ago(1000)))
    assert counts(app) == [(4, 3, 0, 0, 0, 1), (4, 0, 0, 3, 0, 1)]
    Walker(app, "care").open("/customers").sees("139****1234").sees_not("13900001234")


def test_a_file_that_is_no_table_is_refused_with_a_sentence(app: Flask) -> None:
    ian = Walker(app, "clerk").open("/imports")
    ian.send(r"/imports$", expect=422, kind="customers", files={"file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "a.xls")})
    assert counts(app) == []


def test_every_car_has_a_state_with_its_reason(files_in: Flask) -> None:
    cora = Walker(files_in, "care").open("/retention")
    for state, name in (("churned", "唐伟"), ("never", "罗强")):
        cora.open(f"/retention?state={state}").sees(name)
    cora.open("/retention?state=churned").sees_not("秦敏")


def test_a_win_back_coupon_is_used_once_and_taken_back_by_a_manager(files_in: Flask) -> None:
    app = files_in
    mary = Walker(app, "marketing").open("/campaigns/win-back").sees("唐伟")
    mary.send(r"/campaigns/win-back$")
    work(app)
    mary.open("/campaigns").sees("唐伟", "¥200", "¥118")
    work(app, "jobs.coupons.issue_churn_recovery", "jobs.coupons.issue_churn_recovery")
    codes = sorted(set(re.findall(r'href="/c/([^"]+)"', mary.open("/campaigns").page.text)))
    assert len(codes) == 2  # one of each benefit, however often the job runs

    page = app.test_client().get(f"/c/{codes[0]}")
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert "唐" not in page.text
    assert "139" not in re.sub(r"<svg.*?</svg>", "", page.text, flags=re.S)

    olga = Walker(app, "service").open("/redeem").send(r"/redeem/look-up$", code=codes[0].lower())
    olga.send(r"/redeem$")
    olga.sees("Olga")
    again = Walker(app, "service").open("/redeem").send(r"/redeem/look-up$", code=codes[0])
    again.sees("Olga")
    refused = again.client.post("/redeem", data={**again_fields(again), "code": codes[0]})
    assert refused.status_code == 422

    max_ = Walker(app, "manager").open("/board")
    max_.open(max_.link(r"/board/rows/coupons-redeemed[^\"]*")).sees("唐伟", "Olga")
    max_.open("/campaigns?show=all")
    for address in sorted(set(re.findall(r'href="(/coupons/\d+)"', max_.page.text))):
        max_.open(address)
        if "/reversal" in max_.page.text:
            max_.send(r"/coupons/\d+/reversal$", reason="Wrong work order")
    once_more = Walker(app, "service").open("/redeem").send(r"/redeem/look-up$", code=codes[0])
    once_more.send(r"/redeem$").sees("Olga")
    Walker(app, "gm").open("/board").sees("Coupons redeemed")


def again_fields(walker: Walker) -> dict[str, str]:
    """The hidden boxes of any form on the page: a token that fits this session."""
    token = re.search(r'name="csrf-token" content="([^"]+)"', walker.page.text)
    assert token
    return {"csrf_token": token[1]}


def test_a_service_advisor_cannot_take_a_redemption_back(files_in: Flask) -> None:
    Walker(files_in, "marketing").open("/campaigns/win-back").send(r"/campaigns/win-back$")
    work(files_in)
    olga = Walker(files_in, "service").open("/redeem")
    answer = olga.client.post("/coupons/1/reversal", data={**again_fields(olga), "reason": "I want to"})
    assert answer.status_code == 403
