"""The worker of the measured import, in a process of its own: `python -m bench.import_work`, JSON on its output.

It works whatever jobs of the import wait, and says how long they took and how much memory they needed.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time

from sqlalchemy import select

from crm.shared.db import db
from crm.shared.queue import Outbox
from jobs import runner
from jobs.worker import NICENESS


def _spent() -> float:
    """CPU seconds of this process and of the children that have ended."""
    usages = (resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in usages)


def main() -> int:
    os.nice(NICENESS)
    with runner.application().app_context():
        waiting = select(Outbox.id).where(Outbox.done_at.is_(None), Outbox.job.like("jobs.imports.%"))
        ids = list(db.session.scalars(waiting.order_by(Outbox.id)))
        db.session.rollback()
        begin, cpu = time.perf_counter(), _spent()
        said = [runner.run_row(one) for one in ids]
        took = {"seconds": time.perf_counter() - begin, "cpu": _spent() - cpu}
    own, child = (resource.getrusage(one).ru_maxrss / 1024 for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    json.dump({**took, "own_mb": own, "child_mb": child, "said": said}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
