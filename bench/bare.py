"""The other side of the scales: one Flask view, one indexed query, a Jinja list of 50. `gunicorn bench.bare:app`."""

from __future__ import annotations

import os

from flask import Flask, render_template_string
from sqlalchemy import create_engine, event, text

PAGE = """<!doctype html><title>Customers</title><table>{% for row in rows %}
<tr><td>{{ row.id }}<td><a href="/customers/{{ row.id }}">{{ row.name }}</a><td>{{ row.sex }}<td>{{ row.source }}
<td>{{ row.created_at }}</tr>{% endfor %}</table>"""
QUERY = text(
    "SELECT id, name, sex, source, created_at FROM customers "
    "WHERE store_id = :store_id AND archived_at IS NULL ORDER BY id DESC LIMIT 50"
)

app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"])

if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def same_settings(connection, _record):  # type: ignore[no-untyped-def]
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000"):
            connection.execute(f"PRAGMA {pragma}")


@app.get("/")
def customers() -> str:
    with engine.connect() as connection:
        return render_template_string(PAGE, rows=connection.execute(QUERY, {"store_id": 1}).all())
