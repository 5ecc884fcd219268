"""Offered, ordered, taken back, ordered again, delivered, taken over: each read back on another person's screen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from crm.shared.clock import clock
from tests.journeys.walker import Walker

pytestmark = pytest.mark.csrf
TODAY = clock.day(clock.now())


def test_from_the_offer_to_after_sales(app: Flask) -> None:
    sam = Walker(app, "advisor").open("/leads/new")
    sam.send(r"/leads$", phone="13812345678", name="周", channel="referral", interest="澄野 L6")
    lead = re.search(r"/leads/(\d+)", sam.address)[1]  # type: ignore[index]
    sam.open(f"/leads/{lead}/quotations/new").send(
        r"/quotations$", model="澄野 L6", price="209800", old_car="朔望 S5", old_km="82000", old_value="60000", months="36",
        down="60000", rate_bp="3.99",
    )  # fmt: skip
    sam.sees("¥149,800", "3.99%")
    offer = re.search(r"/quotations/(\d+)", sam.address)[1]  # type: ignore[index]
    signed = {"deposit_kind": "earnest", "deposit": "10000", "promised_on": TODAY + timedelta(days=9)}
    sam.open(f"/leads/{lead}/orders/new?quotation={offer}").send(rf"/leads/{lead}/orders$", **signed)
    order = re.search(r"/orders/(\d+)", sam.open(f"/leads/{lead}").link(r"/orders/\d+"))[1]  # type: ignore[index]

    sam.open(f"/orders/{order}/cancellation/new").send(
        r"/cancellation$", reason="finance", written_on=TODAY, note="贷款没批"
    )
    Walker(app, "advisor").open("/orders?view=cancelling").sees("周")
    max_ = Walker(app, "manager").open("/orders?view=cancelling").sees("周")
    max_.open(f"/orders/{order}/cancellation/decision/new").sees("贷款没批", "may keep it")
    max_.send(r"/decision$", verdict="approved", refund="10000")
    max_.open("/orders?view=owed").sees("周")
    max_.open(f"/orders/{order}").send(r"/refund$")
    Walker(app, "manager").open(f"/orders/{order}").sees("Paid back", "¥10,000")

    sam.open(f"/leads/{lead}").sees("The last order was cancelled: The loan was refused")
    sam.open(f"/leads/{lead}/orders/new").send(rf"/leads/{lead}/orders$", model="澄野 L6", price="205000", **signed)
    again = re.search(r"/orders/(\d+)", sam.open(f"/leads/{lead}").link(r"/orders/\d+"))[1]  # type: ignore[index]
    assert again != order
    sam.open(f"/orders/{again}/delivery/new").send(
        r"/delivery$", vin="LSVAM4187C2184847", mileage_km="12", left_out="第二把钥匙周五到", wishes="六点后接电话"
    )
    cora = Walker(app, "care").open("/handovers").sees("周", "第二把钥匙周五到", "六点后接电话")
    cora.send(r"/acceptance$", note="已加微信")
    Walker(app, "advisor").open(f"/orders/{again}").sees("Cora", "已加微信", "taken over")
    Walker(app, "manager").open("/board").sees_not("not taken over")
