"""Insurance policies as rows: one for each kind and year of a car."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.dictionaries.models import spoken
from crm.shared.crypto import Cipher
from crm.shared.db import WORD, Base, Fen, Id, Ref, StoreRow


class InsurancePolicy(StoreRow, Base):
    """A policy, from a file. `natural_key` makes the same policy the same row, however often it comes in.

    Of one that a customers' file names, only the kind and the last day are known; a file of policies completes it.
    """

    __tablename__ = "insurance_policies"
    __table_args__ = (
        UniqueConstraint("store_id", "natural_key"),
        Index("ix_insurance_policies_vehicle", "vehicle_id", "until_on"),
        Index("ix_insurance_policies_until", "store_id", "until_on", "id"),
        CheckConstraint("premium_fen >= 0", name="premium"),
    )
    id: Mapped[Id]
    vehicle_id: Mapped[Ref] = mapped_column(ForeignKey("vehicles.id"))
    cover: Mapped[str]  # commercial | compulsory
    insurer: Mapped[str] = mapped_column(default="")
    number: Mapped[str | None] = mapped_column(Cipher("insurance_policies.number"))
    number_index: Mapped[str | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date]
    premium_fen: Mapped[Fen | None]
    natural_key: Mapped[str] = mapped_column(WORD)
    import_id: Mapped[Ref | None]


spoken("insurer", "insurance_policies", "insurer")
