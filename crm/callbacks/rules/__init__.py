"""The rules of calling back: who is due and in what order (queue), and which contact counts (contact)."""

from crm.callbacks.rules import contact, queue

__all__ = ["contact", "queue"]
