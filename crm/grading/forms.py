"""What is typed about the grading: a look at a downgrade, a preset and what its preview showed."""

from __future__ import annotations

from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from crm.grading.rules.presets import PRESETS
from crm.grading.rules.reviews import VERDICT_NAMES, Verdict
from crm.shared.fields import CodeField, text
from crm.shared.forms import Form
from crm.shared.words import N_


class ReviewForm(Form):
    verdict = CodeField(N_("Decision"), Verdict, VERDICT_NAMES, N_("Agree or put it back."))
    note = text(N_("Words to the advisor"), 200)


class PresetForm(Form):
    """`seen`: the numbers that stood there when the preview was shown."""

    preset = StringField()
    seen = StringField()

    def validate_preset(self, field: Any) -> None:
        if field.data not in PRESETS:
            raise ValidationError(N_("This choice does not exist."))

    def arguments(self) -> dict[str, Any]:
        return {"preset": self.preset.data, "seen_numbers": self.seen.data or ""}
