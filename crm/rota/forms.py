"""What is typed to set the rota and to plan the week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from datetime import time as wall_time
from typing import Any

from wtforms import BooleanField, TimeField
from wtforms.fields.choices import SelectChoice, SelectField

from crm.rota.actions.planning import Choice
from crm.rota.rules.absence import WHY_NAMES, Why
from crm.rota.rules.planning import POST_NAMES, Post
from crm.rota.shifts import Shift
from crm.shared.fields import CodeField, DateField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_, _

UNREADABLE = N_("Write the time like 09:00.")


def somebody(label: str) -> SelectField:
    """One of the store's people; whether they may is the action's question."""
    return SelectField(label, coerce=lambda value: int(value) if str(value).isdigit() else 0, validate_choice=False)


def offer_people(field: SelectField, people: Iterable[Any]) -> None:
    field.choices = [SelectChoice(value=one.id, label=one.name) for one in people]


class _Hours(Form):
    """A form with two times on the store's wall."""

    def validate(self, *args: Any, **more: Any) -> bool:
        right = bool(super().validate(*args, **more))
        for name in ("starts", "ends"):
            if self[name].data is None:
                self[name].errors = [UNREADABLE]
                right = False
        return right


class DutyForm(_Hours):
    """Somebody is put on today's rota."""

    staff_id = somebody(N_("Who stands"))
    starts = TimeField(N_("From"), default=wall_time(9))
    ends = TimeField(N_("To"), default=wall_time(18))
    reserve = BooleanField(N_("In reserve: comes when everybody at the door is busy"))


class PlaceForm(Form):
    """One tap on a row of the rota."""

    version = WholeField(N_("Version"))


class ShiftForm(_Hours):
    """A pattern of the store."""

    name = text(N_("Name of the shift"), 20, missing=N_("Enter the name."))
    name_en = text(N_("Name in English"), 20)
    starts = TimeField(N_("From"))
    ends = TimeField(N_("To"))
    version = WholeField(N_("Version"))


def read_post(code: str) -> tuple[str, int | None]:
    """The post and shift of a choice: "" says nothing, "reserve", "off", or the number of a shift."""
    if code.isascii() and code.isdigit() and len(code) < 18:
        return Post.DOOR, int(code)
    return (code if code in (Post.RESERVE, Post.OFF) else ""), None


def post_code(post: str, shift_id: int | None) -> str:
    return str(shift_id) if post == Post.DOOR else post


def posts(shifts: Sequence[Shift], english: bool, nothing: str) -> list[SelectChoice]:
    """What can be chosen for a cell."""
    door = [SelectChoice(str(one.id), (english and one.name_en) or one.name) for one in shifts]
    return [SelectChoice("", nothing), *door, *(SelectChoice(post.value, _(name)) for post, name in POST_NAMES.items())]


class WeekForm(Form):
    """What each group does on each day: `cell-<day>-<team>`, and the version it was read from."""

    def __init__(self, typed: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.typed = typed or {}

    def arguments(self) -> dict[str, Any]:
        return {"choices": list(self._choices())}

    def _choices(self) -> Iterator[Choice]:
        for name, code in self.typed.items():
            kind, _dash, rest = name.partition("-")
            on_day, _dash, team = rest.rpartition("-")
            if kind != "cell" or not (team.isascii() and team.isdigit()):
                continue
            try:
                day = date.fromisoformat(on_day)
            except ValueError:
                continue
            seen = self.typed.get(f"version-{rest}", "")
            version = int(seen) if seen.isascii() and seen.isdigit() else 0
            yield Choice(day, int(team), *read_post(code), version)


class PersonDayForm(Form):
    """One person does something else than their group."""

    staff_id = somebody(N_("Who"))
    on_day = DateField(N_("Day"), [Needed(N_("Choose the day."))])
    post = SelectField(N_("What they do"), validate_choice=False)

    def arguments(self) -> dict[str, Any]:
        post, shift_id = read_post(self.post.data or "")
        return {"staff_id": self.staff_id.data, "on_day": self.on_day.data, "post": post, "shift_id": shift_id}


class SwapForm(Form):
    """Two people change shifts."""

    staff_id = somebody(N_("Whose shift"))
    other_id = somebody(N_("With whom"))
    on_day = DateField(N_("On"), [Needed(N_("Choose the day."))])
    back_on = DateField(N_("And in return on"))


class BackupForm(Form):
    """Who stands in for somebody."""

    staff_id = somebody(N_("Who"))
    backup_id = somebody(N_("Stands in"))

    def arguments(self) -> dict[str, Any]:
        return {"staff_id": self.staff_id.data, "backup_id": self.backup_id.data or None}


class AbsenceForm(Form):
    """Who is away, and from when to when."""

    staff_id = somebody(N_("Who"))
    first_on = DateField(N_("First day"), [Needed(N_("Choose the day."))])
    last_on = DateField(N_("Last day"), [Needed(N_("Choose the day."))])
    kind = CodeField(N_("Why"), Why, WHY_NAMES, N_("Say why."), default=Why.LEAVE.value)
