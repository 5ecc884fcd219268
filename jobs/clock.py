"""The clock: `rq cron jobs.clock` rings once a minute for the tick, and knows nothing else (Decision 14).

It imports neither the application nor the database, so it stays small. Exactly one should run; a second one, or
a doubled ring, is harmless.
"""

from rq import cron


def tick() -> None:
    """Runs in a worker of the prompt queue."""
    from jobs import runner

    runner.tick()


cron.register(tick, queue_name="prompt", cron="* * * * *", job_timeout=50, result_ttl=60)
