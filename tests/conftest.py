"""Fixtures: `app` over a fresh database of each kind, `client`, `inside` (an application context for actions).

    pytest tests/leads --db sqlite       one kind only while working; both is the default
    pytest --tables models               make the tables from the models instead of the migrations
    pytest --features staff,customers    load these features only, while a higher one is half written

A test that needs one kind only says so by `@pytest.mark.databases("sqlite")`; CSRF is checked only in tests
marked `csrf`, so that the others can post plain forms. Servers: `./yuke test` starts them, or `./yuke servers`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import databases, servers
from tests.databases import KINDS, Template
from tests.support import open_test_stores

MIGRATIONS = databases.ROOT / "migrations" / "versions"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", default="both", choices=[*KINDS, "both"], help="the kinds of database to test on")
    parser.addoption("--tables", default=None, choices=["models", "migrations"], help="how test tables are made")
    parser.addoption("--features", default=None, help="load only these features, comma-separated")


def pytest_configure(config: pytest.Config) -> None:
    """One name and one folder for all processes of this run, and keys that they share."""
    for line in ("databases(*kinds): the kinds this test needs", "csrf: check CSRF tokens in this test"):
        config.addinivalue_line("markers", line)
    os.environ.setdefault("YUKE_TEST_RUN", secrets.token_hex(4))
    os.environ.update({name: url for name, url in servers.known().items() if url})  # for all our processes
    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
    os.environ["VAR_DIR"] = f"{base}/yuke-tests-{os.getuid()}-{databases.run_name()}"
    for name in ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY"):
        os.environ.setdefault(name, secrets.token_urlsafe(32))
    for name in ("DATABASE_URL", "REDIS_URL", "HOST", "DEMO", "HTTPS", "PROXIES"):
        os.environ.pop(name, None)
    Path(os.environ["VAR_DIR"]).mkdir(mode=0o700, exist_ok=True)
    if config.getoption("--features"):
        import crm.app

        wanted = config.getoption("--features").split(",")
        crm.app.FEATURES = tuple(name for name in crm.app.FEATURES if name in wanted)  # type: ignore[misc]


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return  # the process that started us all clears up
    url = servers.known()["TEST_DATABASE_URL"]
    if (Path(os.environ["VAR_DIR"]) / "postgresql.ready").exists() and url:
        databases.drop_all(url)
    shutil.rmtree(os.environ["VAR_DIR"], ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--db")
        marker = metafunc.definition.get_closest_marker("databases")
        kinds = [kind for kind in (marker.args if marker else KINDS) if wanted in (kind, "both")]
        metafunc.parametrize("database_kind", kinds, scope="session", indirect=True)


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def real_servers() -> dict[str, str]:
    """Where the real PostgreSQL and Valkey are."""
    found = servers.known()
    if not all(found.values()):
        pytest.fail("No servers to test with: run ./yuke test, or keep ./yuke servers running in another terminal.")
    return found


@pytest.fixture(scope="session")
def template(database_kind: str, real_servers: dict[str, str], pytestconfig: pytest.Config) -> Template:
    """The two test stores in fresh tables, made once per run."""
    how = pytestconfig.getoption("--tables") or os.environ.get("YUKE_TABLES", "models")
    found = Template(database_kind, Path(os.environ["VAR_DIR"]), real_servers["TEST_DATABASE_URL"])

    def fill(url: str) -> None:
        from crm.app import create_app
        from crm.shared.db import db

        app = create_app({"database_url": url, "testing": True})
        with app.app_context():
            databases.make_tables(url, how)
            open_test_stores()
            db.session.remove()
            db.engine.dispose()

    found.make(fill)
    return found


@pytest.fixture(scope="session")
def queue_url(real_servers: dict[str, str]) -> Iterator[str]:
    """A numbered database of the real Valkey, reserved for this process."""
    from redis import Redis

    server = Redis.from_url(real_servers["TEST_REDIS_URL"])
    mine = next(n for n in range(1, 64) if server.set(f"reserved:{n}", databases.run_name(), nx=True, ex=3600))
    own = Redis.from_url(real_servers["TEST_REDIS_URL"], db=mine)
    own.flushdb()
    yield f"{real_servers['TEST_REDIS_URL']}?db={mine}"
    own.flushdb()
    server.delete(f"reserved:{mine}")


@pytest.fixture(scope="session")
def application(template: Template, queue_url: str) -> Iterator[Flask]:
    """One application for each kind of database; the database under it changes with every test."""
    from crm.app import create_app
    from crm.shared.db import db

    made = create_app({"database_url": template.url(template.own), "redis_url": queue_url, "testing": True})
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def app(application: Flask, template: Template, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application over a fresh database with the two test stores; no context is pushed."""
    from crm.shared.db import db

    template.copy()
    application.extensions.pop("yuke.settings", None)
    checked = request.node.get_closest_marker("csrf") is not None or "site" in request.fixturenames
    application.config["WTF_CSRF_ENABLED"] = checked
    yield application
    with application.app_context():
        db.session.remove()
        if template.kind == "sqlite":  # another file takes its place; PostgreSQL's copy stays, and so do connections
            db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """Inside the application, for tests that call actions and queries themselves; not together with `client`."""
    from crm.shared.db import db

    with app.app_context():
        yield app
        db.session.rollback()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    """A test of a kind that was not asked for is left out, instead of being counted as skipped."""
    items[:] = [item for item in items if "NOTSET" not in item.name]
