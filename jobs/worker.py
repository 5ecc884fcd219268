"""The bulk worker: it forks for each job, from a parent that has made the application but opened no connection.

`rq worker -w jobs.worker.BulkWorker bulk`. A job then starts in milliseconds instead of reading all the code again.
"""

import gc

from rq import Worker

from jobs.runner import application

application()
gc.collect()
gc.freeze()  # stays shared with what is forked


class BulkWorker(Worker):
    """rq's forking worker; what it forks finds the application there."""
