"""What stands in stock, and bringing the file."""

from __future__ import annotations

from flask import Blueprint, g, request, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _
from crm.staff.rules import Right
from crm.stock import actions, queries
from crm.stock.forms import StockForm
from crm.stock.rules import STATE_NAMES, State

bp = Blueprint("stock", __name__, url_prefix="/stock")


@bp.get("")
@allowed(Right.SELL, Right.IMPORT)
def index() -> Response:
    """The cars by model and one by one, free ones first to the eye."""
    return _page(StockForm(), 200)


def _page(form: StockForm, status: int) -> Response:
    state, after = request.args.get("state", ""), request.args.get("after", type=row_id)
    state = state if state in State._value2member_map_ else ""
    wanted = request.args.get("model", "").strip()[:60]
    rows = queries.cars(g.stamp.store_id, wanted, state, after)
    more = rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None
    told = {"rows": rows[: queries.PAGE], "more": more, "state": state, "wanted": wanted, "names": STATE_NAMES}
    if after:
        return show("stock/index.html", "stock/_rows.html", status, form=form, file=None, models=[], **told)
    store = g.stamp.store_id
    return show(
        "stock/index.html", None, status, form=form, file=queries.newest_file(store),
        models=queries.by_model(store), **told,
    )  # fmt: skip


@bp.post("/files")
@allowed(Right.IMPORT)
def take_stock() -> Response:
    """Read a file by hand."""
    form = StockForm(CombinedMultiDict([request.files, request.form]))
    if form.submit(actions.take_stock, stamp=g.stamp):
        said = _("%(n)s cars are in stock now.", n=form.result.cars)
        return done(None, url_for(".index"), toast=said)
    return _page(form, form.status)
