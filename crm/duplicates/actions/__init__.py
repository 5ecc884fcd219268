"""What is done with suspected pairs: find them, judge them, merge them, take them apart."""

from crm.duplicates.actions.apart import take_apart
from crm.duplicates.actions.finding import find_pairs, look_at, merge_sure
from crm.duplicates.actions.judging import say
from crm.duplicates.actions.merging import merge

__all__ = ["find_pairs", "look_at", "merge", "merge_sure", "say", "take_apart"]
