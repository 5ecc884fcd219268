"""What is typed about a car after its first day: the plate that came, the mileage that was read."""

from __future__ import annotations

from crm.shared.fields import WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_


class VehicleForm(Form):
    plate = text(N_("Plate"), 16)
    mileage_km = WholeField(N_("Mileage (km)"))
    version = WholeField(N_("Version"))
