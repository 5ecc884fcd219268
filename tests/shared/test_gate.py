"""The gate's promises: once, unchanged, allowed; and what is left after a refusal (Decisions 1, 6, 8, 9)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.shared.queue import Outbox
from crm.staff.models import IdempotencyKey, Refusal, SignIn, Team
from tests.shared.conftest import rows_of
from tests.support import sign_in

MADE = Team.name.not_in(("A", "B"))


def post(client: FlaskClient, name: str, key: str = "one-key") -> tuple[int, str]:
    answer = client.post("/workbench/teams", data={"name": name, "idempotency_key": key})
    return answer.status_code, answer.headers.get("Location", "")


def test_the_same_form_twice_is_one_record_and_lands_in_the_same_place(kernel: Flask, max_: FlaskClient) -> None:
    first, again = post(max_, "C"), post(max_, "C")
    assert first == again and first[0] == 303
    assert len(rows_of(kernel, Team, MADE)) == 1
    assert len(rows_of(kernel, Outbox)) == 1, "and it is asked for once"


def test_the_same_key_with_other_words_is_a_conflict(kernel: Flask, max_: FlaskClient) -> None:
    post(max_, "C")
    assert post(max_, "D")[0] == 409
    assert [team.name for team in rows_of(kernel, Team, MADE)] == ["C"]


def test_somebody_elses_key_is_a_conflict(kernel: Flask, max_: FlaskClient) -> None:
    post(max_, "C")
    gina = sign_in(kernel.test_client(), "gm")
    assert post(gina, "C")[0] == 409


def test_a_refused_form_may_be_sent_again_with_its_key(kernel: Flask, max_: FlaskClient) -> None:
    assert post(max_, "")[0] == 422
    assert post(max_, "C")[0] == 303
    assert len(rows_of(kernel, Team, MADE)) == 1


def test_eight_taps_at_once_are_one_record(kernel: Flask, max_: FlaskClient) -> None:
    browsers = [sign_in(kernel.test_client(), "manager") for _n in range(8)]
    ready = Barrier(8)

    def tap(client: FlaskClient) -> tuple[int, str]:
        ready.wait()
        return post(client, "C")

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(tap, browsers))
    assert len(answers) == 1 and next(iter(answers))[0] == 303
    assert len(rows_of(kernel, Team, MADE)) == 1
    assert len(rows_of(kernel, IdempotencyKey)) == 1


def test_looking_never_writes(kernel: Flask, max_: FlaskClient) -> None:
    answer = max_.get("/workbench/writes")
    assert answer.status_code >= 500 and "written" not in answer.text
    assert rows_of(kernel, Team, MADE) == []
    assert post(max_, "C")[0] == 303, "the next writer is not held up by it"


def test_an_old_version_is_refused_with_the_value_that_stands_there(kernel: Flask, max_: FlaskClient) -> None:
    team = rows_of(kernel, Team)[0]
    address = f"/workbench/teams/{team.id}"
    assert max_.post(address, data={"name": "North", "version": team.version}).status_code == 303
    stale = max_.post(address, data={"name": "South", "version": team.version})
    assert stale.status_code == 409 and "North" in stale.text
    assert rows_of(kernel, Team, Team.id == team.id)[0].name == "North"


def test_two_who_save_the_same_version_at_once_have_one_winner(kernel: Flask, max_: FlaskClient) -> None:
    team = rows_of(kernel, Team)[0]
    browsers = [sign_in(kernel.test_client(), "manager") for _n in range(6)]
    ready = Barrier(6)

    def save(numbered: tuple[int, FlaskClient]) -> int:
        ready.wait()
        data = {"name": f"Team {numbered[0]}", "version": team.version}
        return numbered[1].post(f"/workbench/teams/{team.id}", data=data).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(save, enumerate(browsers)))
    assert answers == [303, 409, 409, 409, 409, 409]
    assert rows_of(kernel, Team, Team.id == team.id)[0].version == team.version + 1


def test_a_view_that_names_no_right_is_refused(kernel: Flask, max_: FlaskClient) -> None:
    answer = max_.get("/workbench/nobody")
    assert answer.status_code == 403 and "never be seen" not in answer.text


def test_a_refusal_is_written_down_although_the_request_was_rolled_back(kernel: Flask) -> None:
    sam = sign_in(kernel.test_client(), "advisor")
    assert post(sam, "C")[0] == 403
    refusals = rows_of(kernel, Refusal)
    assert [(one.route, one.why) for one in refusals] == [("POST workbench.file_team", "right missing")]
    assert refusals[0].staff_id and refusals[0].store_id
    assert rows_of(kernel, Team, MADE) == [] and rows_of(kernel, IdempotencyKey) == []


def test_who_is_not_signed_in_is_sent_to_the_door(kernel: Flask) -> None:
    nobody = kernel.test_client()
    assert nobody.get("/workbench/writes").headers["Location"].startswith("/login?next=")
    part = nobody.get("/workbench/writes", headers={"HX-Request": "true"})
    assert part.status_code == 401 and part.headers["HX-Redirect"].startswith("/login")
    assert rows_of(kernel, SignIn) == []


@pytest.mark.parametrize("key", ["x" * 65])
def test_a_key_that_no_form_of_ours_has_is_refused(max_: FlaskClient, key: str) -> None:
    assert post(max_, "C", key)[0] == 400
