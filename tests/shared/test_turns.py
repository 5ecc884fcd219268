"""A person at the desk gets SQLite's write lock between two batches of bulk work, not after the last one."""

from __future__ import annotations

import threading
import time

from sqlalchemy import text

from crm.shared.db import be_patient, db

BATCH = 0.12  # seconds
MOST = 1.0  # what the desk may wait


def test_whoever_waits_goes_before_the_next_batch(inside):
    """Without turns the waiting one would look every tenth of a second and find the lock taken again."""
    app, stop, began = inside, threading.Event(), threading.Event()

    def bulk() -> None:
        with app.app_context():
            while not stop.is_set():
                be_patient()
                db.session.execute(text("SELECT 1"))
                began.set()
                time.sleep(BATCH)
                db.session.commit()
            db.session.remove()

    db.session.rollback()
    worker = threading.Thread(target=bulk)
    worker.start()
    try:
        began.wait(5)
        waits = []
        for _ in range(5):
            start = time.monotonic()
            db.session.execute(text("SELECT 1"))  # a writing transaction: BEGIN IMMEDIATE
            waits.append(time.monotonic() - start)
            db.session.commit()
        assert max(waits) < MOST, waits
    finally:
        stop.set()
        worker.join()
