"""Photos of deliveries that are still there, and whether the customer has agreed to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm.customers.models import ConsentGiven
from crm.customers.rules import CONSENTS, PHOTOS
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.orders.models import Delivery, DeliveryPhoto, Order
from crm.shared.blobs import Blob
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person

ASKED = CONSENTS[PHOTOS]


def agreed_to_photos(customer_id: int) -> bool:
    """The customer's last answer about photos; never asked is no."""
    last = (
        select(ConsentGiven.given)
        .where(ConsentGiven.customer_id == customer_id, ConsentGiven.purpose == ASKED.purpose)
        .where(ConsentGiven.channel == ASKED.channel)
        .order_by(ConsentGiven.id.desc())
        .limit(1)
    )
    return bool(db.session.scalar(last))


def photos_of(delivery_id: int) -> Sequence[int]:
    """The photos of a delivery that are not erased, by id."""
    kept = select(DeliveryPhoto.id).join(Blob, Blob.id == DeliveryPhoto.blob_id)
    kept = kept.where(DeliveryPhoto.delivery_id == delivery_id, Blob.erased_at.is_(None))
    return db.session.scalars(kept.order_by(DeliveryPhoto.id)).all()


def photo_for(person: Person, photo_id: int) -> tuple[DeliveryPhoto, Blob, int]:
    """A photo with its order's number, or 404 unless the reader may see the lead."""
    found: Any = db.session.execute(
        select(DeliveryPhoto, Blob, Order.id)
        .join(Blob, Blob.id == DeliveryPhoto.blob_id)
        .join(Delivery, Delivery.id == DeliveryPhoto.delivery_id)
        .join(Order, Order.id == Delivery.order_id)
        .join(Lead, Lead.id == Order.lead_id)
        .where(DeliveryPhoto.id == photo_id, leads_for(person))
    ).first()
    if found is None:
        raise NotYours
    return found[0], found[1], found[2]
