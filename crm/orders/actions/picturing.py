"""Photos of the delivery: a consent of their own, sealed, and gone when it is taken back (F-73, F-85)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm.customers.actions import on_consent, record_consent
from crm.customers.models import Customer
from crm.customers.rules import PHOTOS
from crm.orders import queries
from crm.orders.models import Delivery, DeliveryPhoto, Order
from crm.orders.rules import PHOTO_DAYS, PHOTOS_MOST
from crm.shared import blobs, settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _

PURPOSE = "delivery"


def add_photo(
    delivery: Delivery, customer_id: int, *, photo: bytes, agreed: bool = False, stamp: Stamp
) -> DeliveryPhoto:
    """Keep a photo sealed; only with the customer's own yes to photos, which is asked apart from everything else."""
    if not agreed and not queries.agreed_to_photos(customer_id):
        raise Refused(_("Photos need the customer's own yes, apart from everything else."), "agreed")
    numbers = settings.of(stamp.store_id)
    if len(queries.photos_of(delivery.id)) >= numbers[PHOTOS_MOST]:
        raise Refused(_("%(most)s photos are enough; remove one first.", most=numbers[PHOTOS_MOST]), "photo")
    erase_on = stamp.today + timedelta(days=numbers[PHOTO_DAYS])
    blob = blobs.keep(PURPOSE, photo, erase_on=erase_on, stamp=stamp)
    if agreed and not queries.agreed_to_photos(customer_id):
        record_consent(db.session.get_one(Customer, customer_id), consent=PHOTOS, given=True, stamp=stamp)
    row = DeliveryPhoto(store_id=delivery.store_id, delivery_id=delivery.id, blob_id=blob.id)
    row.sign(stamp)
    db.session.add(row)
    return row


def remove_photo(photo: DeliveryPhoto, *, stamp: Stamp) -> int:
    """The picture is unreadable for ever; that there was one stays written down."""
    return blobs.erase([photo.blob_id], why="removed", stamp=stamp)


@on_consent
def drop_photos(customer_id: int, consent: str, given: bool, stamp: Stamp) -> None:
    """Whoever takes the yes back has no photo here any more, at once."""
    if consent != PHOTOS or given:
        return
    mine = select(DeliveryPhoto.blob_id).join(Delivery, Delivery.id == DeliveryPhoto.delivery_id)
    found = db.session.scalars(mine.join(Order, Order.id == Delivery.order_id).where(Order.customer_id == customer_id))
    blobs.erase(found.all(), why="consent taken back", stamp=stamp)
