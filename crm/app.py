"""The application: the only file that knows every feature."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from flask import Flask, g, request
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from crm import config as configuration
from crm.navigation import navigation, tabs
from crm.shared import assets, components, errors, filters, packing, words
from crm.shared import settings as numbers
from crm.shared.crypto import keys
from crm.shared.db import POSTGRESQL_OPTIONS, configure, db
from crm.shared.queue import Bell
from crm.shared.sealed import seals
from crm.staff import gate
from crm.staff.rules import TABLET_IDLE_MINUTES
from crm.staff.session import Sessions

# Low to high: a higher feature may use a lower one, never back (import-linter holds it).
FEATURES = (
    "staff", "people", "standards", "notices", "dictionaries", "exports", "customers", "vehicles", "duplicates",
    "leads", "scripts", "questions", "rota", "cards", "drives", "appointments", "reception", "tablet", "enquiries",
    "callbacks", "stock", "orders", "sales", "handover", "losses", "points", "ageing", "grading", "workshop",
    "insurance", "elsewhere", "retention", "coupons", "imports", "quality", "reports", "demo",
)  # fmt: skip


class RowId(IntegerConverter):
    """A number in an address that a database can hold; a longer one is an address that does not exist."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**63 - 1)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The application; `overrides` replaces fields of crm.config.Config (tests)."""
    settings = replace(configuration.load(), **(overrides or {}))
    app = Flask("crm", root_path=str(configuration.ROOT / "crm"), template_folder="../templates", static_folder=None)
    app.config.update(_flask_config(settings))
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    keys.use(settings.field_key, settings.index_key)
    seals.use(settings.tablet_keys)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    if "FLASK_RUN_FROM_CLI" in os.environ:  # `flask db …` alone needs Alembic: 15 MB and half a second a process
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(configuration.ROOT / "migrations"), compare_type=True, render_as_batch=True)
    app.extensions["yuke.bell"] = Bell(settings.redis_url)
    app.session_interface = Sessions()
    app.url_map.converters["int"] = RowId
    gate.init_app(app)
    csrf = CSRFProtect(app)
    Htmx(app)
    assets.init_app(app)
    components.init_app(app)
    packing.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    with app.app_context():
        configure(db.engine)
    _features(app)
    for view in app.view_functions.values():
        if getattr(view, "own_proof", False):
            csrf.exempt(view)
    app.context_processor(_frame)
    return app


def _flask_config(settings: configuration.Config) -> dict[str, Any]:
    engine: dict[str, Any] = {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "hide_parameters": True}
    if settings.database_url.startswith("postgresql"):
        engine["connect_args"] = {"options": POSTGRESQL_OPTIONS, "connect_timeout": 3}
    else:
        engine["connect_args"] = {"timeout": 10, "check_same_thread": False}
    return {
        "YUKE": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "TESTING": settings.testing,
        "SESSION_COOKIE_NAME": "__Host-visitor" if settings.https else "visitor",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # the gate compares Origin for every scheme
        "MAX_CONTENT_LENGTH": settings.max_upload,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 2000,
        **settings.extra,
    }


def _features(app: Flask) -> None:
    """Import every feature's models, views and commands."""
    for feature in FEATURES:
        for module in ("models", "rules", "queries", "actions", "commands", "views", "health", "exports"):
            name = f"crm.{feature}.{module}"
            if importlib.util.find_spec(f"crm.{feature}") and importlib.util.find_spec(name):
                found = importlib.import_module(name)
                if hasattr(found, "bp"):
                    app.register_blueprint(found.bp)


def _frame() -> dict[str, Any]:
    """What base.html needs on every page."""
    present, stamp = g.get("present"), g.get("stamp")
    return {
        "me": stamp.by if stamp else None,
        "store": SimpleNamespace(name=present.store_name, name_en=present.store_name_en) if stamp else None,
        "nav": navigation,  # these two are called by the page, never by a part
        "page_tabs": tabs,
        "today": stamp.today if stamp else None,
        "locale": words.LOCALES[words.language()],
        "language": words.language(),
        "theme": request.cookies.get("theme", ""),
        "flash": g.get("flash_now"),
        "on_tablet": bool(present and present.device_id),
        "lock_after": numbers.of(stamp.store_id)[TABLET_IDLE_MINUTES] if stamp else 0,
    }
