"""The bulk worker: it forks for each job, from a parent that has made the application but opened no connection.

`rq worker -w jobs.worker.BulkWorker bulk`. A job then starts in milliseconds instead of reading all the code again.
"""

import os
from typing import Any

from rq import Worker

from crm.shared.warm import before_fork
from jobs.runner import application

NICENESS = 5  # on a small machine whoever waits for a page goes before an import; more would hold locks for too long

application()
before_fork()


class BulkWorker(Worker):
    """rq's forking worker; what it forks finds the application there."""

    def work(self, *args: Any, **options: Any) -> bool:
        os.nice(NICENESS)
        return super().work(*args, **options)
