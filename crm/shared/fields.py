"""Fields that several features use: a code as chips, a day, an amount of money, a whole number, a short text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from wtforms import Field, StringField, TextAreaField
from wtforms.fields.choices import RadioField, SelectChoice
from wtforms.validators import Length, ValidationError
from wtforms.widgets import DateInput, TextInput

from crm.shared.words import N_

_AMOUNT = re.compile(r"([+-]?)(\d{1,12})(?:\.(\d{1,4}))?(万?)")


def fen_of(text: str) -> int | None:
    """Fen from what people type: 209800, 20.98 万, ¥1,000, full-width digits, a minus sign; None when unreadable."""
    bare = unicodedata.normalize("NFKC", text).replace("−", "-").replace("—", "-")
    bare = re.sub(r"[\s,，、¥￥元]|RMB|CNY", "", bare, flags=re.IGNORECASE)
    found = _AMOUNT.fullmatch(bare)
    if not found:
        return None
    sign, whole, rest, myriad = found.groups()
    exact = int(whole + (rest or "").ljust(4, "0"))  # ten-thousandths of a yuan, or of a myriad
    if not myriad and exact % 100:
        return None  # smaller than a fen
    fen = exact * 100 if myriad else exact // 100
    return -fen if sign == "-" else fen


def text(label: str, longest: int = 60, missing: str = "", lines: int = 1) -> StringField | TextAreaField:
    """A short text, trimmed; with `missing` it cannot be left empty."""
    checks: list[Any] = [Length(max=longest, message=N_("This is too long."))]
    if missing:
        checks.insert(0, Needed(missing))
    kind = TextAreaField if lines > 1 else StringField
    return kind(label, checks, filters=[lambda typed: (typed or "").replace("\x00", "").strip()])


class Needed:
    """The field cannot be left empty; says so in words of its own and shows the mark for it."""

    def __init__(self, missing: str) -> None:
        self.missing = missing
        self.field_flags = {"required": True}

    def __call__(self, _form: Any, field: Field) -> None:
        if field.data in (None, "") and not field.errors:
            raise ValidationError(self.missing)


class CodeField(RadioField):
    """One of a few codes as chips; any other code is refused with a sentence of its own."""

    def __init__(
        self, label: str, code: type[StrEnum], names: Mapping[Any, str], missing: str = "", **more: Any
    ) -> None:
        self.code, self.missing = code, missing
        choices = [SelectChoice(value=one.value, label=names[one]) for one in names]
        super().__init__(label, coerce=str, choices=choices, validate_choice=False, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = (valuelist[0].strip() or None) if valuelist else None

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            if self.missing:
                raise ValidationError(self.missing)
            return
        for spelt in (self.data, self.data.lower(), self.data.upper()):
            if spelt in self.code._value2member_map_:
                self.data = self.code(spelt)
                return
        raise ValidationError(N_("This choice does not exist."))


class Typed(Field):
    """What was typed stays in the box even when it cannot be read."""

    widget = TextInput()
    unreadable = ""

    def __init__(self, label: str, checks: Any = (), **more: Any) -> None:
        super().__init__(label, checks, **more)
        self.typed: str | None = None

    def read(self, typed: str) -> Any:
        raise NotImplementedError

    def shown(self, value: Any) -> str:
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = next(
            (value.strip() for value in reversed(valuelist) if value.strip()), ""
        )  # a box beside chips wins
        self.data = self.read(self.typed) if self.typed else None
        if self.typed and self.data is None:
            raise ValueError(self.unreadable)

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.shown(self.data)


class DateField(Typed):
    """A day from the browser's date box, or typed like 2026-03-18."""

    widget = DateInput()
    unreadable = N_("Write the day like 2026-03-18.")

    def read(self, typed: str) -> date | None:
        try:
            return date.fromisoformat(unicodedata.normalize("NFKC", typed).replace("/", "-"))
        except ValueError:
            return None

    def shown(self, value: date) -> str:
        return value.isoformat()


class FenField(Typed):
    """An amount in yuan, kept in fen (Decision 20)."""

    unreadable = N_("Write the amount in yuan, such as 209800 or 20.98 万.")

    def read(self, typed: str) -> int | None:
        return fen_of(typed)

    def shown(self, value: int) -> str:
        return f"{value // 100:,}" if value % 100 == 0 else f"{value / 100:,.2f}"


class WholeField(Typed):
    """A whole number without sign, also in full-width digits and with separators."""

    unreadable = N_("Write a whole number.")

    def read(self, typed: str) -> int | None:
        bare = re.sub(r"[\s,，]|km|公里", "", unicodedata.normalize("NFKC", typed), flags=re.IGNORECASE)
        return int(bare) if re.fullmatch(r"\d{1,9}", bare) else None
