"""One upload of a tablet: each letter in a transaction of its own, so that one that fails takes no other with it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from crm.shared.db import db
from crm.shared.sealed import Unreadable
from crm.tablet import actions
from crm.tablet.actions import Upload
from crm.tablet.letters import number_of

TRIES = 4
log = logging.getLogger("crm")


def take_all(letters: Sequence[Any], upload: Upload) -> list[dict[str, str]]:
    """The answer to each letter: accepted, already, refused with the reason, later, or malformed."""
    db.session.commit()  # ends the reading before the first letter; nothing is written yet
    return [_take(letter, upload) for letter in letters]


def _take(letter: Any, upload: Upload) -> dict[str, str]:
    key = number_of(letter)
    if key is None:
        named = letter.get("key") if isinstance(letter, dict) else ""
        return {"key": str(named)[:64], "state": "malformed"}
    for _try in range(TRIES):
        try:
            answer = actions.take_in(letter, key, upload)
            db.session.commit()
            return answer
        except (IntegrityError, OperationalError, StaleDataError):
            db.session.rollback()  # another tablet was there at the same moment; look again
        except Exception as error:
            db.session.rollback()
            log.error("entry of a tablet not recorded: %s", type(error).__name__)
            return _put_by(letter, key, upload)
    return {"key": key, "state": "later"}


def _put_by(letter: Any, key: str, upload: Upload) -> dict[str, str]:
    try:
        answer = actions.put_by(letter, key, upload)
        db.session.commit()
        return answer
    except (IntegrityError, OperationalError, Unreadable):
        db.session.rollback()
        return {"key": key, "state": "later"}
