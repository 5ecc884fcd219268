"""What is done around a test drive: give a car away (booking)."""

from crm.drives.actions.booking import book, rebook, release, release_appointment, when_booked

__all__ = ["book", "rebook", "release", "release_appointment", "when_booked"]
