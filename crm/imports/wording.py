"""One word for one thing (R-605): models, series, colours and insurers of a row as the store's dictionary has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crm.dictionaries.queries import Lexicon, Word

_WORDS = (("model", Word.MODEL), ("series", Word.SERIES), ("colour", Word.COLOUR), ("insurer", Word.INSURER))


def worded(record: Any, words: Lexicon | None) -> Any:
    """The record with the words that count; what the dictionary does not know stays as it was said."""
    if words is None:
        return record
    kept = {
        name: word
        for name, kind in _WORDS
        if (said := getattr(record, name, "")) and (word := words.kept(kind, said)) != said
    }
    return replace(record, **kept) if kept else record
