"""What the templates' macros need beyond Jinja: the attributes of a field, a share of a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from wtforms import Field

from crm.shared.words import _


def attributes(field: Field, told: Sequence[str] = (), more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What ties a box to its hint and its error; `hx_get` becomes `hx-get`, True an attribute without a value."""
    found = {name.replace("_", "-"): value for name, value in (more or {}).items() if value not in (None, False)}
    if told:
        found["aria-describedby"] = " ".join(told)
    if field.errors:
        found["aria-invalid"] = "true"
    if field.flags.required:
        found["aria-required"] = "true"
    return found


def percent(value: float, whole: float) -> str:
    """A bar's length for an SVG attribute, never outside of its box."""
    return f"{min(100.0, max(0.0, 100.0 * value / whole)):.1f}" if whole else "0"


def init_app(app: Flask) -> None:
    """Give every template, also the imported macros, these functions.

    `word(text)` translates what a variable holds (labels, choices, refusals) and leaves it to be escaped, while
    `_("…")` in a template is for literals only: its answer counts as markup.
    """
    app.jinja_env.globals.update(attributes=attributes, percent=percent, word=_)
