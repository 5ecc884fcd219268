"""The screens of the grading over HTTP."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm.grading import actions
from crm.grading.models import GradingCheck, StandardSet
from crm.leads.actions import change_grade
from crm.leads.models import GradeChange, Lead
from crm.leads.rules import Grade
from crm.leads.rules.suggestion import TEST_DRIVE
from crm.shared import settings
from crm.shared.db import db
from crm.shared.queue import Outbox
from tests.makers import make_lead
from tests.support import queries_at_most, sign_in, stamp_of


def text(response) -> str:  # type: ignore[no-untyped-def]
    return response.get_data(as_text=True)


def test_a_manager_sets_a_preset_and_takes_it_back(app, client) -> None:  # type: ignore[no-untyped-def]
    sign_in(client, "manager")
    page = text(client.get("/grading/presets"))
    assert "Our grades follow 7 / 15 / 30 / 90 days" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    stale = client.post("/grading/presets", data={"preset": "maker", "seen": "1-2"})
    assert (stale.status_code, "Someone has just changed this" in text(stale)) == (409, True)
    assert client.post("/grading/presets", data={"preset": "nonsense", "seen": seen}).status_code == 422
    assert client.post("/grading/presets", data={"preset": "maker", "seen": seen}).status_code == 303
    assert "Our grades follow 7 days / 1 month / 3 months / later" in text(client.get("/grading/presets"))
    with app.app_context():
        number = db.session.scalar(select(StandardSet.id))
    assert client.post(f"/grading/sets/{number}/undoing").status_code == 303
    assert "Our grades follow 7 / 15 / 30 / 90 days" in text(client.get("/grading/presets"))
    assert sign_in(client, "supervisor").get("/grading/presets").status_code == 403
    assert sign_in(client, "other_manager").post(f"/grading/sets/{number}/undoing").status_code == 404


def test_does_our_grading_hold(app, client, past) -> None:  # type: ignore[no-untyped-def]
    sign_in(client, "manager")
    assert "Nobody has looked yet" in text(client.get("/grading"))
    assert client.post("/grading/checks").status_code == 303
    with app.app_context():
        assert db.session.scalar(select(Outbox.job)) == "jobs.grading.check"
    past()
    settings.change(TEST_DRIVE.key, 0, stamp_of("manager"))
    number = actions.check(stamp_of("manager")).id
    db.session.commit()
    with queries_at_most(8):
        page = text(client.get("/grading"))
    assert "360 leads with a known outcome" in page
    assert "Adopt these points" in page
    assert "Points: a test drive was taken" in page
    assert client.post(f"/grading/checks/{number}/adoption").status_code == 303
    again = client.post(f"/grading/checks/{number}/adoption")
    assert (again.status_code, "have been changed since this check" in text(again)) == (422, True)
    assert "Card 2" in text(client.get("/grading"))
    assert "Adopt these points" not in text(sign_in(client, "supervisor").get("/grading"))
    assert client.post(f"/grading/checks/{number}/adoption").status_code == 403
    assert sign_in(client, "advisor").get("/grading").status_code == 403
    assert sign_in(client, "other_manager").post(f"/grading/checks/{number}/adoption").status_code == 404


def test_the_job_works_the_check_out(app, client, past) -> None:  # type: ignore[no-untyped-def]
    from jobs.grading import check

    past(40)
    check(stamp_of("manager"))
    assert db.session.scalar(select(GradingCheck.figures))["leads"] == 40


def test_the_supervisor_looks_at_lowered_grades(app, client) -> None:  # type: ignore[no-untyped-def]
    with app.app_context():
        for at in range(3):
            lead = make_lead(
                name=f"Carl {at}",
                phone=f"1381234000{at}",
                grade="H",
                last_contact_at=stamp_of("advisor").at - timedelta(days=20),
            )
            change_grade(lead, grade=Grade.B, reason=f"went silent {at}", stamp=stamp_of("advisor"))
        db.session.commit()
        ids = list(db.session.scalars(select(GradeChange.id).order_by(GradeChange.id)))
        first = db.session.scalar(select(GradeChange.lead_id).where(GradeChange.id == ids[0]))
    sign_in(client, "supervisor")
    with queries_at_most(8):
        page = text(client.get("/grading/lowered"))
    assert "went silent 2" in page
    mute = client.post(f"/grading/lowered/{ids[0]}/review", data={"verdict": "put_back", "note": " "})
    assert (mute.status_code, "Say in one line why; the advisor reads it." in text(mute)) == (422, True)
    assert client.post(f"/grading/lowered/{ids[0]}/review", data={"verdict": "nonsense"}).status_code == 422
    assert (
        client.post(f"/grading/lowered/{ids[0]}/review", data={"verdict": "put_back", "note": "once more"}).status_code
        == 303
    )
    assert client.post(f"/grading/lowered/{ids[1]}/review", data={"verdict": "seen"}).status_code == 303
    with app.app_context():
        assert db.session.get_one(Lead, first).grade == "H"
    assert "once more" in text(client.get("/grading/lowered?view=seen"))
    assert sign_in(client, "advisor").get("/grading/lowered").status_code == 403
    assert (
        sign_in(client, "other_supervisor")
        .post(f"/grading/lowered/{ids[2]}/review", data={"verdict": "seen"})
        .status_code
        == 404
    )
