"""Merging and taking apart again leaves no trace: the database is the same, whatever the two files held."""

from __future__ import annotations

from random import Random

import pytest
from flask import Flask

from tests.duplicates.world import database_hash, make_random_store
from tests.support import stamp_of

CASES = {"sqlite": 1_000, "postgresql": 60}
PER_STORE = 50


def choices_of(chance: Random) -> dict[str, str]:
    fields = ("name", "phone", "owner", "fact-model", "fact-budget", "fact-need", "fact-family")
    return {name: chance.choice(("keep", "gone")) for name in fields if chance.random() < 0.5}


def try_one(a_id: int, b_id: int, chance: Random) -> str:
    """Merge, look, take apart; what became of it."""
    from crm.duplicates.actions import merge, take_apart
    from crm.shared.db import db
    from crm.shared.forms import Refused

    before, stamp = database_hash(), stamp_of("manager")
    try:
        made = merge(a_id, b_id, choices=choices_of(chance), why="the same person", stamp=stamp)
    except Refused as refused:
        db.session.rollback()
        assert "已签订单" in refused.message
        assert database_hash() == before
        return "refused"
    db.session.flush()
    assert database_hash() != before
    take_apart(made, stamp=stamp)
    assert database_hash() == before, f"customers {a_id} and {b_id}"
    db.session.commit()
    return "same"


@pytest.mark.parametrize("part", range(4))
def test_merge_and_take_apart_gives_the_same_database_in_1000_random_cases(
    inside: Flask, database_kind: str, part: int
) -> None:
    """A quarter of the cases each; every 50 cases a new random life is added to the store."""
    chance, done = Random(part), 0
    ids = make_random_store(chance)
    outcomes: list[str] = []
    while done < CASES[database_kind] // 4:
        if done and done % PER_STORE == 0:
            ids += make_random_store(chance, people=4, first=100 + done, known=ids)
        a_id, b_id = chance.sample(ids, 2)
        outcomes.append(try_one(a_id, b_id, chance))
        done += 1
    assert outcomes.count("same") > 0.8 * len(outcomes)
