"""What is done about the grading: several standards at once (setting), the check (checking), a look at a downgrade."""

from crm.grading.actions.checking import adopt, check
from crm.grading.actions.reviewing import review
from crm.grading.actions.setting import set_preset, take_back

__all__ = ["adopt", "check", "review", "set_preset", "take_back"]
