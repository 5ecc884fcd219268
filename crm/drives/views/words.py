"""The words that are signed before a drive and before a ride: what holds now, what held before, a new version."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.drives import actions, queries
from crm.drives.forms import TextForm
from crm.drives.rules import TEXTS, Kind
from crm.drives.views.blueprint import bp
from crm.shared.web import allowed, done, show
from crm.shared.words import _, catalogue
from crm.staff.rules import Right


@bp.get("/drives/words")
@allowed(Right.SETTINGS)
def words() -> Response:
    return _page(_form(_kind()), _kind())


@bp.post("/drives/words")
@allowed(Right.SETTINGS)
def write_words() -> Response:
    form = TextForm(request.form)
    if form.submit(actions.write_text, stamp=g.stamp):
        return done(None, url_for(".words", kind=form.kind.data), toast=_("From now on these words are signed."))
    return _page(form, _kind(), form.status)


def _kind() -> Kind:
    asked = request.values.get("kind")
    return Kind.RIDE if asked == Kind.RIDE else Kind.DRIVE


def _form(kind: Kind) -> TextForm:
    """What holds now stands in the boxes; the house's own words while the store has none."""
    own = queries.text(g.stamp.store_id, kind)
    if own is not None:
        return TextForm(obj=own)
    return TextForm(kind=kind, body=catalogue("zh").gettext(TEXTS[kind]), body_en=TEXTS[kind], version=1)


def _page(form: TextForm, kind: Kind, status: int = 200) -> Response:
    rows = [row for row in queries.texts(g.stamp.store_id) if row.DriveText.kind == kind]
    return show("drives/words.html", None, status, form=form, kind=kind, rows=rows)
