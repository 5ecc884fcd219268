"""Both languages are complete: every sentence of the source has its Chinese, and no Chinese is left over."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import wtforms.validators
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.shape.source import ROOT, modules, named, templates

KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "word": None}
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
OPTIONS["extensions"] = "jinja2.ext.i18n,jinja2.ext.do"
CATALOGUES = sorted((ROOT / "translations" / "zh").glob("*.po"))


def read(path: Path, method: str, keywords: dict[str, tuple[int, ...] | None]) -> Iterator[tuple[str, str]]:
    with path.open("rb") as text:
        for line, message, _comments, _context in extract(method, text, keywords, (), OPTIONS):
            for one in message if isinstance(message, tuple) else (message,):
                if one:
                    yield one, f"{named(path) if path.is_relative_to(ROOT) else path.name}:{line}"


@cache
def said() -> dict[str, str]:
    """Every sentence of the source, and where it stands first."""
    found: dict[str, str] = {}
    for path in modules():
        for message, where in read(path, "python", KEYWORDS):
            found.setdefault(message, where)
    for path in templates():
        for message, where in read(path, "jinja2.ext:babel_extract", KEYWORDS):
            found.setdefault(message, where)
    return found


@cache
def borrowed() -> frozenset[str]:
    """The sentences that WTForms says by itself."""
    source = Path(wtforms.validators.__file__).parent
    keywords = {"gettext": None, "ngettext": (1, 2)}
    return frozenset(m for path in source.rglob("*.py") for m, _ in read(path, "python", keywords))


@cache
def translated() -> dict[str, tuple[str, str]]:
    """msgid → (its Chinese, the catalogue); two catalogues may not differ about one."""
    found: dict[str, tuple[str, str]] = {}
    for path in CATALOGUES:
        for message in read_po(io.BytesIO(path.read_bytes()), locale="zh_Hans_CN"):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            text = message.string[0] if isinstance(message.string, tuple) else message.string
            for one in filter(None, ids):
                assert found.get(one, (text,))[0] == text, f"{one!r} differs in {found[one][1]} and {path.name}"
                found[one] = (str(text or ""), path.name)
    return found


def test_the_catalogues_agree() -> None:
    assert translated()


def test_every_sentence_has_its_chinese() -> None:
    missing = [f"{where}: {text}" for text, where in said().items() if not translated().get(text, ("",))[0]]
    assert not missing, f"{len(missing)} without Chinese:\n" + "\n".join(sorted(missing))


def test_no_chinese_is_left_over() -> None:
    stale = [f"{where}: {text}" for text, (_zh, where) in translated().items() if text not in said()]
    stale = [line for line in stale if line.split(": ", 1)[1] not in borrowed()]
    assert not stale, f"{len(stale)} no longer in the source:\n" + "\n".join(sorted(stale))


@pytest.mark.parametrize("pattern", [r"%\(\w+\)[sd]", r"(?<!\{)\{\w+\}(?!\})"])
def test_both_languages_fill_in_the_same_facts(pattern: str) -> None:
    """The Chinese may leave out the count of a plural, nothing else."""
    for text, (chinese, where) in translated().items():
        given, used = set(re.findall(pattern, text)), set(re.findall(pattern, chinese))
        assert used <= given | {"%(n)s", "%(num)s"}, f"{where}: {text!r} → {chinese!r}"
        assert given <= used | {"%(n)s", "%(num)s"}, f"{where}: {text!r} → {chinese!r}"


def test_no_english_stands_outside_gettext_in_chinese_catalogues() -> None:
    for text, (chinese, where) in translated().items():
        assert chinese, f"{where}: {text!r} is empty"
