"""Telling Sam: once, honestly, and kindly when it is too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from crm.notices import actions, queries
from crm.notices.rules import State
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.topics import topic_version
from tests.support import queries_at_most, stamp_of

GUEST = Reason("notices.guest")


def tell(kind: str = "turn", subject: int = 7, seconds: int | None = 60) -> Any:
    rita, sam = stamp_of("reception"), stamp_of("advisor").by.id
    limit = rita.at + timedelta(seconds=seconds) if seconds else None
    return actions.tell(sam, kind, subject, reason=GUEST, answer_by=limit, stamp=rita)


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What the handlers of the kind "turn" were called with."""
    calls: list[tuple[str, int]] = []
    monkeypatch.setitem(actions._accepting, "turn", lambda subject, stamp: calls.append(("yes", subject)))
    monkeypatch.setitem(actions._declining, "turn", lambda subject, stamp: calls.append(("no", subject)))
    return calls


def state(subject: int = 7, later: int = 0) -> State:
    rita = stamp_of("reception")
    rita = replace(rita, at=rita.at + timedelta(seconds=later))
    return queries.state_of("turn", [subject], rita)[subject].state


def test_a_notice_is_sent_once_while_it_is_open(inside: Flask) -> None:
    first, second = tell(), tell()
    assert first.id == second.id
    assert [one.id for one in queries.open_for(stamp_of("advisor").by)] == [first.id]
    assert queries.open_for(stamp_of("advisor2").by) == []
    assert state() == State.SENT


def test_each_notice_counts_up_the_topic_of_its_person_only(inside: Flask) -> None:
    tell()
    assert queries.version_for(stamp_of("advisor").by) == 1
    assert queries.version_for(stamp_of("advisor2").by) == 0


def test_a_fetched_notice_is_seen_and_the_desk_is_told(inside: Flask) -> None:
    notice, before = tell(), topic_version(1, "reception")
    for statement in actions.fetched([notice], stamp_of("advisor").at):
        db.session.execute(statement)
    assert state() == State.SEEN
    assert topic_version(1, "reception") == before + 1
    db.session.refresh(notice)
    assert actions.fetched([notice], stamp_of("advisor").at) == []


def test_what_no_page_fetches_has_failed_after_fifteen_seconds(inside: Flask) -> None:
    tell()
    assert state(later=10) == State.SENT
    assert state(later=20) == State.UNREACHED


def test_accepting_twice_is_accepting_once(inside: Flask, answered: list[Any]) -> None:
    notice = tell()
    sam = stamp_of("advisor")
    actions.accept(notice, stamp=sam)
    actions.accept(notice, stamp=sam)
    assert answered == [("yes", 7)]
    assert state() == State.ACCEPTED
    assert queries.open_for(sam.by) == []


def test_who_cannot_come_says_so(inside: Flask, answered: list[Any]) -> None:
    notice = tell()
    actions.decline(notice, stamp=stamp_of("advisor"))
    assert answered == [("no", 7)]
    assert state() == State.DECLINED
    with pytest.raises(Refused):
        actions.accept(notice, stamp=stamp_of("advisor"))


def test_what_was_passed_on_is_refused_kindly_with_the_name(inside: Flask, answered: list[Any]) -> None:
    notice = tell()
    actions.expire("turn", 7, reason=Reason("notices.passed_on", {"name": "Vera"}), stamp=stamp_of("reception"))
    with pytest.raises(Refused) as said:
        actions.accept(notice, stamp=stamp_of("advisor"))
    assert "Vera" in said.value.message
    assert answered == []


def test_what_is_withdrawn_leaves_the_page(inside: Flask) -> None:
    tell()
    version = queries.version_for(stamp_of("advisor").by)
    assert actions.withdraw("turn", 7, stamp=stamp_of("reception")) == 1
    assert actions.withdraw("turn", 7, stamp=stamp_of("reception")) == 0
    assert queries.version_for(stamp_of("advisor").by) == version + 1
    assert state() == State.WITHDRAWN


def test_after_it_ended_the_same_person_can_be_told_again(inside: Flask) -> None:
    first = tell()
    actions.withdraw("turn", 7, stamp=stamp_of("reception"))
    assert tell().id != first.id
    assert state() == State.SENT


def test_the_states_of_many_are_one_statement(inside: Flask) -> None:
    for subject in range(1, 30):
        tell(subject=subject)
    rita = stamp_of("reception")
    queries.state_of("turn", [1], rita)  # the store's settings are read once
    with queries_at_most(1):
        assert len(queries.state_of("turn", range(1, 30), rita)) == 29
    assert queries.state_of("turn", [], rita) == {}
