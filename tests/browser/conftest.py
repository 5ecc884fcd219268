"""A real Chromium at a real address: `site` serves `app` over its fresh database, `tablet` and `phone` touch it.

Each page fails its test at the end when a script broke, a policy (CSP) was violated or another host was asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.chromium import FLAGS, chromium

TABLET = {"viewport": {"width": 1180, "height": 820}, "has_touch": True, "device_scale_factor": 1}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}

STORY = ("Failed to load resource", "htmx:sendError", "htmx:afterRequest, [object", "net::ERR_INTERNET_DISCONNECTED")


class Quiet(WSGIRequestHandler):
    """A server that keeps no access log."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the running site; CSRF is checked here as in real life."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = False  # type: ignore[attr-defined] # closing waits for the answers that are still under way:
    # one that opened the database after the test would keep a file that the next test no longer has
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """`open_page(**options)` gives a page of a browser of its own, whose addresses begin at the site."""
    troubles: list[str] = []
    with ExitStack() as stack:

        def make(**options: Any) -> Page:
            context = browser.new_context(base_url=site, locale="en-GB", **options)
            stack.callback(context.close)
            context.set_default_timeout(10_000)
            page = context.new_page()
            page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
            page.on("console", lambda line: troubles.append(line.text) if _bad(line.type, line.text) else None)
            page.on("request", lambda request: _stay_here(request, site, troubles))
            return page

        yield make
    assert not troubles, "\n".join(troubles)


def _bad(kind: str, text: str) -> bool:
    """A script's error or a refused policy; an answer of 4xx and a network that is away are part of the story."""
    return kind == "error" and not any(told in text for told in STORY)


def _stay_here(request: Request, site: str, troubles: list[str]) -> None:
    if not request.url.startswith((site, "data:", "blob:")):
        troubles.append(f"another host was asked: {request.url}")


@pytest.fixture
def tablet(open_page: Callable[..., Page]) -> Page:
    return open_page(**TABLET)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(**PHONE)
