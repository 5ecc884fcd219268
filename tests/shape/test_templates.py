"""What a page never holds: text taken as markup, styles and scripts in the page, and words that cannot be translated."""

from __future__ import annotations

import re

import pytest

from tests.shape.source import named, templates

NEVER = {
    r"\|\s*safe\b": "text taken as markup",
    r"\bMarkup\(": "text taken as markup",
    r"autoescape\s+false": "text taken as markup",
    r"\sstyle\s*=": "a style in the page (the policy refuses it)",
    r"\son[a-z]+\s*=": "a script in the page (the policy refuses it)",
    r"\shx-on[:\w-]*\s*=": "a script in the page (the policy refuses it)",
    r"<script(?![^>]*\bsrc=)[^>]*>": "a script in the page (the policy refuses it)",
    r"javascript:": "a script in the page (the policy refuses it)",
    r"[\"'](https?:)?//(?!www\.w3\.org)": "another host",
    r"(?<![\w.])_\(\s*[a-z]": "words in a variable: use word(…)",
}


@pytest.mark.parametrize("pattern", NEVER)
def test_no_template_has(pattern: str) -> None:
    found = [
        f"{named(path)}:{number}: {line.strip()[:120]}"
        for path in templates()
        for number, line in enumerate(re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S).splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found, f"{NEVER[pattern]}:\n" + "\n".join(found)


def test_no_number_of_lines_hides_a_style_sheet() -> None:
    """Style sheets come from files only."""
    assert not [named(path) for path in templates() if "<style" in path.read_text()]
