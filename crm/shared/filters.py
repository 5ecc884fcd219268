"""How things are written on a screen: dates, money, kilometres, masked numbers. Cached, no Babel per row."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, has_app_context

from crm.shared.reasons import say
from crm.shared.web import banners, panels
from crm.shared.words import _, catalogue, language

WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=4096)
def _day(on: date, lang: str, weekday: bool, this_year: int) -> str:
    name = f" {WEEKDAYS[lang][on.weekday()]}" if weekday else ""
    if lang == "zh":
        year = "" if on.year == this_year else f"{on.year}年"
        return f"{year}{on.month}月{on.day}日{name}"
    year = "" if on.year == this_year else f" {on.year}"
    return f"{name.strip()} {on.day} {MONTHS[on.month - 1]}{year}".strip()


def _this_year() -> int:
    stamp = g.get("stamp") if has_app_context() else None
    return int(stamp.today.year) if stamp else 0


def _local(at: datetime) -> datetime:
    stamp = g.get("stamp")
    return at.astimezone(ZoneInfo(stamp.zone if stamp else "Asia/Shanghai"))


def _on(value: date | datetime) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """3月18日 周三 / Wed 18 Mar; the year is said when it is another one."""
    return _day(_on(value), language(), True, _this_year()) if value else ""


def day_of_today(value: date) -> str:
    """A day without its year, also on a screen where nobody is signed in."""
    return _day(value, language(), True, value.year)


def short_day(value: date | datetime | None) -> str:
    """3月18日 / 18 Mar."""
    return _day(_on(value), language(), False, _this_year()) if value else ""


def clock_time(value: datetime | None) -> str:
    """10:42 on the store's wall."""
    return _local(value).strftime("%H:%M") if value else ""


def moment(value: datetime | None) -> str:
    """3月18日 10:42 / 18 Mar 10:42."""
    return f"{short_day(value)} {clock_time(value)}" if value else ""


def money(fen: int | None) -> str:
    """¥1,000 from fen; the fen are shown only when there are any (Decision 20)."""
    if fen is None:
        return ""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}¥{yuan:,}" + (f".{rest:02d}" if rest else "")


def km(value: int | None) -> str:
    return "" if value is None else f"{value:,} km"


def named(thing: Any) -> str:
    """The name of a person or row in the reader's language; the English one may be empty."""
    return str((getattr(thing, "name_en", "") if language() == "en" else "") or thing.name)


def _reason(row: Any, facts: Any = None) -> str:
    """A row's reason as a sentence, `row|say`; or a code with its facts, `code|say(facts)`."""
    return say(row, facts) if isinstance(row, str) else say(row.reason_code, row.facts)


def new_key() -> str:
    """A fresh idempotency key for a form."""
    return secrets.token_urlsafe(16)


def plural(one: str, many: str, count: int, /, **facts: Any) -> str:
    """ngettext for templates: a {% trans %} block fills the sentence in by itself, a call names its facts."""
    said = str(catalogue(language()).ungettext(one, many, count))
    return said % {"n": count, **facts} if facts else said


def init_app(app: Flask) -> None:
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    # Old style: a third of the cost, and `_()` in a template answers with text that is escaped like any other.
    env.install_gettext_callables(_, plural, newstyle=False)  # type: ignore[attr-defined]
    env.globals["_"] = _
    env.filters.update(
        day=day, short_day=short_day, clock=clock_time, moment=moment, money=money, km=km,
        say=_reason, named=named,
    )  # fmt: skip
    env.globals.update(new_key=new_key, say=say, panels=panels, banners=banners)
