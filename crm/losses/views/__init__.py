"""After a loss on the screen: the month's review (month), words to say (touches), marketing's page (occasions)."""

from crm.losses.views import month, occasions, touches  # noqa: F401
from crm.losses.views.base import bp

__all__ = ["bp"]
