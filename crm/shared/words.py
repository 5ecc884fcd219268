"""Words for people: English in the source, Chinese from translations/zh/*.po, merged when the process starts.

The catalogues are read as they stand, so there is no compile step and no built file to forget.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

LOCALES = {"zh": "zh-Hans-CN", "en": "en"}
CATALOGUES = Path(__file__).resolve().parents[2] / "translations"


def N_(text: str) -> str:  # noqa: N802 - the usual name of the mark
    """Mark a sentence for the catalogue without translating it here (rules know no language)."""
    return text


@lru_cache(maxsize=len(LOCALES))
def catalogue(language: str) -> Any:
    """All of one language's .po files as one gettext catalogue; English is the source itself."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import NullTranslations, Translations

    if language not in LOCALES or language == "en":
        return NullTranslations()
    merged = Translations()
    for path in sorted((CATALOGUES / language).glob("*.po")):
        binary = io.BytesIO()
        with path.open("rb") as text:
            write_mo(binary, read_po(text, locale="zh_Hans_CN"))
        binary.seek(0)
        part = Translations(binary)
        merged.merge(part)
        merged.plural = part.plural  # merging leaves the empty catalogue's own rule, two forms
    return merged


@lru_cache(maxsize=1)
def _request() -> Any:
    """Flask's `g`, imported late: rules mark their sentences here and know no framework."""
    from flask import g

    return g


def language() -> str:
    """The reader's language: what the request has settled, Chinese outside of any request."""
    try:
        return str(_request().language)
    except (AttributeError, RuntimeError):
        return "zh"


@lru_cache(maxsize=8192)
def _said(language: str, text: str) -> str:
    return str(catalogue(language).ugettext(text))


def _(text: str, **facts: Any) -> str:
    """The sentence in the reader's language, with its `%(name)s` filled in."""
    said = _said(language(), text)
    return said % facts if facts else said


def ngettext(one: str, many: str, n: int, **facts: Any) -> str:
    """The sentence for a count; `%(n)s` is the count itself."""
    said: str = catalogue(language()).ungettext(one, many, n)
    return said % {"n": n, **facts}
