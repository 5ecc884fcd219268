"""The stock file in its folder, var/stock/<store code>.csv: the dealer system puts it there, Yuke only reads it."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from sqlalchemy import select

from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.models import Store
from crm.stock.actions import take_dropped
from crm.stock.rules import MOST_BYTES


def path_of(store_id: int) -> Path:
    """Where this store's file is looked for."""
    code = db.session.scalar(select(Store.code).where(Store.id == store_id)) or ""
    safe = "".join(sign for sign in code if sign.isalnum() or sign in "-_")
    return Path(current_app.config["YUKE"].var_dir) / "stock" / f"{safe or store_id}.csv"


def read_file(stamp: Stamp) -> bool:
    """Read what has been put there since; False when nothing is new, or it is no such list."""
    try:
        with path_of(stamp.store_id).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        return False  # no file is put there, or it is being written just now: tomorrow again
    return take_dropped(content=content, stamp=stamp)
