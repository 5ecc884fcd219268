"""After a loss: what is still said (touches), what wakes the customer (occasions), the month's review (month)."""

from crm.losses.rules import month, occasions, touches

__all__ = ["month", "occasions", "touches"]
