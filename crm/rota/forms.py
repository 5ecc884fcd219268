"""What is typed to set the rota."""

from __future__ import annotations

from datetime import time

from wtforms import BooleanField, TimeField
from wtforms.fields.choices import SelectField

from crm.shared.fields import WholeField
from crm.shared.forms import Form
from crm.shared.words import N_, _


class DutyForm(Form):
    """Somebody is put on today's rota."""

    staff_id = SelectField(N_("Who stands"), coerce=int, validate_choice=False)
    starts = TimeField(N_("From"), default=time(9))
    ends = TimeField(N_("To"), default=time(18))
    reserve = BooleanField(N_("In reserve: comes when everybody at the door is busy"))

    def validate(self, **more: Any) -> bool:
        right = bool(super().validate(**more))
        for name in ("starts", "ends"):
            if self[name].data is None:
                self[name].errors = [N_("Write the time like 09:00.")]
                right = False
        return right


class PlaceForm(Form):
    """One tap on a row of the rota."""

    version = WholeField(N_("Version"))
