"""The words that a form offers while somebody types: `list="words-model"` and `words_offered("model")`."""

from __future__ import annotations

from flask import g
from markupsafe import Markup, escape

from crm.dictionaries.queries import lexicon
from crm.dictionaries.views import bp


def words_offered(kind: str) -> Markup:
    """The datalist of a kind; what is typed may differ, it is then kept as it stands and named on the page."""
    names = lexicon(g.stamp.store_id).names(kind) if g.get("stamp") else []
    options = Markup("").join(Markup('<option value="{}"></option>').format(escape(name)) for name in names)
    return Markup('<datalist id="words-{}">{}</datalist>').format(kind, options)


bp.add_app_template_global(words_offered, "words_offered")
