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


def said(field: Any, value: Any) -> str:
    """A field's value as it is read on the screen: the labels of its choices, or the text itself."""
    values = value if isinstance(value, (list, tuple)) else [value]
    labels = {str(one.value): str(one.label) for one in field.iter_choices()} if hasattr(field, "choices") else {}
    return ", ".join(_(labels[str(one)]) if str(one) in labels else str(one) for one in values) or "—"


def percent(value: float, whole: float) -> str:
    """A bar's length for an SVG attribute, never outside of its box."""
    return f"{min(100.0, max(0.0, 100.0 * value / whole)):.1f}" if whole else "0"


def init_app(app: Flask) -> None:
    """Give every template, also the imported macros, these functions.

    `word(text)` translates what a variable holds (labels, choices, refusals); `_("…")` is for literals, which the
    catalogue's check finds.
    """
    app.jinja_env.globals.update(attributes=attributes, percent=percent, said=said, word=_)
