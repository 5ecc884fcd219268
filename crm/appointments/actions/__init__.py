"""What is done with appointments: agreed, moved and cancelled (agreeing), come or not (coming), registered (lists)."""

from crm.appointments.actions.agreeing import (
    cancel_appointment,
    confirm_appointment,
    make_appointment,
    move_appointment,
)
from crm.appointments.actions.coming import came_in, forget_arrival, keep_home_visit, note_arrival, settle_no_show
from crm.appointments.actions.feeds import close_feed, open_feed
from crm.appointments.actions.lists import list_is_late, register_list, tell_of_the_list

__all__ = [
    "came_in", "cancel_appointment", "close_feed", "confirm_appointment", "forget_arrival", "keep_home_visit",
    "list_is_late", "make_appointment", "move_appointment", "note_arrival", "open_feed", "register_list",
    "settle_no_show", "tell_of_the_list",
]  # fmt: skip
