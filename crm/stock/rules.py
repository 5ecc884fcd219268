"""What the stock file says: a heading line, then one car a line with model, colour, and free or held.

Dealer systems write it in their own words and in GB 18030 as often as in UTF-8; both are read, nothing is written.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

MOST_BYTES = 2 * 1024 * 1024
MOST_CARS = 5_000


class State(StrEnum):
    """Free to be sold, or held for somebody."""

    FREE = "free"
    HELD = "held"


STATE_NAMES = {State.FREE: N_("for sale"), State.HELD: N_("held")}
HEADINGS = {
    "model": ("model", "car", "车型", "车系", "车辆型号", "车型名称", "车型配置"),
    "colour": ("colour", "color", "颜色", "外观颜色", "车身颜色", "外色"),
    "state": ("state", "status", "状态", "库存状态", "车辆状态"),
    "vin": ("vin", "车架号", "车辆识别代号", "底盘号"),
}
STATES = {
    State.FREE: ("free", "available", "in stock", "可售", "在库", "空闲", "现车", "库存", "自由"),
    State.HELD: ("held", "reserved", "sold", "ordered", "锁定", "已锁", "已订", "预订", "预留", "占用", "已售", "留车"),
}
SENTENCES = sentences(
    {
        "stock.not_text": N_("This is not a text file. Save the list as CSV."),
        "stock.too_big": N_("The file is larger than {mb} MB or has more than {cars} cars."),
        "stock.no_heading": N_("No line names the columns {names}."),
        "stock.no_car": N_("No line of the file could be read as a car."),
    }
)


class Unreadable(Exception):
    """The file is refused as a whole, and why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.reason = Reason(code, facts)


class Car(NamedTuple):
    model: str
    colour: str
    state: State
    vin: str


class Sheet(NamedTuple):
    """The cars, and how many lines were not understood."""

    cars: list[Car]
    refused: int


def read(content: bytes) -> Sheet:
    """The cars of a file; raises Unreadable when it is no such list at all."""
    if len(content) > MOST_BYTES:
        raise Unreadable("stock.too_big", mb=MOST_BYTES // 1024 // 1024, cars=MOST_CARS)
    text = _decoded(content)
    lines = [[_plain(cell) for cell in line] for line in csv.reader(io.StringIO(text), delimiter=_separator(text))]
    start, places = _heading(lines)
    cars: list[Car] = []
    refused = 0
    for line in lines[start + 1 :]:
        if not any(line):
            continue
        car = _car(line, places)
        if car is None:
            refused += 1
        else:
            cars.append(car)
        if len(cars) > MOST_CARS:
            raise Unreadable("stock.too_big", mb=MOST_BYTES // 1024 // 1024, cars=MOST_CARS)
    if not cars:
        raise Unreadable("stock.no_car")
    return Sheet(cars, refused)


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codes: tuple[str, ...] = ("utf-16",)
    else:
        codes = ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Unreadable("stock.not_text")


def _separator(text: str) -> str:
    head = "\n".join(text.split("\n", 5)[:5])
    return max(",;\t，", key=head.count)


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()[:120]


def _heading(lines: list[list[str]]) -> tuple[int, dict[str, int]]:
    """The line that names model, colour and state, within the first ten; and where each stands."""
    for number, line in enumerate(lines[:10]):
        named = [cell.lower().replace(" ", "") for cell in line]
        places = {
            column: named.index(word) for column, words in HEADINGS.items() for word in reversed(words) if word in named
        }
        if {"model", "colour", "state"} <= places.keys():
            return number, places
    raise Unreadable("stock.no_heading", names="车型 / 颜色 / 状态")


def _car(line: list[str], places: dict[str, int]) -> Car | None:
    told = {column: line[place] if place < len(line) else "" for column, place in places.items()}
    state = next((one for one, words in STATES.items() if told["state"].lower() in words), None)
    if not told["model"] or state is None:
        return None
    return Car(told["model"], told["colour"], state, told.get("vin", ""))
