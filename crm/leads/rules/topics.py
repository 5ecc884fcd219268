"""What a contact with a customer is about (R-225, F-03); scripts are kept by it."""

from __future__ import annotations

from enum import StrEnum

from crm.shared.words import N_


class Topic(StrEnum):
    """What the contact is about; the last three are for after-sales."""

    WELCOME = "welcome"
    QUOTE = "quote"
    TEST_DRIVE = "test_drive"
    SECOND_VISIT = "second_visit"
    TRADE_IN = "trade_in"
    FINANCE = "finance"
    STOCK = "stock"
    AFTER_VISIT = "after_visit"
    ROUTINE = "routine"
    NEW_CAR = "new_car"
    BOOKING = "booking"
    QUESTION = "question"


TOPIC_NAMES = {
    Topic.WELCOME: N_("Thanks and first questions"),
    Topic.QUOTE: N_("Price quote"),
    Topic.TEST_DRIVE: N_("Test drive"),
    Topic.SECOND_VISIT: N_("Second visit"),
    Topic.TRADE_IN: N_("Trade-in value"),
    Topic.FINANCE: N_("Finance"),
    Topic.STOCK: N_("Car in stock"),
    Topic.AFTER_VISIT: N_("After the visit"),
    Topic.ROUTINE: N_("Keep in touch"),
    Topic.NEW_CAR: N_("Getting on with the car"),
    Topic.BOOKING: N_("Workshop booking"),
    Topic.QUESTION: N_("Question or complaint"),
}
