"""The database away, Redis away: a page that says so, and forms that keep working (R2, Decision 10)."""

from __future__ import annotations

from pathlib import Path

from crm.app import create_app


def _without_database(tmp_path: Path):  # type: ignore[no-untyped-def]
    url = "postgresql+psycopg://nobody@127.0.0.1:9/nothing"  # the discard port: nobody listens
    return create_app({"var_dir": tmp_path, "database_url": url, "testing": False}).test_client()


def test_without_a_database_the_page_says_so(tmp_path: Path) -> None:
    client = _without_database(tmp_path)
    client.set_cookie("yuke", "some-token")
    answer = client.get("/me", headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    assert "The database cannot be reached." in answer.text


def test_without_a_database_a_form_says_so_too(tmp_path: Path) -> None:
    client = _without_database(tmp_path)
    client.set_cookie("yuke", "some-token")
    assert client.post("/logout").status_code in (403, 503)
    assert client.get("/login").status_code == 503


def test_the_process_lives_but_is_not_ready(tmp_path: Path) -> None:
    client = _without_database(tmp_path)
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json == {
        "ok": False, "database": False, "queue": False, "workers": [], "scheduler": None, "outbox_oldest_s": None,
    }  # fmt: skip
