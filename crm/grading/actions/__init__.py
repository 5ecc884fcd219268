"""What is done about the grading: several standards at once (setting), the check (checking), a look at a downgrade."""

from crm.grading.actions.checking import adopt, check
from crm.grading.actions.reviewing import agree_with_suggested, review
from crm.grading.actions.setting import set_preset, take_back

__all__ = ["adopt", "agree_with_suggested", "check", "review", "set_preset", "take_back"]
