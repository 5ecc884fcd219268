"""What happens to records, sessions and tablets when people come, change and go."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.people import actions, queries
from crm.people.models import StaffChange
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.staff import actions as staff
from crm.staff import queries as staff_queries
from crm.staff.models import SignIn, Staff, Team
from tests.support import stamp_of


def person(username: str) -> Staff:
    return db.session.scalars(select(Staff).where(Staff.username == username)).one()


def edit(who: Staff, by: str, **changed: object) -> None:
    now = {
        "name": who.name, "name_en": who.name_en, "team_id": who.team_id,
        "roles": [role.value for role in queries.posts_of(who.id)], "version": who.version,
    }  # fmt: skip
    actions.edit(who, stamp=stamp_of(by), **now | changed)
    db.session.flush()


def test_other_posts_are_kept_with_both_values_and_raise_the_version(inside):
    sam = person("advisor")
    version = sam.version
    edit(sam, "admin", roles=["advisor", "leader"])
    row = db.session.scalars(select(StaffChange).where(StaffChange.staff_id == sam.id)).one()
    assert row.facts == {"roles": [["advisor"], ["advisor", "leader"]]}
    assert sam.version > version and queries.posts_of(sam.id) == {"advisor", "leader"}


def test_an_old_version_is_refused_with_what_stands_there_now(inside):
    sam = person("advisor")
    edit(sam, "admin", name="Samuel")
    with pytest.raises(Stale) as stale:
        edit(sam, "admin", name="Sammy", version=1)
    assert stale.value.theirs["name"] == "Samuel"


def test_the_administrator_cannot_make_themselves_manager(inside):
    with pytest.raises(Refused) as refused:
        edit(person("admin"), "admin", roles=["admin", "manager"])
    assert refused.value.field == "roles"


def test_who_is_disabled_is_signed_out_everywhere_at_once(inside):
    sam, stamp = person("advisor"), stamp_of("admin")
    token = staff.start_session(sam, device_id=None, at=stamp.at)
    db.session.flush()
    assert staff_queries.present(staff.token_hash(token))
    actions.let_go(sam, version=sam.version, stamp=stamp)
    db.session.flush()
    assert staff_queries.present(staff.token_hash(token)) is None
    assert all(db.session.scalars(select(SignIn.ended_at).where(SignIn.staff_id == sam.id)))
    actions.take_back(sam, version=sam.version, stamp=stamp)
    assert sam.disabled_at is None and sam.pin_hash is None


def test_a_new_password_ends_the_sessions_of_that_person_but_not_ones_own(inside):
    sam, ada = person("advisor"), person("admin")
    stamp = stamp_of("admin")
    tokens = [staff.start_session(one, device_id=None, at=stamp.at) for one in (sam, ada)]
    actions.set_password(sam, password_hash="x", stamp=stamp)
    actions.set_password(ada, password_hash="x", stamp=stamp)
    db.session.flush()
    assert [staff_queries.present(staff.token_hash(token)) is None for token in tokens] == [True, False]


def test_a_team_with_people_stays_and_an_empty_one_comes_back_by_its_name(inside):
    stamp = stamp_of("admin")
    team = db.session.scalars(select(Team).where(Team.store_id == stamp.store_id, Team.name == "A")).one()
    with pytest.raises(Refused):
        actions.archive_team(team, version=team.version, stamp=stamp)
    new = actions.add_team(name="C", stamp=stamp)
    actions.archive_team(new, version=new.version, stamp=stamp)
    db.session.flush()
    assert actions.add_team(name="C", stamp=stamp) is new and new.archived_at is None
    with pytest.raises(Refused):
        actions.add_team(name="C", stamp=stamp)


def test_a_person_of_another_store_does_not_exist(inside):
    assert queries.person_for(stamp_of("admin").by, person("other_advisor").id) is None
