"""The pages: what each costs a server in CPU, beside the bare list, measured in turns over the same minutes."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from secrets import token_hex

import psycopg
from sqlalchemy import select

from bench.client import Answer, Browser
from bench.houses import House
from bench.processes import Server, cpu_seconds
from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from tests.support import counted_queries

BLOCK = 20


@dataclass
class Page:
    """What is asked for, as whom. `paths` are asked in turn; `forms` are posted with them; `shows` must be answered."""

    name: str
    who: str
    paths: Sequence[str]
    forms: Sequence[dict[str, str]] = ()
    shows: Sequence[str] = ()
    part: bool = False
    once: bool = False  # each path can be posted once only

    def __post_init__(self) -> None:
        self._turn = cycle(range(max(len(self.paths), len(self.forms))))

    def ask(self, browser: Browser, token: str) -> Answer:
        """One request; stops the run when the answer is not what a person would expect."""
        turn = next(self._turn)
        path = self.paths[turn % len(self.paths)]
        headers = {"HX_Request": "true"} if self.part else {}
        if self.forms:
            data = {"csrf_token": token, "idempotency_key": token_hex(12), **self.forms[turn % len(self.forms)]}
            answer = browser.post(path, data, **headers)
        else:
            answer = browser.get(path, **headers)
        wanted = self.shows[turn % len(self.shows)] if self.shows else ""
        if answer.status != 200 or wanted not in answer.text:
            raise SystemExit(f"{self.name}: {path} answered {answer.status} without {wanted!r}:\n{answer.text[:600]}")
        return answer


class Poll(Page):
    """What an open page asks for every five seconds: the address stands in the page, and the answer is mostly empty."""

    def __init__(self, name: str, who: str, path: str, address: str) -> None:
        super().__init__(f"poll: {name}", who, [path])
        self.address, self.seen = re.compile(address), ""

    def ask(self, browser: Browser, token: str) -> Answer:
        """One poll that finds nothing new; when something was, the page is read again first."""
        for _try in range(3):
            if self.seen:
                answer = browser.get(self.seen, HX_Request="true")
                if answer.status == 204:
                    return answer
            self.seen = self.found(browser.get(self.paths[0]).text)
        raise SystemExit(f"{self.name}: {self.seen} is never unchanged")

    def found(self, page: str) -> str:
        """The address that the page polls."""
        found = self.address.search(page)
        if found is None:
            raise SystemExit(f"{self.name}: {self.paths[0]} polls nothing like {self.address.pattern}")
        return found.group(1).replace("&amp;", "&")


@dataclass
class Cost:
    """CPU seconds and wall times of some requests."""

    cpu: float = 0.0
    times: list[float] = field(default_factory=list)
    packed: int = 0

    @property
    def cpu_ms(self) -> float:
        return self.cpu / max(1, len(self.times)) * 1000

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


class Backends:
    """The PostgreSQL processes that serve one program's connections; none on SQLite, which works in our process."""

    def __init__(self, house: House, program: str) -> None:
        self.url = house.url.replace("+psycopg", "") if house.kind == "postgresql" else ""
        self.program = program

    def pids(self) -> list[int]:
        if not self.url:
            return []
        with psycopg.connect(self.url, application_name="bench") as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s",
                (self.program,),
            )
            return [row[0] for row in rows]


def measured(server: Server, backends: Backends, ask: Callable[[], Answer], count: int, cost: Cost) -> None:
    """`count` requests, added to the cost."""
    pids = [*server.pids, *backends.pids()]
    before = cpu_seconds(pids)
    answers = [ask() for _n in range(count)]
    cost.cpu += cpu_seconds(pids) - before
    cost.times += [answer.seconds for answer in answers]
    cost.packed = int(statistics.median([answer.packed for answer in answers]))


def side_by_side(house: House, ours: Server, bare: Server, page: Page, count: int) -> tuple[Cost, Cost]:
    """Our page and the bare list in turns, so that a noisy minute hits both."""
    browser, plain = Browser(ours.port, house.cookies[page.who]), Browser(bare.port)
    token = token_of(browser)
    our_cost, bare_cost = Cost(), Cost()
    our_backends, bare_backends = Backends(house, "ours"), Backends(house, "bare")
    for _n in range(4 if page.once else 12):
        page.ask(browser, token)
        plain.get("/")
    for _block in range(max(1, count // BLOCK)):
        measured(ours, our_backends, lambda: page.ask(browser, token), BLOCK, our_cost)
        measured(bare, bare_backends, lambda: plain.get("/"), BLOCK, bare_cost)
    browser.close()
    plain.close()
    return our_cost, bare_cost


def token_of(browser: Browser) -> str:
    found = re.search(r'csrf[-_]token"[^>]*(?:content|value)="([^"]+)"', browser.get("/me").text)
    if found is None:
        raise SystemExit("/me shows no CSRF token: is the session alive?")
    return found.group(1)


def statements(house: House, page: Page) -> int:
    """The SQL statements of one answer, counted in this process."""
    with house.inside() as app:
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        client.set_cookie("yuke", house.cookies[page.who])
        client.get("/me")
    turns = range(2) if not page.once else range(1)
    count = 0
    for turn in turns:
        path = page.paths[-1 - turn % len(page.paths)]
        headers = {"HX-Request": "true"} if page.part else {}
        if isinstance(page, Poll):
            path = page.found(client.get(path).text)
        with counted_queries() as sent:
            if page.forms:
                client.post(path, data={"idempotency_key": token_hex(12), **page.forms[-1]}, headers=headers)
            else:
                client.get(path, headers=headers)
        count = len(sent)
    return count


def pages_of(house: House) -> Iterator[Page]:
    """The pages of the issue, over the rows of this house."""
    from bench.lookups import lookups_of

    with house.inside():
        leads = list(db.session.execute(
            select(Lead.id, Lead.customer_id).where(Lead.stage == "open", Lead.owner_id.is_not(None)).order_by(Lead.id)
        ))  # fmt: skip
        step = max(1, house.size // 50)
        some = list(db.session.scalars(select(Customer).where(Customer.id % step == 0).order_by(Customer.id).limit(40)))
        cars = list(db.session.scalars(select(Vehicle).where(Vehicle.customer_id % step == 0).limit(40)))
        people = [(one.phone or "", one.name, one.pinyin_key.replace(" ", ""), f"/customers/{one.id}") for one in some]
    yield Page("reception", "reception", ["/reception"])
    yield Page(f"my day, {len(leads)} open leads", "advisor", ["/my-day"])
    yield Page("customer list", "manager", ["/customers"])
    yield from lookups_of(some, cars)
    for kind, typed in (("last four", 0), ("name", 1), ("pinyin", 2)):
        forms = [{"find": one[typed][-4:] if not typed else one[typed]} for one in people]
        yield Page(f"lookup at the desk by {kind}", "reception", ["/reception/lookup"], forms, part=True)
    yield Poll("desk", "reception", "/reception", r'hx-get="(/reception/board[^"]+)"')
    yield Poll("notices", "advisor", "/my-day", r'hx-get="(/notices\?[^"]+)"')
    yield Page("lead", "advisor", [f"/leads/{lead.id}" for lead in leads[:50]])
    yield Page("customer, all that is known", "manager", [href for *_rest, href in people])
    for name, path in (("leads", "/leads"), ("lost sales", "/lost"), ("retention", "/retention"), ("board", "/board")):
        yield Page(name, "manager", [path])
    yield saving([lead.id for lead in leads])


def saving(lead_ids: Sequence[int]) -> Page:
    """A contact is written down in My Day; the answer is the next task, opened."""
    form = {
        "channel": "phone", "result": "reached", "topic": "quote", "said": "报了落地价和两种保险方案",
        "learnt": "要和家里商量", "agreed": "周五再报一次总价", "at": "day",
    }  # fmt: skip
    return Page("save of a call", "advisor", [f"/leads/{one}/calls" for one in lead_ids], [form], part=True, once=True)
