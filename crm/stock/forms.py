"""The file with the stock."""

from __future__ import annotations

from typing import Any

from wtforms import FileField
from wtforms.validators import ValidationError

from crm.shared.forms import Form
from crm.shared.words import N_
from crm.stock.rules import MOST_BYTES


class StockForm(Form):
    file = FileField(N_("Stock file"))

    def validate_file(self, field: FileField) -> None:
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError(N_("Choose the stock file first."))

    def arguments(self) -> dict[str, Any]:
        return {"content": self.file.data.stream.read(MOST_BYTES + 1)}
