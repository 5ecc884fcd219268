"""What is done with the rota: setting the day (day), giving turns (turns), what becomes of them (course), backups."""

from crm.rota.actions.backups import name_backup
from crm.rota.actions.course import accept, can_pass_on, catch_up, decline, now_doing, pass_on_overdue, release, resume
from crm.rota.actions.day import TOPIC, default_rota, put_on_rota, take_a_break, take_off_rota
from crm.rota.actions.turns import give_turn, when_given

__all__ = [
    "TOPIC",
    "accept",
    "can_pass_on",
    "catch_up",
    "decline",
    "default_rota",
    "give_turn",
    "name_backup",
    "now_doing",
    "pass_on_overdue",
    "put_on_rota",
    "release",
    "resume",
    "take_a_break",
    "take_off_rota",
    "when_given",
]
