"""The door knows who is out on a drive, without anybody telling it a second time."""

from __future__ import annotations

import pytest

from crm.drives import actions
from crm.leads.models import Lead
from crm.shared.db import db
from tests.drives.test_course import LICENCE, SIGNATURE
from tests.makers import make_booking, make_drive_car, make_visit
from tests.support import stamp_of


@pytest.mark.usefixtures("inside")
def test_signing_out_takes_both_off_the_door_until_they_are_back() -> None:
    visit, stamp = make_visit(), stamp_of("supervisor")
    visit.advisor_id = stamp.by.id
    booking = make_booking(db.session.get_one(Lead, visit.lead_id), make_drive_car(), by="supervisor")
    actions.sign(booking, kind="drive", driver="Carl", signature=SIGNATURE, text_version=1, stamp=stamp, **LICENCE)
    actions.leave(booking, stamp=stamp)
    assert visit.driving_at == stamp.at
    actions.not_left(booking, stamp=stamp)
    assert visit.driving_at is None
    actions.leave(booking, stamp=stamp)
    actions.come_back(booking, stamp=stamp)
    assert visit.driving_at is None
