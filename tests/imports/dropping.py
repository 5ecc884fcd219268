"""A store with watched folders, for the tests of the scheduled drop."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.imports import actions, sources
from crm.imports.drop import following, profiles
from crm.imports.drop.models import DropFile, DropProfile
from crm.imports.models import Import
from crm.imports.rules import Kind
from crm.notices.models import Notice
from crm.shared.db import db
from crm.shared.stamp import machine
from jobs.runner import run_all
from tests.imports.files import CUSTOMER_HEADINGS, text, workbook
from tests.support import stamp_of

CARL = ["周建国", "13812345678", "粤B12345", "LSVAA4187E2123456", "澄野 L5", "64000", "2026-03-05"]
VERA = ["李霞", "13812345679", "粤B12346", "LSVAA4187E2123457", "澄野 L5", "6000", "2026-03-05"]
BAD = ["王伟", "1380013800", "", "", "", "", ""]


class House:
    """The folders of store 1, and a clock whose minutes pass when a test says so."""

    def __init__(self, root: Path) -> None:
        self.root, self.at = root, stamp_of("clerk").at
        self.folder = root / "T1" / "dms"

    def profile(self, **values: Any) -> DropProfile:
        given = {
            "name": "DMS",
            "folder": "dms",
            "pattern": "*.csv",
            "kind": Kind.CUSTOMERS,
            "source_id": None,
            "by_itself": False,
            "active": True,
        }
        found = profiles.open_profile(**{**given, **values}, stamp=stamp_of("clerk"))
        db.session.commit()
        self.folder = self.root / "T1" / found.folder
        return found

    def put(self, *rows: list[str], name: str = "owners.csv", content: bytes = b"") -> Path:
        path = self.folder / name
        path.write_bytes(content or text([CUSTOMER_HEADINGS, *rows]))
        return path

    def minutes(self, count: int = 1) -> None:
        for _minute in range(count):
            self.at += timedelta(minutes=1)
            following.watch(machine(1, self.at), db.session.commit)
            run_all()

    def names(self, where: str = ".") -> list[str]:
        return sorted(one.name for one in (self.folder / where).iterdir() if not one.is_dir())

    def states(self) -> list[str]:
        return list(db.session.scalars(select(DropFile.state).order_by(DropFile.id)))

    def trouble(self) -> str | None:
        return db.session.scalar(select(DropProfile.trouble))

    def notices(self) -> list[str]:
        return list(db.session.scalars(select(Notice.kind).order_by(Notice.id)))


def remembered() -> int:
    """A source whose columns a person has looked at once."""
    file = SimpleNamespace(
        stream=BytesIO(workbook([CUSTOMER_HEADINGS, ["", "13800000000", "", "", "", "", ""]])),
        filename="x.xlsx",
    )
    record = actions.upload(kind="customers", file=file, stamp=stamp_of("clerk"))
    db.session.commit()
    run_all()
    record = db.session.scalars(select(Import)).one()
    source = sources.remember(
        record, name="DMS", mapping=record.mapping, version=record.version, stamp=stamp_of("clerk")
    )
    actions.cancel(record, stamp=stamp_of("clerk"))
    db.session.commit()
    return source.id


def customers() -> int:
    return db.session.scalar(select(func.count()).select_from(Customer).where(Customer.store_id == 1)) or 0
