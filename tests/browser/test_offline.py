"""The reception's tablet without the network: visits are kept sealed, go by themselves, and stand on the board."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import TABLET
from tests.browser.hands import choose, enter, looked_at, toast

pytestmark = pytest.mark.databases("sqlite")

PIN = "271828"
SEALED = """async () => {
  const db = await new Promise((done) => { const r = indexedDB.open('yuke-tablet'); r.onsuccess = () => done(r.result); });
  const all = (name) => new Promise((done) => { const r = db.transaction(name).objectStore(name).getAll(); r.onsuccess = () => done(r.result); });
  const held = {entries: await all('entries'), people: await all('people'), state: await all('state')};
  held.local = {...localStorage}; held.session = {...sessionStorage}; held.caches = [];
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) {
    held.caches.push(one.url); held.caches.push(await (await (await caches.open(name)).match(one)).text());
  }
  return JSON.stringify(held);
}"""


def give_pins(app: Flask, *usernames: str) -> None:
    from crm.shared.db import db
    from crm.staff.actions import hash_secret
    from crm.staff.models import Staff

    with app.app_context():
        for username in usernames:
            db.session.scalars(select(Staff).where(Staff.username == username)).one().pin_hash = hash_secret(PIN)
        db.session.commit()


def type_pin(page: Page, pin: str = PIN) -> None:
    for digit in pin:
        page.locator(f'[data-pad="{digit}"]').tap()


def share(page: Page, app: Flask) -> Page:
    """Ada makes this browser the reception's tablet and locks it."""
    enter(page, app, "admin", "/settings/teams").get_by_label("Share this browser as").fill("Reception 1")
    page.get_by_role("button", name="Share this browser").tap()
    toast(page, "This browser is shared now")
    page.get_by_role("button", name="Lock, next person").tap()
    return page


def unlock(page: Page, name: str = "Rita") -> Page:
    page.get_by_role("link", name="Unlock").tap()
    page.get_by_role("link", name=name).tap()
    type_pin(page)
    expect(page).to_have_url(re.compile("/reception$"))
    return page


def prepared(page: Page) -> Page:
    """The tablet has kept what it needs."""
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    for _try in range(100):  # wait_for_function does not wait for a promise
        if page.evaluate("async () => (await window.tablet.all('people')).some((one) => one.check !== null)"):
            return page
        page.wait_for_timeout(50)
    raise AssertionError("nobody can unlock this tablet without the network")


@pytest.fixture
def desk(app: Flask, tablet: Page) -> Page:
    """Rita at the reception's tablet, prepared, on her desk."""
    give_pins(app, "reception", "advisor")
    return prepared(unlock(share(tablet, app)))


def visits(app: Flask) -> int:
    from sqlalchemy import func

    from crm.reception.models import Visit
    from crm.shared.db import db

    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(Visit)) or 0)


def save(page: Page) -> None:
    """The big button of the desk, whatever it says about who is called."""
    page.get_by_role("button", name=re.compile("^Save")).first.tap()


def unlock_offline(page: Page, name: str = "Rita") -> None:
    page.get_by_role("button", name=name).tap()
    type_pin(page)
    expect(page.get_by_label("Phone number")).to_be_visible()


def test_three_visits_without_the_network_go_by_themselves_and_stand_on_the_board(
    app: Flask, desk: Page, open_page: Callable[..., Page]
) -> None:
    desk.context.set_offline(True)
    desk.goto("/reception")
    expect(desk.locator("h1:visible")).to_have_text("No network: visits are kept here, sealed.")
    expect(desk.locator("body")).not_to_contain_text("Ada")  # never unlocked by PIN here
    unlock_offline(desk)
    expect(desk.locator("[data-rota-of]")).to_contain_text("stale")
    for n in range(3):
        desk.get_by_label("Phone number").fill(f"1390000111{n}")
        desk.get_by_label("Surname").fill(f"Wang{n}")
        choose(desk, "channel", "walk_in")
        desk.get_by_role("button", name="Save the visit").tap()
        toast(desk, f"sealed: {n + 1} to upload")
        expect(desk.get_by_label("Phone number")).to_have_value("")
    expect(desk.locator("[data-count]")).to_have_text("3 to upload")
    looked_at(desk)
    held = desk.evaluate(SEALED)
    assert "1390000111" not in held and "Wang" not in held and PIN not in held
    assert visits(app) == 0
    desk.context.set_offline(False)
    toast(desk, "3 uploaded")
    expect(desk.locator("[data-count]")).to_be_hidden()
    assert visits(app) == 3
    board = enter(open_page(**TABLET), app, "advisor", "/reception")
    for n in range(3):
        expect(board.locator("body")).to_contain_text(f"Wang{n}")


def test_the_network_dies_in_the_middle_and_the_save_button_still_saves(app: Flask, desk: Page) -> None:
    desk.locator("#intake input[name=phone]").fill("13900002222")
    choose(desk, "channel", "walk_in")
    desk.context.set_offline(True)
    save(desk)
    toast(desk, "kept on this tablet, sealed")
    expect(desk.locator("#tablet-line [data-count]")).to_have_text("1 to upload")
    assert "13900002222" not in desk.evaluate(SEALED)
    desk.context.set_offline(False)
    toast(desk, "1 uploaded")
    assert visits(app) == 1


def test_the_answer_is_lost_on_its_way_and_there_is_one_visit(app: Flask, desk: Page) -> None:
    """The server has recorded it, the tablet never hears of it and keeps the same form under the same key."""

    def lose(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    desk.route("**/reception/visits", lose)
    desk.locator("#intake input[name=phone]").fill("13900003333")
    save(desk)
    toast(desk, "kept on this tablet, sealed")
    desk.unroute("**/reception/visits")
    desk.locator("[data-upload]").tap()
    toast(desk, "1 uploaded")
    assert visits(app) == 1


def test_eight_hours_later_it_still_unlocks_by_pin_and_locks_by_itself(app: Flask, desk: Page) -> None:
    desk.context.set_offline(True)
    desk.clock.install()
    desk.goto("/reception")
    unlock_offline(desk)
    desk.get_by_label("Phone number").fill("13900004444")
    desk.clock.run_for(11 * 60 * 1000)
    expect(desk.get_by_text("What was being typed is kept, sealed.")).to_be_visible()
    assert "13900004444" not in desk.content() and "13900004444" not in desk.evaluate(SEALED)
    assert desk.locator("#phone").input_value() == ""
    desk.clock.set_fixed_time(desk.evaluate("Math.min(Date.now() + 8 * 36e5, Date.now() + 36e5)"))
    unlock_offline(desk)
    desk.get_by_role("button", name="They leave no number").tap()
    toast(desk, "sealed: 1 to upload")


def test_wrong_pins_end_after_five_and_open_nothing(desk: Page) -> None:
    desk.context.set_offline(True)
    desk.goto("/reception")
    desk.get_by_role("button", name="Rita").tap()
    for left in (4, 3, 2, 1):
        type_pin(desk, "314159")
        expect(desk.locator("[data-pin-error]")).to_contain_text(f"{left} tries left")
    type_pin(desk, "314159")
    expect(desk.locator("[data-pin-error]")).to_contain_text("Too many wrong PINs")
    type_pin(desk)
    expect(desk.get_by_label("Phone number")).to_be_hidden()


def test_the_lock_keeps_the_draft_for_the_same_person_and_shows_nobody_a_number(app: Flask, desk: Page) -> None:
    """T9: after the lock Back, reload, storage, history and caches hold no phone; the draft comes back to Rita."""
    desk.clock.install()
    desk.goto("/reception")
    desk.locator("#intake input[name=phone]").press_sequentially("13900005555")
    desk.evaluate("document.querySelectorAll('#intake details').forEach((one) => { one.open = true; })")
    desk.locator("#intake input[name=surname]").press_sequentially("Zhao")
    desk.wait_for_timeout(500)  # the page has come to rest
    desk.clock.run_for(11 * 60 * 1000)
    expect(desk).to_have_url(re.compile(r"/switch\?kept=1$"))
    expect(desk.locator(".notice")).to_contain_text("The draft is kept.")
    for look in (lambda: None, desk.reload, desk.go_back):
        look()
        assert "13900005555" not in desk.content() and "Zhao" not in desk.content()
        assert "13900005555" not in desk.evaluate(SEALED)
    desk.goto("/switch")
    unlock(desk)
    toast(desk, "is back")
    expect(desk.locator("#intake input[name=phone]")).to_have_value("13900005555")
    expect(desk.locator("#intake input[name=surname]")).to_have_value("Zhao")


def test_a_draft_is_nobody_elses(app: Flask, desk: Page) -> None:
    desk.locator("#intake input[name=phone]").press_sequentially("13900006666")
    desk.wait_for_timeout(3500)
    desk.goto("/me")
    desk.get_by_role("button", name="Lock, next person").tap()
    desk.get_by_role("link", name="Unlock").tap()
    desk.get_by_role("link", name="Sam").tap()
    type_pin(desk)
    expect(desk).not_to_have_url(re.compile("/switch"))
    desk.goto("/reception")
    desk.wait_for_timeout(1000)
    expect(desk.locator("#intake input[name=phone]")).to_have_value("")


def test_a_revoked_tablet_keeps_what_waits_and_says_whom_to_ask(app: Flask, desk: Page) -> None:
    from crm.people.actions import revoke_device
    from crm.shared.db import db
    from crm.staff.models import Device
    from tests.support import stamp_of

    desk.context.set_offline(True)
    desk.goto("/reception")
    unlock_offline(desk)
    desk.get_by_label("Phone number").fill("13900007777")
    desk.get_by_role("button", name="Save the visit").tap()
    toast(desk, "1 to upload")
    with app.app_context():
        revoke_device(db.session.scalars(select(Device)).one(), stamp=stamp_of("admin"))
        db.session.commit()
    desk.context.set_offline(False)
    expect(desk.get_by_text("Ask the administrator to share it again")).to_be_visible()
    expect(desk.locator("[data-count]")).to_have_text("1 to upload")
    assert visits(app) == 0


def test_the_resting_screen_and_the_offline_page_are_clean(app: Flask, desk: Page) -> None:
    from crm.shared.db import db
    from tests.makers import make_entry

    with app.app_context():
        make_entry()
        db.session.commit()
    for address in ("/tablet/entries", "/tablet/entries/1", "/reception"):
        desk.goto(address)
        looked_at(desk)
    for width, height in ((1180, 820), (820, 1180), (390, 844)):
        desk.set_viewport_size({"width": width, "height": height})
        desk.goto("/tablet/offline?lang=en")
        looked_at(desk)
        desk.goto("/switch")
        looked_at(desk)
