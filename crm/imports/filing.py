"""A person whom a row of sales or leads names: filed when new, a little better known when not."""

from __future__ import annotations

from typing import Any

from crm.customers.rules import only_surname, split_title
from crm.imports.judge import amend
from crm.imports.scene import Held, Person, Picture


def filed(base: Picture, record: Any, row_no: int) -> Person:
    """A new customer in the picture; found by the rows that follow."""
    name, title_sex = split_title(record.name)
    person = base.add_person(Person(kind=record.kind))
    second = record.phone2 if record.phone2 != record.phone else ""
    told = [("name", name), ("sex", record.sex or title_sex or ""), ("phone", record.phone), ("phone2", second)]
    amend(person, told, row_no)
    if record.phone:
        base.people.setdefault(record.phone, []).append(person)
    return person


def better_known(person: Person, record: Any, row_no: int) -> list[tuple[str, Any, Any]]:
    """What the file of a known customer lacks; it corrects nothing that stands there, but 王 may become 王芳."""
    name, title_sex = split_title(record.name)
    fuller = name if not person.name or (only_surname(person.name) and not only_surname(name)) else ""
    sex = "" if person.sex else record.sex or title_sex or ""
    second = "" if person.phone2 or record.phone2 in (person.phone, *person.also) else record.phone2
    return amend(person, [("name", fuller), ("sex", sex), ("phone2", second)], row_no)


def stranger(person: Person, code: str) -> Held:
    """Somebody else's phone or car: on file, or in a row above."""
    row = min(person.says.values(), default=0)
    return Held("imports.row_differs", row=row) if person.id is None and row else Held(code)
