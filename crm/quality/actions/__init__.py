"""Looking through the store (looking), and setting a row right on the spot with the way back (fixing)."""

from crm.quality.actions.fixing import fix, put_away, say_right, undo_fix
from crm.quality.actions.looking import ask_for_look, look

__all__ = ["ask_for_look", "fix", "look", "put_away", "say_right", "undo_fix"]
