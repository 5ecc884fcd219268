"""The clock: `rq cron jobs/clock.py` rings at once and then each minute for the tick, and knows nothing else
(Decision 14).

It imports neither the application nor the database, so it stays small. Exactly one should run; a second one, or
a doubled ring, is harmless.
"""

import rq.cron
from rq import Queue
from rq.serializers import JSONSerializer


class JSONQueue(Queue):
    """rq's cron always pickles what it rings for, whatever --serializer says; our workers read JSON only."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{**options, "serializer": JSONSerializer})  # type: ignore[arg-type]


rq.cron.Queue = JSONQueue  # type: ignore[attr-defined]


def tick() -> None:
    """Runs in a worker of the prompt queue."""
    from jobs import runner

    runner.tick()


rq.cron.register(tick, queue_name="prompt", interval=60, job_timeout=50, result_ttl=60)
