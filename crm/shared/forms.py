"""Forms: what a person typed, checked field by field, handed to one action.

`form.submit(action, …)` is the only pattern of writing: validate, call the action with the form's data as keyword
arguments, flush. What the rules refuse comes back as a sentence under its field, with everything typed kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import wtforms
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm.shared.db import db
from crm.shared.topics import settle_topics
from crm.shared.words import _


class Refused(Exception):
    """A rule says no: the sentence for the person, and the field it belongs under (None: the whole form)."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


class Stale(Exception):
    """Somebody saved a newer version: `theirs` maps field names to what stands there now."""

    def __init__(self, theirs: Mapping[str, Any] | None = None) -> None:
        super().__init__("stale")
        self.theirs = dict(theirs or {})


class _Words:
    """WTForms' own sentences in the reader's language, from our catalogues."""

    def gettext(self, text: str) -> str:
        return _(text)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return _(one if n == 1 else many)


class Form(wtforms.Form):
    """A plain WTForms form. CSRF is checked for every unsafe request before any form is made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.message: str | None = None  # what was refused as a whole
        self.theirs: dict[str, Any] = {}  # the other person's values after a conflict
        self.result: Any = None

    class Meta:
        def get_translations(self, form: Any) -> _Words:
            return _Words()

    @property
    def status(self) -> int:
        """The answer's status when the form was not taken: 409 for a conflict, else 422."""
        return 409 if self.theirs or self.message == _conflict() else 422

    def submit(self, action: Callable[..., Any], *args: Any, **more: Any) -> bool:
        """Validate, act, flush. False leaves the form with its messages and the transaction rolled back."""
        if not self.validate():
            return False
        try:
            self.result = action(*args, **self.arguments(), **more)
            db.session.flush()
            settle_topics(db.session())
        except Refused as refused:
            db.session.rollback()
            self.refuse(refused.message, refused.field)
        except Stale as stale:
            db.session.rollback()
            self.theirs, self.message = stale.theirs, _conflict()
        except (IntegrityError, StaleDataError):
            db.session.rollback()
            self.message = _conflict()
        else:
            return True
        return False

    def refuse(self, message: str, field: str | None = None) -> None:
        """Put a sentence under a field, or on top of the form when there is no such field."""
        if field and field in self:
            self[field].errors = [*self[field].errors, message]
        else:
            self.message = message

    def arguments(self) -> dict[str, Any]:
        """The fields as the action's keyword arguments."""
        return dict(self.data)


def _conflict() -> str:
    return _("Someone has just changed this. Look at both values and save again.")


def expect_version(row: Any, version: int | None, **theirs: Any) -> None:
    """Refuse an edit of an older version; `theirs` are the values that now stand there."""
    if version is not None and row.version != version:
        raise Stale(theirs)
