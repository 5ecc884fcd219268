"""What is done around a test drive: give a car away (booking), sign (papers, photos), out and back (course), cars."""

from crm.drives.actions.asking import give_out, move
from crm.drives.actions.booking import book, rebook, release, release_appointment, when_booked
from crm.drives.actions.cars import add_car, change_car, retire_car
from crm.drives.actions.course import come_back, leave, not_left, note_feedback, when_out
from crm.drives.actions.merging import bring_bookings
from crm.drives.actions.papers import sign, sign_anew, write_text
from crm.drives.actions.photos import erase_photo, keep_photo, look

__all__ = [
    "add_car", "book", "bring_bookings", "change_car", "come_back", "erase_photo", "give_out", "keep_photo", "leave",
    "look", "move", "not_left", "note_feedback", "rebook", "release", "release_appointment", "retire_car", "sign",
    "sign_anew", "when_booked", "when_out", "write_text",
]  # fmt: skip
