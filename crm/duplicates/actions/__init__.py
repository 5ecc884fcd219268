"""What is done with suspected pairs: find them, judge them, merge them, take them apart."""

from crm.duplicates.actions.apart import take_apart
from crm.duplicates.actions.merging import merge

__all__ = ["merge", "take_apart"]
