"""The matcher: are two records one person? Pure rules, one stated score (docs/matching.md)."""

from crm.duplicates.rules.blocking import blocking_keys, candidates
from crm.duplicates.rules.clusters import Measure, measure
from crm.duplicates.rules.evidence import LIKELY, SENTENCES, SURE, Field, Level
from crm.duplicates.rules.faces import Record
from crm.duplicates.rules.judging import Likeness, compare, resembles
from crm.duplicates.rules.matching import Matched, match, suspects
from crm.duplicates.rules.weights import STATED, Weights

__all__ = [
    "LIKELY",
    "SENTENCES",
    "STATED",
    "SURE",
    "Field",
    "Level",
    "Likeness",
    "Matched",
    "Measure",
    "Record",
    "Weights",
    "blocking_keys",
    "candidates",
    "compare",
    "match",
    "measure",
    "resembles",
    "suspects",
]
