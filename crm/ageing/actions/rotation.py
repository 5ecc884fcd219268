"""The groups between which old leads change, in the store's own order (R-251, A-08)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from crm.ageing.models import RotationGroup
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Team


def set_rotation(*, places: Mapping[int, int | None], stamp: Stamp) -> None:
    """Team → its place, None for a team that takes no part. Nobody at all means every team with advisors again."""
    here = select(Team.id).where(Team.store_id == stamp.store_id, Team.archived_at.is_(None))
    known = set(db.session.scalars(here))
    chosen = {team: place for team, place in places.items() if place is not None and team in known}
    if len(set(chosen.values())) < len(chosen):
        raise Refused(_("Two groups have the same place."))
    db.session.execute(delete(RotationGroup).where(RotationGroup.store_id == stamp.store_id))
    db.session.add_all(
        RotationGroup(store_id=stamp.store_id, team_id=team, position=place) for team, place in chosen.items()
    )
