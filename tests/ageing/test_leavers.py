"""The leaver's wizard: everything open goes over, the sessions end, and all of it comes back."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from tests.ageing.people import make_old
from tests.makers import make_appointment
from tests.support import sign_in, stamp_of


def test_everything_sam_has_goes_to_leo_of_his_group_and_comes_back(inside: Flask) -> None:
    from sqlalchemy import select

    from crm.ageing.actions import come_back, leave, plan_leaving
    from crm.appointments.models import Appointment
    from crm.customers.actions import file_customer
    from crm.leads.models import Lead, OwnerPeriod
    from crm.shared.db import db
    from crm.staff.models import Staff

    max_, sam, leo = stamp_of("manager"), stamp_of("advisor").by.id, stamp_of("leader").by.id
    leads = [make_old(days, n=days) for days in (3, 40, 80)]
    meeting = make_appointment(leads[0])
    alone = file_customer(name="Alma", phone="13900000001", owner_id=sam, stamp=stamp_of("advisor"))
    person = db.session.get_one(Staff, sam)
    run = leave(plan_leaving(person, stamp=max_), person, stamp=max_)
    db.session.expire_all()
    assert run.moved == 3 and person.disabled_at is not None
    assert {lead.owner_id for lead in leads} == {leo}
    assert (db.session.get_one(Appointment, meeting.id).advisor_id, alone.owner_id) == (leo, leo)
    later = stamp_of("manager")
    come_back(run, person, why="He stays", stamp=later)
    db.session.expire_all()
    assert person.disabled_at is None
    assert {lead.owner_id for lead in leads} == {sam}
    assert (db.session.get_one(Appointment, meeting.id).advisor_id, alone.owner_id) == (sam, sam)
    whose = select(OwnerPeriod.owner_id).where(OwnerPeriod.lead_id == leads[0].id).order_by(OwnerPeriod.since_at)
    assert db.session.scalars(whose).all() == [sam, leo, sam]
    assert db.session.scalars(select(Lead.aged_step)).all() == [0, 0, 0]


def test_max_goes_through_the_wizard_and_sam_is_signed_out(app: Flask, client: FlaskClient) -> None:
    from crm.shared.db import db

    with app.app_context():
        make_old(3), make_old(4)
        db.session.commit()
        sam, vera = stamp_of("advisor").by.id, stamp_of("advisor2").by.id
    sams = sign_in(app.test_client(), "advisor")
    assert sams.get("/my-day").status_code == 200
    max_ = sign_in(client, "manager")
    assert "Sam" in max_.get("/leavers").text
    assert "<b>2</b> leads are still with this person" in max_.get(f"/leavers/{sam}").text
    wrong = max_.post(f"/leavers/{sam}/plan", data={"owner_id": str(sam)})
    assert wrong.status_code == 422 and "Choose somebody else" in wrong.text
    plan = max_.post(f"/leavers/{sam}/plan", data={"owner_id": str(vera)}, follow_redirects=True).text
    assert "Vera" in plan and "Hand over and sign out" in plan
    done = max_.post(f"/leavers/{sam}", data={}, follow_redirects=True).text
    assert "Sam has handed everything over and is signed out." in done
    assert sams.get("/my-day").status_code in (302, 303)
    assert max_.post(f"/leavers/{sam}", data={}).status_code == 422
    back = max_.post(f"/leavers/{sam}/return", data={"why": "He stays"}, follow_redirects=True).text
    assert "Sam works here again" in back


def test_nobody_signs_themselves_out_for_good(app: Flask, client: FlaskClient) -> None:
    max_ = sign_in(client, "manager")
    with app.app_context():
        own = stamp_of("manager").by.id
    assert max_.post(f"/leavers/{own}", data={}).status_code == 404
    max_.post(f"/leavers/{own}/plan", data={})
    refused = max_.post(f"/leavers/{own}", data={})
    assert refused.status_code == 422 and "You cannot disable yourself." in refused.text
    assert sign_in(client, "supervisor").get(f"/leavers/{own}").status_code == 403
