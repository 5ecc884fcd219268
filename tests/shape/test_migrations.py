"""The migrations make exactly the tables that the models describe, on both databases, and go back down again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.databases import ROOT, Template

VERSIONS = ROOT / "migrations" / "versions"


def flask(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


@pytest.fixture
def bare(template: Template) -> str:
    """The address of an empty database of this kind."""
    return template.empty()


def test_models_are_the_migrations_head(bare: str) -> None:
    up = flask(bare, "upgrade")
    assert up.returncode == 0, up.stderr[-2000:]
    check = flask(bare, "check")
    assert check.returncode == 0, (check.stdout + check.stderr)[-3000:]


def test_up_down_and_up_again(bare: str) -> None:
    for words in (("upgrade",), ("downgrade", "base"), ("upgrade",)):
        done = flask(bare, *words)
        assert done.returncode == 0, done.stderr[-2000:]


def test_there_is_one_head(tmp_path: Path) -> None:
    names = [path.read_text() for path in Path(VERSIONS).glob("*.py")]
    assert names, "no migration yet"
    assert flask(f"sqlite:///{tmp_path}/none.sqlite3", "heads").stdout.count("(head)") == 1


FIRST_EDITION = """
INSERT INTO stores (id, code, name, name_en, zone, phone, address, brand, settings_version, opened_at, demo, version)
  VALUES (1, 'S1', '一店', '', 'Asia/Shanghai', '', '', '', 0, '2026-03-01 00:00:00+00', FALSE, 1);
INSERT INTO staff (id, store_id, username, name, name_en, password_hash, language, demo, created_at, version)
  VALUES (1, 1, 'sam', 'Sam', '', 'x', 'zh', FALSE, '2026-03-01 00:00:00+00', 1);
INSERT INTO customers (id, store_id, kind, name, pinyin_key, shared_phone, lot, source, created_at, version)
  VALUES (1, 1, 'person', '周先生', 'zhou', FALSE, 7, '', '2026-03-01 00:00:00+00', 1);
INSERT INTO consents (id, customer_id, purpose, channel, given, text_version, at)
  VALUES (1, 1, 'contact', 'phone', TRUE, '1', '2026-03-01 00:00:00+00');
INSERT INTO duty (id, store_id, on_day, staff_id, starts, ends, position, lot, reserve, away_at, version)
  VALUES (1, 1, '2026-03-18', 1, '00:00:00.000000', '23:59:59.000000', 1, 5, FALSE, '2026-03-18 02:00:00+00', 1);
INSERT INTO visits (id, store_id, customer_id, arrived_at, on_day, channel, channel_detail, description, nothing_left,
                    first_visit, advisor_id, left_at, at, version)
  VALUES (1, 1, 1, '2026-03-18 01:00:00+00', '2026-03-18', '', '', '', FALSE, TRUE, 1, '2026-03-18 01:40:00+00',
          '2026-03-18 01:00:00+00', 1);
INSERT INTO turns (id, store_id, visit_id, staff_id, on_day, counts, reason_code, rule_version, facts, at)
  VALUES (1, 1, 1, 1, '2026-03-18', FALSE, 'reception.by_position', 1, '{}', '2026-03-18 01:01:00+00'),
         (2, 1, 1, 1, '2026-03-18', TRUE, 'reception.owner', 1, '{}', '2026-03-18 01:05:00+00');
"""


def test_a_store_of_the_first_edition_comes_along(bare: str) -> None:
    """Nothing of what it had is lost, and what was one column is a row now."""
    assert flask(bare, "upgrade", "0001").returncode == 0
    engine = create_engine(bare)
    with engine.begin() as rows:
        for statement in filter(str.strip, FIRST_EDITION.split(";")):
            rows.execute(text(statement))
    up = flask(bare, "upgrade")
    assert up.returncode == 0, up.stderr[-2000:]
    with engine.connect() as rows:
        assert rows.execute(text("SELECT name, merged_into_id FROM customers")).all() == [("周先生", None)]
        assert rows.execute(text("SELECT duty_id FROM duty_breaks WHERE back_at IS NULL")).all() == [(1,)]
        turns = rows.execute(text("SELECT id, ended FROM turns WHERE accepted_at IS NOT NULL ORDER BY id")).all()
        assert turns == [(1, "moved"), (2, "left")]
        with pytest.raises(DBAPIError, match="append-only"):
            rows.execute(text("UPDATE consents SET given = FALSE"))
    engine.dispose()


SECOND_EDITION = """
INSERT INTO stores (id, code, name, name_en, zone, phone, address, brand, settings_version, opened_at, demo, version)
  VALUES (1, 'S1', '一店', '', 'Asia/Shanghai', '', '', '', 0, '2026-03-01 00:00:00+00', FALSE, 1);
INSERT INTO staff (id, store_id, username, name, name_en, password_hash, language, demo, created_at, version)
  VALUES (1, 1, 'sam', 'Sam', '', 'x', 'zh', FALSE, '2026-03-01 00:00:00+00', 1),
         (2, 1, 'vera', 'Vera', '', 'x', 'zh', FALSE, '2026-03-01 00:00:00+00', 1);
INSERT INTO customers (id, store_id, kind, name, pinyin_key, shared_phone, lot, source, created_at, version)
  VALUES (1, 1, 'person', '周先生', 'zhou', FALSE, 7, '', '2026-03-01 00:00:00+00', 1),
         (2, 1, 'person', '吴先生', 'wu', FALSE, 8, '', '2026-03-01 00:00:00+00', 1);
INSERT INTO leads (id, store_id, customer_id, owner_id, channel, channel_detail, interest, grade, stage, opened_at,
                   opened_on, visit_count, next_on, next_rule, version)
  VALUES (1, 1, 1, 2, 'walk_in', '', 'L6', 'A', 'open', '2026-03-02 02:00:00+00', '2026-03-02', 0, '2026-03-20',
          'agreed', 1),
         (2, 1, 2, 1, 'walk_in', '', 'L6', 'H', 'ordered', '2026-03-03 02:00:00+00', '2026-03-03', 0, '2026-03-05',
          'cadence', 1);
INSERT INTO lead_assignments (id, store_id, lead_id, old_owner_id, new_owner_id, reason, by_id, at)
  VALUES (1, 1, 1, 1, 2, 'holiday', 1, '2026-03-10 02:00:00+00');
INSERT INTO orders (id, store_id, lead_id, customer_id, model, price_fen, deposit_fen, deposit_kind, by_id, at, version)
  VALUES (1, 1, 1, 1, 'L6', 20000000, 0, 'advance', 1, '2026-03-04 02:00:00+00', 1),
         (2, 1, 2, 2, 'L6', 21000000, 0, 'advance', 1, '2026-03-05 02:00:00+00', 1);
INSERT INTO cancellations (id, store_id, order_id, reason, note, by_id, at)
  VALUES (1, 1, 1, 'price', '', 1, '2026-03-06 02:00:00+00');
INSERT INTO appointments (id, store_id, lead_id, customer_id, advisor_id, kind, starts_at, on_day, by_id, at, version)
  VALUES (1, 1, 1, 1, 1, 'visit', '2026-03-07 02:00:00+00', '2026-03-07', 1, '2026-03-06 03:00:00+00', 1);
INSERT INTO appointment_changes (id, store_id, appointment_id, kind, reason, by_id, at)
  VALUES (1, 1, 1, 'made', '', 1, '2026-03-06 03:00:00+00');
"""


def test_a_store_of_the_second_edition_comes_along(bare: str) -> None:
    """Owners become periods without a gap, a cancellation a request with its answer; nobody's day is shut."""
    assert flask(bare, "upgrade", "0002").returncode == 0
    engine = create_engine(bare)
    with engine.begin() as rows:
        for statement in filter(str.strip, SECOND_EDITION.split(";")):
            rows.execute(text(statement))
    up = flask(bare, "upgrade")
    assert up.returncode == 0, up.stderr[-2000:]
    with engine.connect() as rows:

        def asked(question: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in rows.execute(text(question))]

        assert asked("SELECT lead_id, owner_id, until_at IS NULL FROM owner_periods ORDER BY lead_id, since_at") == [
            (1, 1, False), (1, 2, True), (2, 1, True),
        ]  # fmt: skip
        gaps = "SELECT count(*) FROM owner_periods a JOIN owner_periods b ON b.lead_id = a.lead_id AND b.since_at = a.until_at"
        assert asked(gaps) == [(1,)]
        assert len(asked("SELECT id FROM commission_periods")) == 3
        assert asked("SELECT car_fen FROM orders ORDER BY id") == [(20000000,), (21000000,)]
        assert asked("SELECT cancellation_id, verdict FROM cancellation_decisions") == [(1, "approved")]
        assert asked("SELECT id FROM cancellations WHERE closed_at IS NOT NULL") == [(1,)]
        assert asked("SELECT id, next_rule FROM leads ORDER BY id") == [(1, "agreed"), (2, "ordered")]
        assert asked("SELECT id FROM appointments WHERE missed_at = starts_at") == [(1,)]
        with pytest.raises(DBAPIError, match="append-only"):
            rows.execute(text("DELETE FROM appointment_changes"))
        guards = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'coupon_entries'"
        assert engine.dialect.name == "postgresql" or asked(guards) == [(2,)]
    engine.dispose()
