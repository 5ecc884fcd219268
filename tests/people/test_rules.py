"""Who may hand out which post."""

from __future__ import annotations

from crm.people.rules import refuse_departure, refuse_keys, refuse_posts
from crm.staff.rules import Role, rights_of

ADMIN, MANAGER, ADVISOR = Role.ADMIN, Role.MANAGER, Role.ADVISOR


def posts(by: Role, before: set[Role], after: set[Role], *, own: bool = False, other_admins: int = 1) -> str | None:
    return refuse_posts(
        by_roles=frozenset({by}), by_rights=rights_of(frozenset({by})), own=own, before=frozenset(before),
        after=frozenset(after), other_admins=other_admins,
    )  # fmt: skip


def test_an_administrator_hands_out_every_post():
    assert all(posts(ADMIN, set(), {role}) is None for role in Role)


def test_nobody_gives_themselves_a_further_right_not_even_the_administrator():
    assert "yourself" in posts(ADMIN, {ADMIN}, {ADMIN, MANAGER}, own=True)
    assert (
        posts(MANAGER, {MANAGER}, {MANAGER, ADVISOR}, own=True) is None
    )  # an advisor may nothing that a manager may not


def test_others_give_only_what_they_have():
    assert posts(MANAGER, set(), {ADVISOR}) is None
    assert "do not have yourself" in posts(MANAGER, set(), {ADMIN})
    assert posts(MANAGER, {ADMIN}, {ADVISOR}) is not None  # nor do they take an administrator's post away


def test_a_person_has_a_post_and_the_store_an_administrator():
    assert posts(ADMIN, {ADVISOR}, set()) == "Choose at least one post."
    assert "at least one administrator" in posts(ADMIN, {ADMIN}, {ADVISOR}, other_admins=0)
    assert posts(ADMIN, {ADMIN}, {ADVISOR}, other_admins=1) is None


def test_nobody_closes_their_own_sign_in_or_the_last_administrators():
    assert refuse_departure(own=True, was_admin=False, other_admins=1)
    assert refuse_departure(own=False, was_admin=True, other_admins=0)
    assert refuse_departure(own=False, was_admin=True, other_admins=1) is None


def test_a_password_is_not_set_for_somebody_with_more_rights():
    manager = frozenset({MANAGER})
    assert refuse_keys(by_roles=manager, by_rights=rights_of(manager), target=frozenset({ADMIN}))
    assert refuse_keys(by_roles=manager, by_rights=rights_of(manager), target=frozenset({ADVISOR})) is None
