"""The rules of calling back: who is due and in what order (queue), and which contact counts (contact)."""

from crm.callbacks.rules import contact, queue
from crm.callbacks.rules.contact import Channel, Result, Said, Topic
from crm.callbacks.rules.queue import How, Kind, Rule, Section, seven_day_on

__all__ = ["Channel", "How", "Kind", "Result", "Rule", "Said", "Section", "Topic", "contact", "queue", "seven_day_on"]
